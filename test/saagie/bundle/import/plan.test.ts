import { describe, expect, test } from "vitest";
import { isForm } from "../../../core/support/sent-form.ts";
import { InvalidInputError } from "../../../../src/index.ts";
import { dockerCredentialsOperations } from "../../../../generated/saagie/methods.ts";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import type { JobImportStep } from "../../../../src/saagie/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { rejection } from "../../support/things.ts";
import { contents, fill, journals } from "../support/archives.ts";
import { callerOf } from "../support/sample-project.ts";
import {
  bundlePlatform,
  essences,
  jobFile,
  makeRichJob,
  ownPlatform,
  script,
  versionFile,
  withdrawPython,
} from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

const FILES = { "job.json": jobFile(), "version/1/sort.py": "sort()" };

async function project(): Promise<string> {
  return (await platform.makeProject()).id;
}

/** Plans an import, and makes sure that nothing but reading was done for it. */
async function planned(archive: Archive, target: string): Promise<readonly JobImportStep[]> {
  const asked = watchRequests(emulator);
  const before = await contents(archive);
  const { steps } = await platform.client().jobs.planImport(archive, { project: target });
  expect(asked.writes()).toEqual([]);
  expect(await contents(archive)).toEqual(before);
  expect(await journals(archive)).toEqual([]);
  return steps;
}

describe("a plan", () => {
  test("tells what will be created, from where to where", async () => {
    const id = await project();
    const archive = await fill(memoryArchive(), FILES);
    expect(await saagie.jobs.planImport(archive, { project: id })).toEqual({
      from: "memory",
      projectId: id,
      warnings: [],
      steps: [
        {
          what: "job",
          name: "Sort parcels",
          path: "job.json",
          action: "create",
          versions: [1],
          changed: [],
          warnings: [],
        },
      ],
    });
    expect(await planned(archive, id)).toMatchObject([{ action: "create" }]);
  });

  test("finds the project by its name", async () => {
    const { id, name } = await platform.makeProject();
    const { projectId } = await saagie.jobs.planImport(await fill(memoryArchive(), FILES), { project: name });
    expect(projectId).toBe(id);
  });

  test("tells of a job that is there as it is in the archive that it is unchanged", async () => {
    const id = await project();
    const archive = await fill(memoryArchive(), FILES);
    await saagie.jobs.import(archive, { project: id });
    expect(await planned(await fill(memoryArchive(), FILES), id)).toMatchObject([
      { action: "unchanged", versions: [], changed: [], warnings: [] },
    ]);
  });

  test.each([
    ["description", { description: "by size" }, ["description"]],
    ["description, taken away", { description: null }, ["description"]],
    ["alerting, taken away", { alerting: null }, ["alerting"]],
    ["resources, taken away", { resources: null }, ["resources"]],
    [
      "schedule, taken away",
      { isScheduled: false, cronScheduling: null, scheduleTimezone: null },
      ["isScheduled", "cronScheduling"],
    ],
    ["schedule, switched off", { isScheduled: false }, ["isScheduled"]],
    ["alias", { alias: "other" }, ["alias"]],
    ["command line", { versions: [versionFile({ commandLine: "python {file} --some" })] }, ["version"]],
    ["runtime", { versions: [versionFile({ runtimeVersion: "3.9" })] }, ["version"]],
    ["package's name", { versions: [versionFile({ packageInfo: { name: "other.py" } })] }, ["version"]],
    ["nothing that counts", { creationDate: "2020-01-01T00:00:00Z", countJobInstance: 9 }, []],
  ])("tells what would change of a job: %s", async (_, changes, changed: readonly string[]) => {
    const id = await project();
    await saagie.jobs.import(await fill(memoryArchive(), FILES), { project: id });
    const archive = await fill(memoryArchive(), { ...FILES, "job.json": jobFile(changes) });
    const versions = changed.includes("version") ? [1] : [];
    expect(await planned(archive, id)).toMatchObject([
      { action: changed.length > 0 ? "upgrade" : "unchanged", changed, versions },
    ]);
    await saagie.jobs.import(archive, { project: id });
    expect(
      await planned(await fill(memoryArchive(), { ...FILES, "job.json": jobFile(changes) }), id),
    ).toMatchObject([{ action: "unchanged" }]);
  });

  test("tells that a package has changed, or is gone", async () => {
    const id = await project();
    const bash = jobFile({
      technology: { name: "Bash" },
      versions: [versionFile({ runtimeVersion: "debian11-bullseye" })],
    });
    await saagie.jobs.import(await fill(memoryArchive(), { ...FILES, "job.json": bash }), { project: id });
    const other = await fill(memoryArchive(), { "job.json": bash, "version/1/sort.py": "SORT()" });
    expect(await planned(other, id)).toMatchObject([{ action: "upgrade", changed: ["version"] }]);
    const versions = [versionFile({ runtimeVersion: "debian11-bullseye", packageInfo: null })];
    const without = await fill(memoryArchive(), { "job.json": { ...bash, versions } });
    expect(await planned(without, id)).toMatchObject([{ action: "upgrade", changed: ["version"] }]);
    await saagie.jobs.import(without, { project: id });
    expect(await essences(saagie, id)).toMatchObject({
      "Sort parcels": { versions: [{ package: "sort()" }, { package: null }] },
    });
  });

  test("what the archive says nothing of stays as it is", async () => {
    const id = await project();
    await saagie.jobs.import(await fill(memoryArchive(), FILES), { project: id });
    const bare = {
      name: "sort PARCELS",
      category: "processing",
      technology: { name: "Python" },
      versions: [versionFile()],
    };
    const archive = await fill(memoryArchive(), { ...FILES, "job.json": bare });
    expect(await planned(archive, id)).toMatchObject([{ action: "unchanged", changed: [] }]);
  });

  test("a job that is there is unchanged although its runtime has been withdrawn since", async () => {
    const own = ownPlatform();
    const { id } = await own.makeProject();
    const archive = await fill(memoryArchive(), FILES);
    await own.saagie.jobs.import(archive, { project: id });
    withdrawPython(own.emulator, "3.10");
    expect((await own.client().jobs.planImport(archive, { project: id })).steps).toMatchObject([
      { action: "unchanged" },
    ]);
    const { id: other } = await own.makeProject();
    expect((await own.client().jobs.planImport(archive, { project: other })).steps).toMatchObject([
      {
        action: "cannot",
        reason: expect.stringContaining('"3.10" is not an available runtime version') as string,
      },
    ]);
  });
});

