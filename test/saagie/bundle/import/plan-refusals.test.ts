import { expect, test } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import type { PlanStep } from "../../../../src/saagie/index.ts";
import { rejection } from "../../support/things.ts";
import { fill } from "../support/archives.ts";
import {
  appFile,
  JOB,
  pipelineFile,
  PROJECT,
  pythonFiles,
  SORT,
  VARIABLE,
} from "../support/foreign-exports.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie } = platform;

const PIPELINE = "p/pipelines/with-existing-jobs/pipeline.json";
const APP = "p/apps/a/app.json";

async function planned(files: Readonly<Record<string, unknown>>): Promise<readonly PlanStep[]> {
  const archive = await fill(memoryArchive(), pythonFiles(files));
  return (await saagie.projects.planImport(archive, { name: platform.unique("planned") })).steps;
}

const alerting = (statusList: readonly string[]): Record<string, unknown> => ({
  alerting: { emails: ["ops@example.org"], statusList },
});
const storage = (size: string): Record<string, unknown> => ({
  "p/storages/s/storage.json": { name: "models", size, description: "" },
});

// Otherwise the import would come to its end in the middle.
test.each<readonly [string, string, Readonly<Record<string, unknown>>, RegExp]>([
  ["a size that is none", "storage", storage("a lot"), /^"a lot" is not a size$/u],
  ["a size of an odd unit", "storage", storage("1 constructor"), /^"1 constructor" is not a size$/u],
  ["a size of nothing", "storage", storage("0 GB"), /^"0 GB" is not a size$/u],
  [
    "a node whose id is none",
    "pipeline",
    {
      [PIPELINE]: pipelineFile({
        versions: [{ number: 1, graph: { jobNodes: [{ id: "first", job: JOB }] } }],
      }),
    },
    /^the id of its node "first" is not a UUID$/u,
  ],
  [
    "a status to tell of that is none",
    "pipeline",
    { [PIPELINE]: pipelineFile(alerting(["SLEEPY"])) },
    /^"SLEEPY" is not a status; valid: .*FAILED/u,
  ],
  [
    "a name of nothing",
    "pipeline",
    { [PIPELINE]: pipelineFile({ name: " " }) },
    /^The pipeline's name is empty/u,
  ],
  [
    "a source that is not a URL",
    "pipeline",
    {
      [PIPELINE]: pipelineFile({
        versions: [{ number: 1, sourceUrl: "nowhere", graph: { jobNodes: [{ id: SORT, job: JOB }] } }],
      }),
    },
    /nowhere/u,
  ],
  [
    "a status to tell of that is none",
    "app",
    { [APP]: appFile(alerting(["SLEEPY"])) },
    /^"SLEEPY" is not a status/u,
  ],
  ["a name of nothing", "app", { [APP]: appFile({ name: " " }) }, /^The app's name is empty/u],
  [
    "a name with a blank",
    "variable",
    { "p/env_vars/DEPOT/variable.json": { ...VARIABLE, name: "THE DEPOT" } },
    /^"THE DEPOT" names no variable: letters, digits and _ only$/u,
  ],
  [
    "a value without end",
    "variable",
    { "p/env_vars/DEPOT/variable.json": { ...VARIABLE, value: "x".repeat(2049) } },
    /^The value of DEPOT has 2049 characters; 2048 is the most$/u,
  ],
])("%s is told of a(n) %s before anything is made", async (_, kind, files, reason) => {
  const impossible = (await planned(files)).filter(
    ({ what, action }) => what === kind && action === "cannot",
  );
  expect(impossible).toMatchObject([{ reason: expect.stringMatching(reason) as string }]);
});

test("an alerting that tells of no status is one for failures, as with jobs", async () => {
  const archive = await fill(
    memoryArchive(),
    pythonFiles({ [PIPELINE]: pipelineFile(alerting([])), [APP]: appFile(alerting([])) }),
  );
  const { projectId } = await saagie.projects.import(archive, { name: platform.unique("told") });
  const pipeline = await saagie.pipelines.get({ project: projectId, name: "Every day" });
  const app = await saagie.apps.get({ project: projectId, name: "Page" });
  expect([pipeline.alerting?.statusList, app.alerting?.statusList]).toEqual([["FAILED"], ["FAILED"]]);
});

test("a variable goes to the pipeline or the app of its scope, whatever else its folder holds", async () => {
  const MODE = { ...VARIABLE, name: "MODE" };
  const [pipeline, app] = ["p/both/pipeline.json", "p/both/app.json"];
  const archive = await fill(memoryArchive(), {
    "p/project.json": PROJECT,
    "p/jobs/PROJECT/job.json": pythonFiles()["p/jobs/PROJECT/job.json"],
    "p/jobs/PROJECT/version/1/sort.py": "",
    [pipeline]: pipelineFile(),
    [app]: appFile(),
    "p/both/env_vars/MODE/variable.json": { ...MODE, scope: "PIPELINE" },
    "p/both/env_vars/THEME/variable.json": { ...MODE, scope: "APP" },
    "p/other/app.json": appFile({ name: "Other", currentVersion: { number: 1, dockerInfo: { image: "a" } } }),
    "p/other/variable.json": { ...MODE, name: "STRAY", scope: "PIPELINE" },
  });
  const options = { name: platform.unique("both"), skipImpossible: true };
  const { projectId, steps } = await saagie.projects.import(archive, options);
  const of = (name: string): { readonly project: string; readonly name: string } => ({
    project: projectId,
    name,
  });
  expect(
    await saagie.environmentVariables.list({ pipeline: of("Every day") }, { scopeOnly: true }),
  ).toMatchObject([{ name: "MODE", scope: "PIPELINE" }]);
  expect(await saagie.environmentVariables.list({ app: of("Page") }, { scopeOnly: true })).toMatchObject([
    { name: "MODE", scope: "APP" },
  ]);
  expect(steps.find(({ name }) => name === "STRAY")).toMatchObject({
    action: "cannot",
    reason: "it lies in no folder of a pipeline or app, to which its scope PIPELINE belongs",
  });
});

test("a linear pipeline in the place of one with a graph is told of", async () => {
  const { id: project } = await platform.makeProject();
  await saagie.projects.import(await fill(memoryArchive(), pythonFiles()), { into: project });
  const linear = (jobs: readonly unknown[]): Record<string, unknown> =>
    pythonFiles({ [PIPELINE]: pipelineFile({ versions: [{ number: 1, jobs }] }) });
  const { steps } = await saagie.projects.planImport(await fill(memoryArchive(), linear([JOB, JOB])), {
    into: project,
  });
  expect(steps.find(({ what }) => what === "pipeline")).toMatchObject({
    action: "cannot",
    reason: "the pipeline of that name has a graph and cannot become linear",
  });
});

test("a project that the platform refuses is told with its name, and what it lacks", async () => {
  const archive = await fill(
    memoryArchive(),
    pythonFiles({ "p/project.json": { ...PROJECT, rights: [{ nobody: "Viewer" }] } }),
  );
  const error = await rejection(saagie.projects.import(archive, { name: "Strangers" }));
  expect(error).toMatchObject({
    code: "NOT_FOUND",
    message: expect.stringMatching(/^The project "Strangers": .*authorizedGroups/u) as string,
  });
});

test("a chain of very many nodes is looked through at once", { timeout: 20_000 }, async () => {
  const idOf = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
  const UUID = "[-0-9]{36}";
  const last = 150_000;
  const jobNodes = Array.from({ length: last + 1 }, (_, at) => ({
    id: idOf(at),
    job: JOB,
    nextNodes: [idOf(at === last ? 0 : at + 1)],
  }));
  const steps = await planned({
    [PIPELINE]: pipelineFile({ versions: [{ number: 1, graph: { jobNodes } }] }),
  });
  expect(steps.find(({ what }) => what === "pipeline")).toMatchObject({
    action: "cannot",
    reason: expect.stringMatching(
      new RegExp(
        `^its graph has a cycle: ${idOf(0)} → (?:${UUID} → ){4}… → (?:${UUID} → ){4}${idOf(0)}$`,
        "u",
      ),
    ) as string,
  });
});
