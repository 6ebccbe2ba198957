import { beforeAll, describe, expect, test } from "vitest";
import {
  appsOperations,
  environmentVariablesOperations,
  pipelinesOperations,
} from "../../../../generated/saagie/methods.ts";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { rejection } from "../../support/things.ts";
import { contents, fill } from "../support/archives.ts";
import { bundlePlatform, ownPlatform } from "../support/sample-jobs.ts";
import { callerOf, essenceOf, makeRichProject } from "../support/sample-project.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;
const call = callerOf(saagie);
const secrets = (): string => "told";

let source = "";
let files: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const project = await platform.makeProject();
  source = project.id;
  await makeRichProject(saagie, source);
  const archive = memoryArchive();
  await saagie.projects.export(source, archive);
  files = await contents(archive);
});

const exported = (): Promise<Archive> => fill(memoryArchive(), files);

/** A project as the archive has it, but for some of it. */
async function changed(): Promise<{ readonly id: string; readonly archive: Archive }> {
  const { projectId: id } = await saagie.projects.import(await exported(), {
    name: platform.unique("made"),
    secrets,
  });
  const { pipelines } = await call(pipelinesOperations.listMinimal, { projectId: id });
  const nightly = pipelines.find(({ name }) => name === "Nightly")?.id ?? "";
  await call(pipelinesOperations.edit, {
    pipeline: { id: nightly, description: "changed", isScheduled: false },
  });
  await call(pipelinesOperations.rollback, { pipelineId: nightly, versionNumber: 2 });
  const { apps } = await call(appsOperations.listMinimal, { projectId: id });
  await call(appsOperations.edit, { appEdition: { id: apps[0]?.id ?? "", description: "changed" } });
  const variables = await call(environmentVariablesOperations.listForProject, { projectId: id });
  const bucket = variables.find(({ name }) => name === "BUCKET");
  await call(environmentVariablesOperations.edit, {
    entityId: id,
    environmentVariable: {
      id: bucket?.id ?? "",
      name: "BUCKET",
      scope: "PROJECT",
      value: "changed",
      isPassword: false,
    },
  });
  return { id, archive: await exported() };
}

describe("what exists already", () => {
  test("is brought to the archive's state by default, and only what differs", async () => {
    const { id, archive } = await changed();
    const asked = watchRequests(emulator);
    const { steps, imported } = await saagie.projects.import(archive, { into: id });
    const upgrades = steps.filter(({ action }) => action === "upgrade");
    expect(upgrades.map(({ name, changed: what }) => [name, what])).toEqual([
      ["Nightly", ["isScheduled", "description", "version"]],
      ["Web page", ["description"]],
      ["BUCKET", ["value"]],
    ]);
    expect(imported.filter(({ action }) => action === "upgraded")).toHaveLength(3);
    expect(
      asked
        .operations()
        .filter((name) => name.endsWith("Edit"))
        .toSorted(),
    ).toEqual(["AppsEdit", "EnvironmentVariablesEdit", "PipelinesEdit"]);
    const { steps: then } = await saagie.projects.planImport(archive, { into: id });
    expect(then.filter(({ action }) => action !== "unchanged")).toEqual([]);
  });

  test("is left alone on request", async () => {
    const { id, archive } = await changed();
    const before = memoryArchive();
    await saagie.projects.export(id, before);
    const { steps } = await saagie.projects.import(archive, { into: id, existing: "skip" });
    expect(new Set(steps.map(({ action }) => action))).toEqual(new Set(["skip"]));
    const after = memoryArchive();
    await saagie.projects.export(id, after);
    expect(await essenceOf(after)).toEqual(await essenceOf(before));
  });

  test("is a reason to import nothing on request", async () => {
    const { id } = await platform.makeProject();
    await saagie.jobs.create(id, { name: "REPORT", technology: "Bash", commandLine: "echo" });
    const error = await rejection(
      saagie.projects.import(await exported(), { into: id, existing: "fail", secrets }),
    );
    expect(error).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(
        /^1 of 14 things cannot be imported: the job "Report" \(jobs\/[\w-]+\/job\.json\): it exists already\. Nothing in the project has been changed\. Mend them, or set skipImpossible\.$/u,
      ) as string,
    });
    expect(await saagie.jobs.listMinimal(id)).toHaveLength(1);
  });

  test("the project, too", async () => {
    const { name } = await platform.makeProject();
    const error = await rejection(
      saagie.projects.import(await exported(), { name, existing: "fail", secrets }),
    );
    expect(error).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining(`the project "${name}" (project.json): it exists already`) as string,
    });
    await expect(
      saagie.projects.import(await exported(), { name, existing: "other" as "fail" }),
    ).rejects.toThrow(`options.existing must be "upgrade", "skip" or "fail", not "other".`);
  });
});

