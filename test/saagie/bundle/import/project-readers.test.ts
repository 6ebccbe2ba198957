import { describe, expect, test } from "vitest";
import { pipelinesOperations } from "../../../../generated/saagie/methods.ts";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { parseCondition } from "../../../../src/saagie/bundle/format/condition-text.ts";
import { watchRequests } from "../../support/request-log.ts";
import { PYTHON, rejection } from "../../support/things.ts";
import { fill } from "../support/archives.ts";
import {
  AGAIN,
  appFile,
  CHECK,
  gradleFiles,
  JOB,
  pipelineFile,
  PROJECT,
  pythonFiles,
  SORT,
  VARIABLE,
} from "../support/foreign-exports.ts";
import { bundlePlatform, essences } from "../support/sample-jobs.ts";
import { callerOf } from "../support/sample-project.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;
const call = callerOf(saagie);

const STORAGE = "7b0c2f5e-6d1c-4f43-9c63-0d5f3f8a7e03";
const NO_IMAGE = { image: null, dockerCredentialsId: null };
const DOWNLOAD = "/projects/api/platform/1/project/p/job/k/version/1/artifact/only.py";

function pythonFolder(changes: Readonly<Record<string, unknown>> = {}): Promise<Archive> {
  return fill(memoryArchive(), pythonFiles(changes));
}

async function pipelineOf(projectId: string, name: string): Promise<unknown> {
  const { pipelines } = await call(pipelinesOperations.listMinimal, { projectId });
  const id = pipelines.find((one) => one.name === name)?.id ?? "";
  return call(pipelinesOperations.forExport, { id });
}

describe("a folder of the Python client", () => {
  test("is imported with all there is in it, and what it lacks is told", async () => {
    const { steps, projectId } = await saagie.projects.import(await pythonFolder());
    expect(steps.map(({ what, name, action }) => `${action} ${what} ${name}`)).toEqual([
      "create project Parcels",
      "create storage storage page",
      "create job Sort parcels",
      "create pipeline Every day",
      "create app Page",
      "create variable DEPOT",
      "skip variable SHARED",
      "create variable MODE",
    ]);
    expect(steps[0]?.warnings).toEqual(["the catalogue here does not have Gone (Saagie): left out"]);
    expect(steps[4]?.warnings).toEqual(["version 2 mounted a storage that is gone: it goes without"]);
    expect(await saagie.projects.rights(projectId)).toMatchObject([
      { name: "viewers", role: "ROLE_PROJECT_MANAGER" },
    ]);
    expect(await pipelineOf(projectId, "Every day")).toMatchObject({
      isScheduled: true,
      hasExecutionVariablesEnabled: true,
      versions: [{ graph: { conditionNodes: [{ condition: { expression: `a == "x" || b` } }] } }],
    });
    const again = await saagie.projects.import(await pythonFolder(), { into: projectId });
    expect(new Set(again.steps.map(({ action }) => action))).toEqual(new Set(["unchanged", "skip"]));
  });

  test.each([
    [
      "env_var.json in place of variable.json",
      { "p/env_vars/OTHER/env_var.json": { ...VARIABLE, name: "OTHER" } },
      "create variable OTHER",
    ],
    [
      "a pipeline of the first exports",
      {
        "p/pipelines/old/pipeline.json": pipelineFile({
          name: "Old",
          alias: undefined,
          hasExecutionVariablesEnabled: undefined,
          versions: [
            {
              number: 1,
              isCurrent: true,
              graph: {
                jobNodes: [{ id: SORT, job: JOB, nextNodes: [CHECK] }],
                conditionNodes: [{ id: CHECK, nextNodesSuccess: [], nextNodesFailure: [] }],
              },
            },
          ],
        }),
      },
      "create pipeline Old",
    ],
  ])("with %s", async (_, files, line) => {
    const { steps } = await saagie.projects.import(await pythonFolder(files), {
      name: platform.unique("variant"),
    });
    expect(steps.map(({ what, name, action }) => `${action} ${what} ${name}`)).toContain(line);
  });

  test("app files of the former model are told, and can be left out", async () => {
    const archive = await pythonFolder({
      "p/apps/old/app.json": { id: "1", name: "Former", versions: [{ exposedPorts: [] }] },
    });
    const name = platform.unique("former");
    expect(await rejection(saagie.projects.import(archive, { name }))).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining(
        `the app "Former" (p/apps/old/app.json): it is of the former model of apps`,
      ) as string,
    });
    const { imported } = await saagie.projects.import(archive, { name, skipImpossible: true });
    expect(imported.map((one) => one.name)).not.toContain("Former");
  });
});