describe("what cannot be imported", () => {
  const impossible: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
    [
      "an unknown technology",
      { technology: { name: "Pyton", technology_catalog: "Saagie" } },
      /"Pyton" is not an available job technology.*Did you mean "Python"/u,
    ],
    [
      "an unknown catalogue",
      { technology: { name: "Python", technology_catalog: "Lab" } },
      /"Lab" is not a technology catalogue; valid: Saagie, Labs/u,
    ],
    [
      "a technology that is for apps",
      { technology: { name: "Grafana", technology_catalog: "Saagie" } },
      /Grafana/u,
    ],
    [
      "a technology that the project does not allow",
      { technology: { name: "Julia", technology_catalog: "Labs" } },
      /does not allow Julia in Processing/u,
    ],
    [
      "no technology any more",
      { technology: { id: "x", name: "", technology_catalog: "" } },
      /add technology\.name/u,
    ],
    ["no technology at all", { technology: null }, /add technology\.name/u],
    [
      "a category that the project does not have",
      { category: "Smart App" },
      /"Smart App" is not a job category of this project; valid: Extraction, Processing/u,
    ],
    [
      "an unknown runtime",
      { versions: [versionFile({ runtimeVersion: "3.99" })] },
      /"3\.99" is not an available runtime version/u,
    ],
    [
      "no package where one is due",
      { versions: [versionFile({ number: 2 })] },
      /^version 2, the current one: its package version\/2\/sort\.py is not in the archive$/u,
    ],
    ["a bad cron expression", { cronScheduling: "every day" }, /"every day" is not a cron expression/u],
    ["a bad time zone", { scheduleTimezone: "Europe/Pari" }, /"Europe\/Pari" is not a time zone/u],
    [
      "an unknown status",
      { alerting: { emails: ["a@example.org"], statusList: ["LOST"] } },
      /"LOST" is not a status/u,
    ],
    ["a name that is too long", { name: "x".repeat(256), alias: null }, /longer than 255 characters/u],
  ];

  test.each(impossible)("%s is told with its reason, and nothing is changed", async (_, changes, reason) => {
    const id = await project();
    const archive = await fill(memoryArchive(), { ...FILES, "job.json": jobFile(changes) });
    expect(await planned(archive, id)).toMatchObject([
      { action: "cannot", reason: expect.stringMatching(reason) as string, versions: [] },
    ]);
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.jobs.import(archive, { project: id }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^1 of 1 jobs cannot be imported: ".*" \(job\.json\): .*Nothing has been changed\./u,
      ) as string,
    });
    expect(asked.writes()).toEqual([]);
    expect(await journals(archive)).toEqual([]);
  });

  test.each([
    [
      "category",
      { category: "Extraction" },
      "the category of the job of that name is Processing and cannot become Extraction",
    ],
    [
      "technology",
      { technology: { name: "Bash" } },
      "the technology of the job of that name is Python and cannot become Bash",
    ],
    [
      "catalogue",
      { technology: { name: "Python", technology_catalog: "Labs" } },
      "the technology's catalogue of the job of that name is Saagie and cannot become Labs",
    ],
  ])("a job of that name that has another %s", async (_, changes, reason) => {
    const id = await project();
    await saagie.jobs.import(await fill(memoryArchive(), FILES), { project: id });
    const archive = await fill(memoryArchive(), { ...FILES, "job.json": jobFile(changes) });
    expect(await planned(archive, id)).toMatchObject([{ action: "cannot", reason }]);
  });

  test("is skipped when that is asked for, and the rest is imported", async () => {
    const id = await project();
    const archive = await fill(memoryArchive(), {
      "a/job.json": jobFile({ name: "A", alias: "a", category: "Smart App" }),
      "a/version/1/sort.py": "",
      "b/job.json": jobFile({ name: "B", alias: "b" }),
      "b/version/1/sort.py": "",
    });
    const { steps, jobs } = await saagie.jobs.import(archive, { project: id, skipImpossible: true });
    expect(steps.map(({ name, action }) => [name, action])).toEqual([
      ["A", "cannot"],
      ["B", "create"],
    ]);
    expect(jobs).toMatchObject([{ name: "B", action: "created", versions: { 1: 1 } }]);
    expect(Object.keys(await essences(saagie, id))).toEqual(["B"]);
  });
});