describe("secrets", () => {
  test("that are not told are listed, and what they belong to is left out", async () => {
    const {
      steps,
      secrets: missing,
      projectId,
    } = await saagie.projects.import(await exported(), {
      name: platform.unique("secretless"),
    });
    expect(missing).toEqual([
      { what: "docker credentials", username: "robot", registry: "registry.example.org" },
      { what: "variable", scope: "PROJECT", name: "TOKEN" },
    ]);
    expect(steps.filter(({ action }) => action === "skip").map(({ name }) => name)).toEqual([
      "robot at registry.example.org",
      "TOKEN",
    ]);
    expect(steps.find(({ name }) => name === "In a container")?.warnings).toEqual([
      "its docker credentials belong to another project and are not carried over: set them afterwards",
    ]);
    expect(await saagie.jobs.listMinimal(projectId)).toHaveLength(3);
  });

  test("are asked for once each, and are in no plan, result or archive", async () => {
    const asked: unknown[] = [];
    const archive = await exported();
    const options = {
      name: platform.unique("secret"),
      secrets: (secret: object): string => {
        asked.push(secret);
        return "canary-7";
      },
    };
    const result = await saagie.projects.import(archive, options);
    expect(asked).toHaveLength(2);
    expect(result.secrets).toEqual([]);
    const found: string[] = [];
    for await (const entry of archive.entries()) found.push(await (await entry.open()).text());
    expect(JSON.stringify(result) + found.join("")).not.toContain("canary-7");
  });
});

test("a plan changes nothing, is plain data, and needs no project that exists", async () => {
  const name = platform.unique("planned");
  const asked = watchRequests(emulator);
  const plan = await saagie.projects.planImport(await exported(), { name, secrets });
  expect(asked.writes()).toEqual([]);
  expect(plan.project).toEqual({ name });
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  expect(plan.steps.map(({ what }) => what)).toEqual([
    "project",
    "docker credentials",
    ...Array.from({ length: 3 }, () => "storage"),
    ...Array.from({ length: 3 }, () => "job"),
    ...Array.from({ length: 2 }, () => "pipeline"),
    "app",
    ...Array.from({ length: 4 }, () => "variable"),
  ]);
});

test("a project is copied to another platform, package by package", async () => {
  const other = ownPlatform();
  const { projectId, imported } = await saagie.projects.copyTo(source, other.saagie, {
    name: "Copied",
    secrets,
  });
  expect(imported.filter(({ action }) => action !== "created")).toEqual([]);
  const again = memoryArchive();
  await other.saagie.projects.export(projectId, again);
  expect(await essenceOf(again)).toEqual(await essenceOf(await exported()));
});

describe("an existing project of the name", () => {
  test("is given what it lacks, and loses nothing but its description", async () => {
    const { id, name } = await saagie.projects.create({
      name: platform.unique("poor"),
      description: "old",
      jobTechnologies: { Saagie: ["Spark"] },
      appTechnologies: {},
    });
    await saagie.projects.waitUntilReady(id);
    const { steps } = await saagie.projects.import(await exported(), { name: name.toUpperCase(), secrets });
    expect(steps[0]).toMatchObject({ what: "project", action: "upgrade" });
    expect(steps[0]?.changed.toSorted()).toEqual([
      "appTechnologies",
      "authorizedGroups",
      "description",
      "technologiesByCategory",
    ]);
    expect((await saagie.projects.get(id)).description).toBe("");
    expect(await saagie.projects.rights(id)).toContainEqual(
      expect.objectContaining({ name: "viewers", role: "ROLE_PROJECT_VIEWER" }),
    );
    const then = await saagie.projects.planImport(await exported(), { name });
    expect(then.steps.filter(({ action }) => action !== "unchanged")).toEqual([]);
  });
});

test("variables of the platform are brought over on request alone", async () => {
  const save = environmentVariablesOperations.create;
  await call(save, {
    environmentVariable: { name: "EVERYWHERE", scope: "GLOBAL", value: "1", isPassword: false },
  });
  const { id } = await platform.makeProject();
  const archive = memoryArchive();
  await saagie.projects.export(id, archive);
  const other = ownPlatform();
  const target = await other.makeProject();
  const { steps } = await other.saagie.projects.planImport(archive, { into: target.id });
  expect(steps).toMatchObject([{ name: "EVERYWHERE", action: "skip" }]);
  const options = { into: target.id, globalVariables: true };
  await other.saagie.projects.import(archive, options);
  expect(await other.saagie.environmentVariables.listGlobal()).toMatchObject([
    { name: "EVERYWHERE", value: "1" },
  ]);
  const then = await other.saagie.projects.planImport(archive, options);
  expect(then.steps).toMatchObject([{ action: "unchanged" }]);
});