test("a storage that an app's versions know by two names is made once, by the name it has now", async () => {
  const volume = (name: string): object => ({ id: STORAGE, name, size: "128 MB", description: "d" });
  const version = (number: number, name: string): Record<string, unknown> => ({
    number,
    releaseNote: "",
    dockerInfo: { image: "nginx:1", dockerCredentialsId: null },
    runtimeContextId: null,
    ports: [],
    volumesWithPath: [{ path: "/data", volume: volume(name) }],
    isMajor: false,
  });
  const app = appFile({
    currentVersion: version(2, "now"),
    versions: [version(2, "now"), version(1, "before")],
  });
  const archive = await fill(memoryArchive(), pythonFiles({ "p/apps/a/app.json": app }));
  const { id: projectId } = await platform.makeProject();
  await saagie.projects.import(archive, { into: projectId });
  const storages = await saagie.storages.list(projectId);
  expect(storages.map(({ name }) => name)).toEqual(["now"]);
  const [{ id } = { id: "" }] = await saagie.apps.listMinimal(projectId);
  const { versions } = await saagie.apps.get(id);
  const mounted = (versions ?? []).flatMap((one) =>
    (one.volumesWithPath ?? []).map(({ volume: it }) => it?.id),
  );
  expect(new Set(mounted)).toEqual(new Set([storages[0]?.id]));
});

describe("a zip of the Gradle plugin", () => {
  const asWritten: readonly (readonly [string, object, object])[] = [
    ["members of null", {}, { packageInfo: { name: null, downloadUrl: "/x" }, dockerInfo: NO_IMAGE }],
    ["a URL as the package's name", {}, { packageInfo: { name: "https://saagie.example.io/only.py" } }],
    ["a path of the platform as the package's name", {}, { packageInfo: { name: DOWNLOAD } }],
    ["a technology named by its id alone", { technologyName: null, technology: PYTHON }, {}],
  ];
  test.each(asWritten)("with %s is imported, with its package", async (_, job, version) => {
    const { id } = await platform.makeProject();
    const archive = await fill(memoryArchive(), {
      "export/Job/k/job.json": {
        job: { name: "Load", category: "Processing", technology: "x", technologyName: "Python", ...job },
        jobVersion: { number: "1", commandLine: "python {file}", runtimeVersion: "3.10", ...version },
      },
      "export/Job/k/package/only.py": "3",
    });
    const { steps } = await saagie.projects.import(archive, { into: id });
    expect(steps).toMatchObject([{ action: "create", name: "Load", warnings: [] }]);
    expect(await essences(saagie, id)).toMatchObject({
      Load: { versions: [{ packageName: "only.py", package: "3" }] },
    });
  });

  test("is imported with all versions and their packages", async () => {
    const { id } = await platform.makeProject();
    const archive = await fill(memoryArchive(), gradleFiles());
    await saagie.projects.import(archive, { into: id });
    expect(await essences(saagie, id)).toMatchObject({
      Sort: {
        versions: [
          { commandLine: "python {file} 1", packageName: "one.py", package: "1", isCurrent: false },
          { commandLine: "python {file} 2", packageName: "two.py", package: "2", isCurrent: true },
        ],
      },
      Load: { versions: [{ packageName: "only.py", package: "3" }] },
    });
    expect(await pipelineOf(id, "Row")).toMatchObject({
      isLegacyPipeline: true,
      alias: "Row",
      versions: [
        { number: 2, graph: { jobNodes: [{ job: { name: "Load" } }, { job: { name: "Sort" } }] } },
        { number: 1 },
      ],
    });
    expect(await pipelineOf(id, "Graph")).toMatchObject({ isLegacyPipeline: false });
    const { steps } = await saagie.projects.planImport(archive, { into: id });
    expect(new Set(steps.map(({ action }) => action))).toEqual(new Set(["unchanged"]));
  });
});

