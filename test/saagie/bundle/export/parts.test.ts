import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { formatPlan, pipelineGraph, type PlanStep, type Project } from "../../../../src/saagie/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { rejection } from "../../support/things.ts";
import { contents, fill } from "../support/archives.ts";
import { appFile, pipelineFile, pythonFiles, VARIABLE } from "../support/foreign-exports.ts";
import { STOPPED, stoppingClient } from "../support/interruptions.ts";
import { bundlePlatform, script } from "../support/sample-jobs.ts";
import { essenceOf, makeRichProject } from "../support/sample-project.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;
const secrets = (): string => "told";

let source: Project;
let target: Project;

beforeAll(async () => {
  source = await platform.makeProject();
  await makeRichProject(saagie, source.id);
  await saagie.environmentVariables.create(
    { pipeline: { project: source.id, ...NIGHTLY } },
    { name: "KEY", value: "hidden", isPassword: true },
  );
});

beforeEach(async () => {
  target = await platform.makeProject();
});

const NIGHTLY = { name: "Nightly" } as const;
const PAGE = { name: "Web page" } as const;

/** The two resources, and what each exports with all that it needs. */
const kinds = [
  {
    what: "pipelines",
    fill: (archive: Archive, project: string) =>
      saagie.pipelines.export(
        [
          { project, ...NIGHTLY },
          { project, name: "In a row" },
        ],
        archive,
        {
          includeJobs: true,
        },
      ),
    things: { job: 2, pipeline: 2, variable: 2 },
  },
  {
    what: "apps",
    fill: (archive: Archive, project: string) => saagie.apps.export({ project, ...PAGE }, archive),
    things: { storage: 2, app: 1, variable: 1 },
  },
] as const;

function counted(steps: readonly Pick<PlanStep, "what">[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { what } of steps) counts[what] = (counts[what] ?? 0) + 1;
  return counts;
}