describe("an alias", () => {
  test.each([
    ["that another job has", "taken", 'its alias "taken" is not carried over: "Owner" has it'],
    [
      "that the platform would refuse",
      "été",
      'its alias "été" is not carried over: letters, digits and _ only',
    ],
  ])("%s is left out, with a warning, also the second time", async (_, alias, warning) => {
    const id = await project();
    await saagie.jobs.create(id, { name: "Owner", alias: "taken", technology: "Bash", commandLine: "x" });
    const archive = await fill(memoryArchive(), { ...FILES, "job.json": jobFile({ alias }) });
    expect(await planned(archive, id)).toMatchObject([{ action: "create", warnings: [warning] }]);
    await saagie.jobs.import(archive, { project: id });
    expect(await essences(saagie, id)).toMatchObject({ "Sort parcels": { alias: "Sort_parcels" } });
    const { steps } = await saagie.jobs.import(archive, { project: id });
    expect(steps).toMatchObject([{ action: "unchanged", warnings: [warning] }]);
  });

  test("that two jobs of an archive have goes to the first", async () => {
    const id = await project();
    const archive = await fill(memoryArchive(), {
      "a/job.json": jobFile({ name: "A" }),
      "a/version/1/sort.py": "",
      "b/job.json": jobFile({ name: "B" }),
      "b/version/1/sort.py": "",
    });
    await saagie.jobs.import(archive, { project: id });
    expect(await essences(saagie, id)).toMatchObject({ A: { alias: "sort_parcels" }, B: { alias: "B" } });
    expect((await saagie.jobs.import(archive, { project: id })).steps).toMatchObject([
      { action: "unchanged" },
      { action: "unchanged" },
    ]);
  });

  test("that is taken between the plan and the creation is left to the platform", async () => {
    const id = await project();
    const archive = await fill(memoryArchive(), FILES);
    let taking: Promise<unknown> | undefined;
    const client = platform.client({
      fetch: async (input, init) => {
        const isCreation = isForm(init?.body);
        if (isCreation)
          await (taking ??= saagie.jobs.create(id, {
            name: "Owner",
            alias: "sort_parcels",
            technology: "Bash",
            commandLine: "x",
          }));
        return emulator.fetch(input, init);
      },
    });
    await client.jobs.import(archive, { project: id });
    expect(await essences(saagie, id)).toMatchObject({ "Sort parcels": { alias: "Sort_parcels" } });
    expect((await saagie.jobs.import(archive, { project: id })).steps).toMatchObject([
      { action: "unchanged" },
    ]);
  });
});

