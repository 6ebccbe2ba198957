import { beforeAll, describe, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { InvalidInputError } from "../../../../src/index.ts";
import type { ImportOverrides, ImportResult } from "../../../../src/saagie/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { rejection } from "../../support/things.ts";
import { contents, fill } from "../support/archives.ts";
import { bundlePlatform, ownPlatform } from "../support/sample-jobs.ts";
import { makeRichProject } from "../support/sample-project.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;
const secrets = (): string => "told";

let source = "";
let files: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const project = await platform.makeProject();
  source = project.id;
  await makeRichProject(saagie, source);
  const variables = saagie.environmentVariables;
  await variables.create({ scope: "GLOBAL" }, { name: "EVERYWHERE", value: "global" });
  await variables.create({ scope: "GLOBAL" }, { name: "BUCKET", value: "hidden by the project's" });
  const archive = memoryArchive();
  await saagie.projects.export(source, archive);
  // What the project hides is in no export of ours; older ones have it.
  const hidden = { name: "BUCKET", scope: "GLOBAL", value: "of the platform", isPassword: false };
  files = {
    ...(await contents(archive)),
    "global/BUCKET/variable.json": JSON.stringify(hidden),
  };
});

const exported = (): Promise<Archive> => fill(memoryArchive(), files);

async function importWith(overrides: ImportOverrides): Promise<ImportResult> {
  return saagie.projects.import(await exported(), { name: platform.unique("target"), secrets, overrides });
}

interface Run {
  readonly isScheduled: boolean | null;
  readonly cronScheduling: string | null;
  readonly scheduleTimezone: string | null;
  readonly alerting: { readonly emails: readonly string[]; readonly statusList: readonly string[] } | null;
}

/** What runs of a project's jobs and pipelines are like, by name. */
async function runsOf(projectId: string): Promise<Readonly<Record<string, Run>>> {
  const [jobs, pipelines] = await Promise.all([
    saagie.jobs.list(projectId),
    saagie.pipelines.list(projectId),
  ]);
  return Object.fromEntries(
    [...jobs, ...pipelines].map(({ name, isScheduled, cronScheduling, scheduleTimezone, alerting }) => [
      name,
      { isScheduled, cronScheduling, scheduleTimezone, alerting },
    ]),
  );
}

const LOAD = "Chargement été";

describe("overrides of schedules", () => {
  test("switch those on that the archive has switched off, and leave what has none", async () => {
    const { projectId } = await importWith({ jobs: { isScheduled: true } });
    const runs = await runsOf(projectId);
    expect(runs[LOAD]).toMatchObject({
      isScheduled: true,
      cronScheduling: "0 4 * * *",
      scheduleTimezone: "Europe/Paris",
    });
    expect(runs["Report"]).toMatchObject({ isScheduled: false, cronScheduling: null });
    expect(runs["Nightly"]).toMatchObject({ isScheduled: true, cronScheduling: "0 5 * * *" });
  });

  test("switch those of pipelines off, which keep them in mind", async () => {
    const { projectId } = await importWith({ pipelines: { isScheduled: false, scheduleTimezone: "UTC" } });
    const runs = await runsOf(projectId);
    expect(runs["Nightly"]).toMatchObject({
      isScheduled: false,
      cronScheduling: "0 5 * * *",
      scheduleTimezone: "UTC",
    });
    expect(runs["In a row"]).toMatchObject({ isScheduled: false, cronScheduling: null });
    expect(runs[LOAD]).toMatchObject({ scheduleTimezone: "Europe/Paris" });
  });

  test("give all a cron expression, and put it in force where that is said", async () => {
    const cronScheduling = "*/5 * * * *";
    const { projectId } = await importWith({
      jobs: { cronScheduling },
      pipelines: { cronScheduling, isScheduled: true },
    });
    const runs = await runsOf(projectId);
    expect(Object.values(runs).map((run) => run.cronScheduling)).toEqual(
      Array.from({ length: 5 }, () => cronScheduling),
    );
    const scheduled = Object.keys(runs).filter((name) => runs[name]?.isScheduled === true);
    expect(scheduled.toSorted()).toEqual(["In a row", "Nightly"]);
  });

  test("take all schedules away", async () => {
    const none = { cronScheduling: null };
    const { projectId } = await importWith({ jobs: none, pipelines: none });
    for (const run of Object.values(await runsOf(projectId))) {
      expect(run).toMatchObject({ isScheduled: false, cronScheduling: null });
    }
  });
});

describe("overrides of alerting", () => {
  test("name other people, of failures unless other statuses are given", async () => {
    const { projectId } = await importWith({
      jobs: { alerting: { emails: ["test@example.org"] } },
      pipelines: { alerting: { emails: ["test@example.org"] } },
    });
    const runs = await runsOf(projectId);
    expect(Object.keys(runs)).toHaveLength(5);
    for (const { alerting } of Object.values(runs)) {
      expect(alerting).toEqual({ emails: ["test@example.org"], loginEmails: [], statusList: ["FAILED"] });
    }
  });

  test("tell nobody on request", async () => {
    const { projectId } = await importWith({ jobs: { alerting: null }, pipelines: { alerting: null } });
    const runs = Object.values(await runsOf(projectId));
    expect(runs.map(({ alerting }) => alerting)).toEqual(Array.from({ length: 5 }, () => null));
  });
});