describe.each(kinds)("$what", ({ what, fill: write, things }) => {
  test("come back as they were, with all that they need; twice changes nothing", async () => {
    const archive = memoryArchive();
    await write(archive, source.id);
    const expected = await essenceOf(archive);
    const options = { project: target.id, secrets };
    const plan = await saagie[what].planImport(archive, options);
    expect(plan).toMatchObject({ from: archive.location, projectId: target.id, warnings: [], secrets: [] });
    expect(counted(plan.steps)).toEqual(things);
    expect(plan.steps.filter(({ action }) => action !== "create")).toEqual([]);
    expect(formatPlan(plan)).toMatch(/\d to create$/u);
    const { imported } = await saagie[what].import(archive, options);
    expect(counted(imported)).toEqual(things);
    expect(imported.filter(({ action, id }) => action !== "created" || id === undefined)).toEqual([]);

    const again = memoryArchive();
    await write(again, target.id);
    expect(await essenceOf(again)).toEqual(expected);
    const asked = watchRequests(emulator);
    const second = await saagie[what].import(archive, options);
    expect(second.steps.filter(({ action }) => !["unchanged", "skip"].includes(action))).toEqual([]);
    expect(asked.writes()).toEqual([]);
  });

  test(
    "are completed by the next import wherever one is interrupted, and nothing is there twice",
    { timeout: 60_000 },
    async () => {
      const archive = memoryArchive();
      await write(archive, source.id);
      const files = await contents(archive);
      const stop = fc.record({
        at: fc.integer({ min: 1, max: 40 }),
        when: fc.constantFrom("before" as const, "after" as const),
        concurrency: fc.constantFrom(1, 4),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(stop, { minLength: 1, maxLength: 3 }), async (stops) => {
          const { id: project } = await platform.makeProject();
          const own = await fill(memoryArchive(), files);
          for (const { concurrency, ...where } of stops) {
            const controller = new AbortController();
            const { signal } = controller;
            const { [what]: stopped } = stoppingClient(platform, controller, where);
            await stopped
              .import(own, { project, secrets, concurrency, signal })
              .catch((error: unknown) => expect(error).toBe(STOPPED));
          }
          await platform.client()[what].import(own, { project, secrets });
          const { steps } = await saagie[what].planImport(own, { project, secrets });
          expect(steps.filter(({ action }) => !["unchanged", "skip"].includes(action))).toEqual([]);
          const made = memoryArchive();
          const result = await saagie.projects.export(project, made);
          const counts = {
            job: result.jobs,
            pipeline: result.pipelines,
            app: result.apps,
            storage: result.storages,
          };
          for (const [kind, count] of Object.entries(things)) {
            if (kind in counts) expect(counts[kind as keyof typeof counts], kind).toHaveLength(count);
          }
        }),
        { numRuns: samples(12) },
      );
    },
  );

  test("of the export of a whole project come alone", async () => {
    const archive = memoryArchive();
    await saagie.projects.export(source.id, archive);
    const { imported } = await saagie[what].import(archive, { project: target.id, secrets });
    // Neither the spare storage, nor the job that no pipeline runs, nor the project's own variables.
    expect(counted(imported)).toEqual(things);
  });

  test("need an archive that is one", async () => {
    const archive = await fill(memoryArchive(), { "notes.txt": "" });
    expect(await rejection(saagie[what].planImport(archive, { project: target.id }))).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining(`is not an export: it holds no ${what.slice(0, -1)}.json.`) as string,
    });
  });

  test("of which one is gone from the archive are told", async () => {
    const archive = memoryArchive();
    await write(archive, source.id);
    const files = await contents(archive);
    const gone = Object.keys(files).find((path) => path.endsWith(`${what.slice(0, -1)}.json`)) ?? "";
    const torn = await fill(
      memoryArchive(),
      Object.fromEntries(Object.entries(files).filter(([path]) => path !== gone)),
    );
    const { warnings } = await saagie[what].planImport(torn, { project: target.id, skipImpossible: true });
    expect(warnings).toEqual([`${gone} is in the manifest, but missing: it is not imported`]);
  });
});

test("apps and pipelines are exported once, by whatever they are referred to, and progress is told", async () => {
  const id = await saagie.apps.idOf({ project: source.id, ...PAGE });
  const told: string[] = [];
  const { apps, variables, files, warnings } = await saagie.apps.export(
    [id, { project: source.id, ...PAGE }],
    memoryArchive(),
    { onProgress: ({ what, name, done, total }) => told.push(`${what} ${name} ${done}/${total ?? "?"}`) },
  );
  expect({ apps, files, warnings, told }).toEqual({
    apps: [{ id, ...PAGE }],
    files: 2,
    warnings: [],
    told: ["app Web page 1/1"],
  });
  expect(variables).toMatchObject([{ name: "THEME" }]);
});

