import { describe, expect, test } from "vitest";
import { PermissionError, RefusedError } from "../../../src/index.ts";
import { Saagie, type Project } from "../../../src/saagie/index.ts";
import { emulatedPlatform, openPlatform, VIEWERS } from "../support/platform.ts";
import { makeEndlessRun, makeJob, makeRun, NOBODY, rejection } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;
const to = ({
  id,
}: Pick<Project, "id">): { readonly targetProjectId: string; readonly targetPlatformId: number } => ({
  targetProjectId: id,
  targetPlatformId: saagie.platform,
});

test("a job goes to another project with its versions, into its own category", async () => {
  const target = await platform.makeProject();
  const { id, name, project } = await makeJob(platform);
  await saagie.jobs.upgrade(id, { releaseNote: "2" });
  const moved = await saagie.jobs.move(id, to(target));
  expect(moved).not.toBe(id);
  expect(await saagie.jobs.get(moved)).toMatchObject({
    name,
    category: "Processing",
    project: { id: target.id },
    versions: [{ number: 2 }, { number: 1 }],
  });
  expect(await saagie.jobs.listMinimal(project.id)).not.toContainEqual(expect.objectContaining({ name }));
});

describe("a move is refused, with the reason, and the job stays", () => {
  async function expectRefused(job: string, target: Pick<Project, "id">, fields: object): Promise<void> {
    const error = await rejection(saagie.jobs.move(job, to(target)));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ fields });
    expect((await saagie.jobs.get(job)).id).toBe(job);
  }

  test("with a run under way", async () => {
    const { job } = await makeEndlessRun(platform);
    await expectRefused(job.id, await platform.makeProject(), { job: "HAS_UNFINISHED_INSTANCES" });
  });

  test("to the project that it is in", async () => {
    const { id, project } = await makeJob(platform);
    await expectRefused(id, project, { targetProjectId: "must be another project" });
  });

  test("to a project that does not allow its technology", async () => {
    const target = await platform.makeProject();
    await saagie.projects.edit(target.id, { jobTechnologies: { Saagie: ["Bash"] } });
    const { id } = await makeJob(platform);
    await expectRefused(id, target, { technology: "is not enabled in the target project" });
  });

  test("to a project that has a job of that name", async () => {
    const target = await platform.makeProject();
    const { id, name } = await makeJob(platform);
    await saagie.jobs.create(target.id, { name: name.toUpperCase(), technology: "Bash" });
    await expectRefused(id, target, { name: "already used" });
  });

  test("as a streaming job", async () => {
    const { id } = await makeJob(platform, { isStreaming: true });
    await expectRefused(id, await platform.makeProject(), { isStreaming: "a streaming job cannot be moved" });
  });

  test("to a project or a platform that does not exist", async () => {
    const { id } = await makeJob(platform);
    const target = await platform.makeProject();
    expect(await rejection(saagie.jobs.move(id, to({ id: NOBODY })))).toMatchObject({ code: "NOT_FOUND" });
    expect(await rejection(saagie.jobs.move(id, { ...to(target), targetPlatformId: 99 }))).toMatchObject({
      code: "NOT_FOUND",
      fields: { targetPlatformId: "NOT_EXISTS" },
    });
  });

  test("to a project where the user may only look", async () => {
    const source = await platform.makeProject();
    await saagie.projects.edit(source.id, { groups: [{ group: VIEWERS, role: "Editor" }] });
    const job = await saagie.jobs.create(source.id, { name: "Mine", technology: "Bash" });
    const target = await platform.makeProject();
    const viewer = platform.as("viewer");
    expect(await rejection(viewer.jobs.move(job.id, to(target)))).toBeInstanceOf(PermissionError);
    await saagie.projects.edit(target.id, { groups: [{ group: VIEWERS, role: "Editor" }] });
    expect(await viewer.jobs.get(await viewer.jobs.move(job.id, to(target)))).toMatchObject({ name: "Mine" });
  });
});

describe("between platforms", () => {
  test("a job goes on under an id of the other platform", async () => {
    const own = emulatedPlatform({ platforms: [1, 2] });
    const { url, realm, user, password, fetch, clock } = own.emulator;
    const other = new Saagie({ url, realm, user, password, fetch, clock, platform: 2 });
    const target = await other.projects.ensure({ name: "Over there" });
    const { id } = await makeRun(own).then(({ job }) => job);
    const moved = await own.saagie.jobs.move(
      id,
      { targetProjectId: target.id, targetPlatformId: 2 },
      { targetCategory: "Extraction" },
    );
    expect(await other.jobs.get(moved)).toMatchObject({ category: "Extraction", instances: [] });
    expect(await rejection(own.saagie.jobs.get(id))).toMatchObject({ code: "NOT_FOUND" });
    expect((await other.jobs.runAndWait(moved)).status).toBe("SUCCEEDED");
  });

  test("a run that is just over keeps a job no more than it keeps it from being deleted", async () => {
    const { id } = await makeJob(platform);
    await saagie.jobs.runAndWait(id);
    const target = await platform.makeProject();
    expect(await saagie.jobs.move(id, to(target))).toEqual(expect.any(String));
  });
});