describe("the override of the scope of variables", () => {
  test("brings those of the platform to the project, whose own go first", async () => {
    const { projectId, steps } = await importWith({ variables: { scope: "PROJECT" } });
    const list = await saagie.environmentVariables.list({ project: projectId });
    const own = list.filter(({ scope }) => scope === "PROJECT");
    expect(new Map(own.map(({ name, value }) => [name, value]))).toEqual(
      new Map([
        ["BUCKET", "s3://été"],
        ["EVERYWHERE", "global"],
        ["TOKEN", null],
      ]),
    );
    expect(steps.find(({ path }) => path === "global/BUCKET/variable.json")).toMatchObject({
      action: "skip",
      reason: "the project's own variable of that name goes instead",
    });
  });

  test("brings those of the project to the platform, those of pipelines and apps not", async () => {
    const other = ownPlatform();
    const overrides = { variables: { scope: "GLOBAL" } } as const;
    const archive = await exported();
    const { projectId, secrets: missing } = await other.saagie.projects.import(archive, {
      name: "Target",
      secrets: ({ what }) => (what === "variable" ? undefined : "told"),
      overrides,
    });
    expect(missing).toContainEqual({ what: "variable", scope: "GLOBAL", name: "TOKEN" });
    const globals = await other.saagie.environmentVariables.listGlobal();
    expect(new Map(globals.map(({ name, value }) => [name, value]))).toEqual(
      new Map([
        ["BUCKET", "s3://été"],
        ["EVERYWHERE", "global"],
      ]),
    );
    const [app] = await other.saagie.apps.listMinimal(projectId);
    const inApp = await other.saagie.environmentVariables.list({ app: app?.id ?? "" });
    expect(inApp).toContainEqual(expect.objectContaining({ name: "THEME", scope: "APP", value: "dark" }));
    const again = await other.saagie.projects.planImport(archive, { into: projectId, overrides });
    const changed = again.steps.filter(({ action }) => action !== "unchanged" && action !== "skip");
    expect(changed).toEqual([]);
  });
});

test("a second import with the same overrides changes nothing; one with others just what they say", async () => {
  const overrides: ImportOverrides = {
    jobs: { isScheduled: false, alerting: null },
    pipelines: { cronScheduling: "0 1 * * *", isScheduled: true },
    variables: { scope: "PROJECT" },
  };
  const { projectId } = await importWith(overrides);
  const archive = await exported();
  const asked = watchRequests(emulator);
  const again = await saagie.projects.import(archive, { into: projectId, secrets, overrides });
  expect(again.imported.filter(({ action }) => action !== "unchanged" && action !== "skipped")).toEqual([]);
  expect(asked.writes()).toEqual([]);
  const options = {
    into: projectId,
    overrides: { ...overrides, jobs: { isScheduled: true, alerting: null } },
  };
  const { steps } = await saagie.projects.planImport(archive, options);
  expect(steps.filter(({ action }) => action === "upgrade")).toMatchObject([
    { what: "job", name: LOAD, changed: ["isScheduled"] },
  ]);
});

test("a copy to another platform takes them, too", async () => {
  const other = ownPlatform();
  const overrides = { pipelines: { isScheduled: false } };
  const { projectId } = await saagie.projects.copyTo(source, other.saagie, {
    name: "Copy",
    secrets,
    overrides,
  });
  const pipelines = await other.saagie.pipelines.list(projectId);
  expect(pipelines.map(({ isScheduled }) => isScheduled)).toEqual([false, false]);
});

const WRONG: readonly (readonly [string, ImportOverrides, RegExp])[] = [
  ["no cron expression", { jobs: { cronScheduling: "daily" } }, /not a cron expression/u],
  ["no time zone", { pipelines: { scheduleTimezone: "Paris" } }, /not a time zone/u],
  ["both none and on", { jobs: { cronScheduling: null, isScheduled: true } }, /cannot be scheduled/u],
  ["an alerting for nobody", { jobs: { alerting: {} } }, /tells nobody/u],
  [
    "no status",
    { pipelines: { alerting: { emails: ["a@b.io"], statusList: ["STARTED" as "FAILED"] } } },
    /FAILED/u,
  ],
  [
    "no scope",
    { variables: { scope: "project" as "PROJECT" } },
    /must be "PROJECT" or "GLOBAL", not "project"/u,
  ],
];

test.each(WRONG)("%s is refused before anything is asked or read", async (_, overrides, message) => {
  const asked = watchRequests(emulator);
  const error = await rejection(saagie.projects.planImport(memoryArchive(), { name: "x", overrides }));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toMatch(message);
  expect(asked.operations()).toEqual([]);
});