describe("the jobs of a pipeline", () => {
  test("that are neither in the archive nor in the project are named, and nothing is changed", async () => {
    const archive = memoryArchive();
    const { jobs } = await saagie.pipelines.export({ project: source.id, ...NIGHTLY }, archive);
    expect(jobs).toEqual([]);
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.pipelines.import(archive, { project: target.id, secrets }));
    expect(error).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining(
        'it runs jobs that are neither in the archive nor in the project: "Chargement été", "Report"',
      ) as string,
    });
    expect(asked.writes()).toEqual([]);
  });

  test("are found by name in the project, and stay as they are there", async () => {
    const archive = memoryArchive();
    await saagie.pipelines.export({ project: source.id, ...NIGHTLY }, archive, { includeJobs: true });
    const own = await saagie.jobs.create(target.id, {
      name: "report",
      technology: "Bash",
      commandLine: "echo mine",
    });
    const { steps, imported } = await saagie.pipelines.import(archive, { project: target.id, secrets });
    expect(steps).toContainEqual(
      expect.objectContaining({ what: "job", name: "Report", action: "skip", reason: "it exists already" }),
    );
    expect(imported).toContainEqual(expect.objectContaining({ what: "pipeline", action: "created" }));
    expect(await saagie.jobs.get(own.id)).toMatchObject({
      name: "report",
      versions: [{ commandLine: "echo mine" }],
    });
    const { versions } = await saagie.pipelines.get({ project: target.id, ...NIGHTLY });
    const ids = versions.flatMap(({ graph }) => graph?.jobNodes?.map(({ job }) => job?.id) ?? []);
    expect(ids).toContain(own.id);
  });

  test("that cannot be made here are no matter where they exist", async () => {
    const { id } = await platform.makeProject();
    const { id: job } = await saagie.jobs.create(id, { name: "Tidy", technology: "Bash", commandLine: "x" });
    const graph = pipelineGraph().job("tidy", job);
    await saagie.pipelines.create(id, { name: "Tidying", graph });
    const archive = memoryArchive();
    await saagie.pipelines.export({ project: id, name: "Tidying" }, archive, { includeJobs: true });
    const files = await contents(archive);
    const path = "jobs/Tidy/job.json";
    const { technology: _, ...rest } = JSON.parse(files[path] ?? "") as { technology: object };
    const foreign = await fill(memoryArchive(), { ...files, [path]: rest });
    expect(await saagie.pipelines.planImport(foreign, { project: target.id })).toMatchObject({
      steps: [
        { what: "job", action: "cannot" },
        { what: "pipeline", action: "cannot" },
      ],
    });
    expect(await saagie.pipelines.planImport(foreign, { project: id })).toMatchObject({
      steps: [
        { what: "job", action: "skip" },
        { what: "pipeline", action: "unchanged" },
      ],
    });
  });

  test("go along with all versions that the pipeline has, or with the current one alone", async () => {
    const rich = { project: source.id, ...NIGHTLY };
    const how = { includeJobs: true } as const;
    const all = await saagie.pipelines.export(rich, memoryArchive(), how);
    expect(all.jobs).toMatchObject([
      { name: "Report", versions: 1 },
      { name: "Chargement été", versions: 3 },
    ]);
    const newest = await saagie.pipelines.export(rich, memoryArchive(), { ...how, versionsLimit: 1 });
    expect(newest.jobs).toMatchObject([{ name: "Report", versions: 1 }]);
    expect(newest.warnings).toEqual([expect.stringContaining('"Nightly": the limit leaves out')]);
  });
});

