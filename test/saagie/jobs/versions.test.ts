import { describe, expect, test } from "vitest";
import { openPlatform } from "../support/platform.ts";
import { makeEndlessRun, makeJob, plainJob, type MadeJob } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

/** A job with three versions, of which the third is current. */
async function threeVersions(): Promise<MadeJob> {
  const job = await makeJob(platform, { releaseNote: "1" });
  await saagie.jobs.upgrade(job.id, { releaseNote: "2" });
  await saagie.jobs.upgrade(job.id, { releaseNote: "3" });
  return job;
}

const numbers = (versions: readonly { readonly number: number }[]): readonly number[] =>
  versions.map(({ number }) => number);

test("versions come newest first, and can be limited", async () => {
  const { id } = await threeVersions();
  expect(numbers((await saagie.jobs.get(id)).versions)).toEqual([3, 2, 1]);
  expect(numbers((await saagie.jobs.get(id, { versionsLimit: 2 })).versions)).toEqual([3, 2]);
  expect(numbers((await saagie.jobs.get(id, { versionsOnlyCurrent: true })).versions)).toEqual([3]);
});

test("a rollback moves the mark of the current version, and makes none", async () => {
  const { id } = await threeVersions();
  const { versions } = await saagie.jobs.rollback(id, 1);
  expect(versions.map(({ number, isCurrent }) => [number, isCurrent])).toEqual([
    [3, false],
    [2, false],
    [1, true],
  ]);
  expect(numbers((await saagie.jobs.get(id, { versionsOnlyCurrent: true })).versions)).toEqual([1]);
  const run = await saagie.jobs.run(id);
  const version = { number: 1, releaseNote: "1", isMajor: false, isCurrent: true, doesUseGPU: false };
  expect(await saagie.jobs.getInstance(run.id)).toMatchObject({ version });
  expect(await saagie.jobs.get(id, { instancesLimit: 1 })).toMatchObject({ instances: [{ version }] });
});

test("a version can be major, and can be so no longer", async () => {
  const { id } = await threeVersions();
  await saagie.jobs.setMajorVersion(id, { versionNumber: 2, isMajor: true });
  expect((await saagie.jobs.get(id)).versions.map(({ isMajor }) => isMajor)).toEqual([false, true, false]);
  expect(await saagie.jobs.setMajorVersion(id, { versionNumber: 2, isMajor: false })).toMatchObject({
    number: 2,
    isMajor: false,
  });
});

test("of several versions those go that can, and each answers for itself", async () => {
  const { id } = await threeVersions();
  expect(await saagie.jobs.deleteVersions(id, [1, 3, 99])).toEqual([
    { number: 1, success: true },
    { number: 3, success: false },
    { number: 99, success: false },
  ]);
  expect(numbers((await saagie.jobs.get(id)).versions)).toEqual([3, 2]);
  expect((await saagie.jobs.upgrade(id, { releaseNote: "4" })).number).toBe(4);
});

test("a copy has the current version alone, under a name of its own", async () => {
  const { id, name, project } = await threeVersions();
  await saagie.jobs.rollback(id, 2);
  const first = await saagie.jobs.duplicate(id);
  const second = await saagie.jobs.duplicate(id);
  expect([first.name, second.name]).toEqual([`Copy of ${name}`, `Copy of ${name} 2`]);
  const copy = await saagie.jobs.get({ project: project.id, name: first.name });
  expect(copy).toMatchObject({
    id: first.id,
    originalJobId: id,
    versions: [{ number: 1, releaseNote: "2" }],
  });
});

describe("what can be deleted, and why not", () => {
  test("a job and its version with a run under way, over, and forgotten", async () => {
    const { id, job } = await makeEndlessRun(platform);
    await saagie.jobs.upgrade(job.id, { releaseNote: "2" });
    const state = async (): Promise<unknown> => {
      const { isDeletable, deletableState, versions, instances } = await saagie.jobs.get(job.id);
      return [
        isDeletable,
        deletableState?.reasons,
        versions.map((version) => version.deletableState?.reasons),
        instances?.map((run) => run.deletableState?.reasons),
      ];
    };
    expect(await state()).toEqual([
      false,
      ["HAS_UNFINISHED_INSTANCES"],
      [["CURRENT_VERSION"], ["VERSION_HAS_UNFINISHED_INSTANCES"]],
      [["INSTANCE_NOT_TERMINATED"]],
    ]);
    await saagie.jobs.stop(id);
    await saagie.jobs.wait(id);
    expect(await state()).toEqual([
      true,
      [],
      [["CURRENT_VERSION"], ["VERSION_INSTANCES_NOT_YET_CLEANED"]],
      [["INSTANCE_NOT_YET_CLEANED"]],
    ]);
    platform.emulator.clock.advance(60_000);
    expect(await state()).toEqual([true, [], [["CURRENT_VERSION"], []], [[]]]);
    await saagie.jobs.delete(job.id);
  });
});

test("a job can be made again under the name of one that was deleted", async () => {
  const { id, name, project } = await makeJob(platform);
  await saagie.jobs.delete(id);
  const again = await saagie.jobs.create(project.id, { ...plainJob(platform), name });
  expect(again.id).not.toBe(id);
});