describe("docker credentials", () => {
  /** Makes credentials in a project. */
  async function credentialsIn(projectId: string): Promise<string> {
    const dockerCredentials = { projectId, username: "robot", password: "x" };
    return (await callerOf(saagie)(dockerCredentialsOperations.create, { dockerCredentials })).id;
  }

  test("of another project are left out, with a warning; what is set by hand afterwards stays", async () => {
    const [from, to] = [await project(), await project()];
    await saagie.jobs.create(from, {
      name: "Image",
      technology: "Generic",
      dockerInfo: { image: "a:1", dockerCredentialsId: await credentialsIn(from) },
    });
    const archive = memoryArchive();
    await saagie.projects.export(from, archive);
    const warnings = [
      "its docker credentials belong to another project and are not carried over: set them afterwards",
    ];
    expect(await saagie.jobs.import(archive, { project: to })).toMatchObject({
      steps: [{ action: "create", warnings }],
    });
    expect(await essences(saagie, to)).toMatchObject({
      Image: { versions: [{ dockerInfo: { image: "a:1", dockerCredentialsId: null } }] },
    });
    const own = await credentialsIn(to);
    await saagie.jobs.upgrade(
      { project: to, name: "Image" },
      { dockerInfo: { image: "a:1", dockerCredentialsId: own } },
    );
    expect(await saagie.jobs.import(archive, { project: to })).toMatchObject({
      steps: [{ action: "unchanged" }],
    });
  });

  test("of another project are left out of apps, too; what is set by hand afterwards stays", async () => {
    const [from, to] = [await project(), await project()];
    const of = (dockerCredentials: string): object => ({ image: "a:1", dockerCredentials });
    await saagie.apps.create(from, { name: "Page", ...of(await credentialsIn(from)) });
    const archive = memoryArchive();
    await saagie.apps.export({ project: from, name: "Page" }, archive);
    const made = await saagie.apps.import(archive, { project: to });
    expect(made.steps).toMatchObject([
      { what: "app", action: "create", warnings: [expect.stringContaining("docker credentials")] },
    ]);
    const page = { project: to, name: "Page" };
    await saagie.apps.upgrade(page, of(await credentialsIn(to)));
    const again = await saagie.apps.import(archive, { project: to });
    expect(again.steps).toMatchObject([{ what: "app", action: "unchanged" }]);
  });

  test("of the same project are kept", async () => {
    const id = await project();
    const credentials = await credentialsIn(id);
    const job = await saagie.jobs.create(id, {
      name: "Image",
      technology: "Generic",
      dockerInfo: { image: "a:1", dockerCredentialsId: credentials },
    });
    const archive = memoryArchive();
    await saagie.projects.export(id, archive);
    await saagie.jobs.delete(job.id);
    expect(await saagie.jobs.import(archive, { project: id })).toMatchObject({
      steps: [{ action: "create", warnings: [] }],
    });
    expect(await essences(saagie, id)).toMatchObject({
      Image: { versions: [{ dockerInfo: { image: "a:1", dockerCredentialsId: credentials } }] },
    });
  });
});