describe("variables of a pipeline", () => {
  async function scopes(variableScope?: "PIPELINE" | "PROJECT" | "GLOBAL"): Promise<readonly string[]> {
    const archive = memoryArchive();
    const how = variableScope === undefined ? {} : { variableScope };
    await saagie.pipelines.export({ project: source.id, ...NIGHTLY }, archive, how);
    const files = Object.entries(await contents(archive)).filter(([path]) => path.endsWith("variable.json"));
    return files.map(([, text]) => {
      const { scope, name } = JSON.parse(text) as { readonly scope: string; readonly name: string };
      return `${scope} ${name}`;
    });
  }

  test("go along as far up as is asked for", async () => {
    await saagie.environmentVariables.createOrUpdate({ scope: "GLOBAL" }, { name: "REGION", value: "eu" });
    const own = ["PIPELINE KEY", "PIPELINE MODE"];
    expect(await scopes()).toEqual(own);
    expect(await scopes("PIPELINE")).toEqual(own);
    expect((await scopes("PROJECT")).toSorted()).toEqual([...own, "PROJECT BUCKET", "PROJECT TOKEN"]);
    expect((await scopes("GLOBAL")).toSorted()).toEqual([
      "GLOBAL REGION",
      ...own,
      "PROJECT BUCKET",
      "PROJECT TOKEN",
    ]);
    expect(await rejection(scopes("JOB" as never))).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("options.variableScope") as string,
    });
  });

  test("of a project stop at it where that is asked for", async () => {
    const names = async (variableScope?: "PROJECT" | "GLOBAL"): Promise<readonly string[]> => {
      const how = variableScope === undefined ? {} : { variableScope };
      const { variables } = await saagie.projects.export(source.id, memoryArchive(), how);
      return variables
        .map(({ name }) => name)
        .filter((name) => name !== "KEY")
        .toSorted();
    };
    const own = ["BUCKET", "MODE", "THEME", "TOKEN"];
    await saagie.environmentVariables.createOrUpdate({ scope: "GLOBAL" }, { name: "REGION", value: "eu" });
    expect(await names("PROJECT")).toEqual(own);
    expect(await names()).toEqual(["BUCKET", "MODE", "REGION", "THEME", "TOKEN"]);
    expect(await names("GLOBAL")).toEqual(await names());
    expect(await rejection(names("PIPELINE" as never))).toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("options.variableScope") as string,
    });
  });

  test("that are secret are asked for, and listed where nobody tells them", async () => {
    const archive = memoryArchive();
    const { secrets: asked } = await saagie.pipelines.export({ project: source.id, ...NIGHTLY }, archive, {
      includeJobs: true,
      variableScope: "PROJECT",
    });
    const expected = [
      { what: "variable", scope: "PIPELINE", name: "KEY", owner: "Nightly" },
      { what: "variable", scope: "PROJECT", name: "TOKEN" },
    ];
    expect(asked).toEqual(expect.arrayContaining(expected));
    const { secrets: missing } = await saagie.pipelines.import(archive, { project: target.id });
    expect(missing).toEqual(expect.arrayContaining(expected));
    const variables = await saagie.environmentVariables.list({ project: target.id });
    expect(variables).toContainEqual(
      expect.objectContaining({ scope: "PROJECT", name: "BUCKET", value: "s3://été" }),
    );
  });
});

describe("what the Python client wrote", () => {
  test("of one pipeline is imported from its folder", async () => {
    await saagie.jobs.create(target.id, {
      name: "Sort parcels",
      technology: "Bash",
      commandLine: "x",
      file: script("a.sh", "x"),
    });
    const archive = await fill(memoryArchive(), {
      "6b/pipeline.json": pipelineFile({ alias: undefined, scheduleTimezone: undefined }),
      "6b/env_vars/MODE/variable.json": { ...VARIABLE, name: "MODE", scope: "PIPELINE" },
      "6b/env_vars/DEPOT/variable.json": { ...VARIABLE, isValid: true },
    });
    const { imported } = await saagie.pipelines.import(archive, { project: target.id });
    expect(imported).toMatchObject([
      { what: "pipeline", name: "Every day", action: "created" },
      { what: "variable", name: "DEPOT" },
      { what: "variable", name: "MODE" },
    ]);
  });

  test("of one app is imported from its folder, with a storage of its own", async () => {
    const archive = await fill(memoryArchive(), { "8b/app.json": appFile() });
    const { imported } = await saagie.apps.import(archive, { project: target.id });
    expect(imported).toMatchObject([
      { what: "storage", name: "storage page", action: "created" },
      { what: "app", name: "Page", action: "created" },
    ]);
  });

  test("of a whole project gives its pipelines with their jobs, or its apps", async () => {
    const archive = await fill(memoryArchive(), pythonFiles());
    const pipelines = await saagie.pipelines.import(archive, { project: target.id });
    expect(pipelines.imported.map(({ what, name }) => `${what} ${name}`)).toEqual([
      "job Sort parcels",
      "pipeline Every day",
      "variable MODE",
    ]);
    const apps = await saagie.apps.import(archive, { project: target.id });
    expect(apps.imported.map(({ what }) => what)).toEqual(["storage", "app"]);
  });
});