test.each([
  ["ConditionStatus(value=AtLeastOneSuccess)", { status: { value: "AtLeastOneSuccess" } }],
  [`ConditionExpression(expression="1 + 1 == 2")`, { custom: { expression: "1 + 1 == 2" } }],
  [`ConditionExpression(expression="a="b")")`, { custom: { expression: `a="b")` } }],
  [`ConditionExpression(expression="")`, { custom: { expression: "" } }],
  ["ConditionStatus(value=Other)", undefined],
  ["nonsense", undefined],
])("the condition %s", (text, expected) => {
  expect(parseCondition(text)).toEqual(expected);
});

describe("bad input is refused before anything is asked or changed", () => {
  const graphOf = (jobNodes: readonly object[]): object =>
    pipelineFile({ versions: [{ number: 1, isCurrent: true, graph: { jobNodes, conditionNodes: [] } }] });
  test.each([
    ["an empty archive", {}, "memory is not an export: it holds nothing that a project is made of."],
    [
      "two projects",
      { "a/project.json": PROJECT, "b/project.json": PROJECT },
      "memory holds several projects",
    ],
    ["no JSON", { "pipelines/a/pipeline.json": "{" }, "pipelines/a/pipeline.json is not valid JSON"],
    ["no name", { "apps/a/app.json": { currentVersion: null } }, `apps/a/app.json: "name" is missing.`],
    [
      "equal names",
      {
        "pipelines/a/pipeline.json": pipelineFile(),
        "pipelines/b/pipeline.json": pipelineFile({ name: "EVERY day" }),
      },
      `hold pipelines of one name, "EVERY day"`,
    ],
    [
      "a condition that is none",
      {
        "pipelines/a/pipeline.json": pipelineFile({
          versions: [{ number: 1, graph: { conditionNodes: [{ id: CHECK, condition: { toString: "?" } }] } }],
        }),
      },
      `"?" is not a condition`,
    ],
    [
      "another scope",
      { "env_vars/A/variable.json": { ...VARIABLE, scope: "MOON" } },
      `"scope" should be one of`,
    ],
    [
      "two variables of one name",
      { "env_vars/A/variable.json": VARIABLE, "env_vars/B/variable.json": { ...VARIABLE, value: "other" } },
      "hold variables of one name and scope",
    ],
  ])("%s", async (_, files, message) => {
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.projects.import(await fill(memoryArchive(), files), { name: "X" }));
    expect(error).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining(message) as string,
    });
    expect(asked.operations()).toEqual([]);
  });

  test.each([
    [
      "a cycle",
      graphOf([
        { id: SORT, job: JOB, nextNodes: [AGAIN] },
        { id: AGAIN, job: JOB, nextNodes: [SORT] },
      ]),
      `its graph has a cycle: ${SORT} → ${AGAIN} → ${SORT}`,
    ],
    [
      "a way to nowhere",
      graphOf([{ id: SORT, job: JOB, nextNodes: [CHECK] }]),
      `its node ${SORT} leads to ${CHECK}, which is not there`,
    ],
    [
      "two nodes of one id",
      graphOf([
        { id: SORT, job: JOB },
        { id: SORT, job: JOB },
      ]),
      "two of its nodes have one id",
    ],
    [
      "jobs that are not there",
      graphOf([{ id: SORT, job: { id: "x", name: "Nowhere" } }]),
      `it runs jobs that are neither in the archive nor in the project: "Nowhere"`,
    ],
  ])("a pipeline with %s cannot be imported", async (_, file, reason) => {
    const archive = await pythonFolder({ "p/pipelines/with-existing-jobs/pipeline.json": file });
    const asked = watchRequests(emulator);
    const { steps } = await saagie.projects.planImport(archive, { name: platform.unique("bad") });
    expect(steps.find(({ what }) => what === "pipeline")).toMatchObject({ action: "cannot", reason });
    expect(asked.writes()).toEqual([]);
  });
});