describe("an existing job", () => {
  test("gets the current version when it differs, flagged as it was, and what differs of its settings", async () => {
    const [from, to] = [await project(), await project()];
    await makeRichJob(saagie, from);
    const archive = memoryArchive();
    await saagie.projects.export(from, archive);
    await saagie.jobs.create(to, {
      name: "CHARGEMENT ÉTÉ",
      category: "Extraction",
      technology: "Python",
      file: script("a.py", "old"),
      commandLine: "python {file}",
    });
    const { jobs, steps } = await saagie.jobs.import(archive, { project: to });
    expect(jobs).toMatchObject([{ name: "CHARGEMENT ÉTÉ", action: "upgraded", versions: { 2: 2 } }]);
    expect(steps[0]?.changed).toContain("version");
    expect(await essences(saagie, to)).toMatchObject({
      "CHARGEMENT ÉTÉ": {
        alias: "load_orders",
        cronScheduling: "0 4 * * *",
        isScheduled: false,
        doesUseGPU: true,
        versions: [
          { package: "old", isMajor: false },
          {
            package: "print(2)\n",
            isMajor: true,
            isCurrent: true,
            releaseNote: "second",
            sourceUrl: "https://git.example.org/load/2",
          },
        ],
      },
    });
  });

  test("takes nothing over into the new version that the archive does not have", async () => {
    const id = await project();
    await saagie.jobs.create(id, {
      name: "Image",
      technology: "Generic",
      commandLine: "old",
      dockerInfo: { image: "a:1" },
    });
    const versions = [
      versionFile({
        runtimeVersion: "docker",
        commandLine: null,
        packageInfo: null,
        dockerInfo: { image: "b:1" },
      }),
    ];
    const file = { name: "Image", category: "Processing", technology: { name: "Generic" }, versions };
    await saagie.jobs.import(await fill(memoryArchive(), { "job.json": file }), { project: id });
    expect(await essences(saagie, id)).toMatchObject({
      Image: { versions: [{}, { commandLine: "", dockerInfo: { image: "b:1" } }] },
    });
  });
});

test("a project that is not ready is refused", async () => {
  const own = ownPlatform();
  own.emulator.clock.auto = false;
  const { id, name } = await own.saagie.projects.create({ name: "Slow" });
  const error = await rejection(own.saagie.jobs.import(await fill(memoryArchive(), FILES), { project: id }));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(error).toMatchObject({
    message: expect.stringContaining(`The project "${name}" is not ready: its status is CREATED`) as string,
  });
});

test("a project that does not exist is told, and nothing is changed", async () => {
  const archive = await fill(memoryArchive(), FILES);
  for (const target of ["00000000-0000-4000-8000-000000000000", "No such project"]) {
    expect(await rejection(saagie.jobs.import(archive, { project: target }))).toMatchObject({
      code: "NOT_FOUND",
    });
  }
  expect(await journals(archive)).toEqual([]);
});

test("who may only look at a project cannot import into it", async () => {
  const archive = await fill(memoryArchive(), FILES);
  const id = await project();
  expect(await rejection(platform.as("viewer").jobs.import(archive, { project: id }))).toMatchObject({
    code: "PERMISSION_DENIED",
    message: expect.stringMatching(/^"Sort parcels": /u) as string,
  });
});
