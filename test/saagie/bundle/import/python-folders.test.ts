import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderArchive, type Archive } from "../../../../src/archive/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { backends, fill } from "../support/archives.ts";
import {
  bundlePlatform,
  essences,
  jobFile,
  ownPlatform,
  versionFile,
  withdrawPython,
} from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie } = platform;

/** Imports an archive into a new project, and tells what is there then. */
async function imported(
  archive: Archive,
): Promise<{ jobs: Readonly<Record<string, unknown>>; warnings: readonly string[] }> {
  const { id: project } = await platform.makeProject();
  const { steps } = await saagie.jobs.import(archive, { project });
  return { jobs: await essences(saagie, project), warnings: steps.flatMap((step) => step.warnings) };
}

/** A folder with one job, and its package. */
function oneJob(
  archive: Archive,
  changes: Readonly<Record<string, unknown>>,
  version: Readonly<Record<string, unknown>> = {},
): Promise<Archive> {
  const file = jobFile({ versions: [versionFile(version)], ...changes });
  return fill(archive, { "job.json": file, "version/1/sort.py": "sort()" });
}

const SORT_PARCELS = {
  name: "Sort parcels",
  alias: "sort_parcels",
  description: "by weight",
  category: "Processing",
  isScheduled: true,
  cronScheduling: "30 6 * * 1-5",
  scheduleTimezone: "Europe/Madrid",
  isStreaming: false,
  doesUseGPU: false,
  alerting: { emails: ["depot@example.org"], loginEmails: [], statusList: ["FAILED"] },
  resources: { cpu: { request: 0.25, limit: 1.5 }, memory: { request: 0.5, limit: null } },
  versions: [
    { runtimeVersion: "3.10", commandLine: "python {file} --all", packageName: "sort.py", package: "sort()" },
  ],
};

describe.each(backends)("a folder of the Python client ($name)", ({ make }) => {
  test.each(["", "job/", "a/b/c d/jobs/7d/"])("lies at %j", async (folder) => {
    const archive = await fill(await make(), {
      [`${folder}job.json`]: jobFile(),
      [`${folder}version/1/sort.py`]: "sort()",
    });
    const { jobs, warnings } = await imported(archive);
    expect(jobs).toMatchObject({ "Sort parcels": SORT_PARCELS });
    expect(warnings).toEqual([]);
  });

  test("holds a whole project, whose other files are left alone", async () => {
    const archive = await fill(await make(), {
      "project.json": { name: "Depot", jobs_technologies: null, apps_technologies: null, rights: [] },
      "env_vars/BUCKET/variable.json": { scope: "PROJECT", name: "BUCKET", value: "x" },
      "pipelines/p/pipeline.json": { name: "Nightly" },
      "apps/a/app.json": { name: "Notebook" },
      "jobs/one/job.json": jobFile(),
      "jobs/one/version/1/sort.py": "sort()",
      "jobs/two/job.json": jobFile({ name: "Weigh", alias: "weigh" }),
      "jobs/two/version/1/sort.py": "weigh()",
    });
    expect(Object.keys((await imported(archive)).jobs)).toEqual(["Sort parcels", "Weigh"]);
  });

  test("holds packages that are called like the files of an export", async () => {
    const names = ["job.json", "project.json", "footbridge.json"];
    const files = names.map((name, index) => [
      [
        `${index}/job.json`,
        jobFile({ name, alias: undefined, versions: [versionFile({ packageInfo: { name } })] }),
      ],
      [`${index}/version/1/${name}`, "{"],
    ]);
    const { jobs } = await imported(
      await fill(await make(), Object.fromEntries(files.flat()) as Record<string, unknown>),
    );
    for (const name of names) {
      expect(jobs).toMatchObject({ [name]: { versions: [{ packageName: name, package: "{" }] } });
    }
  });
});

const memory = backends[1]?.make ?? (() => Promise.reject(new Error("There is a memory backend.")));

describe("files of older clients", () => {
  test.each([
    [
      "1.x to 2.3: no alias, no history",
      { alias: undefined, instances: [{ id: "i", status: "FAILED" }] },
      {},
    ],
    [
      "before 2.7: no originalJobId, no deletableState",
      { originalJobId: undefined },
      { deletableState: undefined },
    ],
    ["before 2.11: no sourceUrl", {}, { sourceUrl: undefined }],
    [
      "all of that",
      {
        alias: undefined,
        originalJobId: undefined,
        instances: [],
        graphPipelines: undefined,
        migrationStatus: undefined,
      },
      {
        deletableState: undefined,
        sourceUrl: undefined,
        isMajor: undefined,
        dockerInfo: undefined,
        extraTechnology: undefined,
      },
    ],
    ["with what nobody knows yet", { zones: [{ a: 1 }], labels: null }, { builtBy: { id: 4 } }],
  ])("%s", async (_, changes, version) => {
    const { jobs, warnings } = await imported(await oneJob(await memory(), changes, version));
    const alias = "alias" in changes ? "Sort_parcels" : "sort_parcels";
    expect(jobs).toMatchObject({ "Sort parcels": { ...SORT_PARCELS, alias } });
    expect(warnings).toEqual([]);
  });

  test.each([
    ["no alerting", { alerting: null }, { alerting: null }],
    [
      "nobody to alert",
      { alerting: { emails: [], loginEmails: [], statusList: ["FAILED"] } },
      { alerting: null },
    ],
    [
      "alerting without loginEmails",
      { alerting: { emails: ["a@example.org"], statusList: ["KILLED"] } },
      { alerting: { emails: ["a@example.org"], loginEmails: [], statusList: ["KILLED"] } },
    ],
    [
      "alerting of a login alone",
      {
        alerting: {
          emails: null,
          loginEmails: [{ login: "jo.doe", email: "x@example.org" }],
          statusList: ["FAILED"],
        },
      },
      { alerting: { emails: [], loginEmails: [{ login: "jo.doe", email: "jo.doe@example.org" }] } },
    ],
    [
      "alerting without statuses",
      { alerting: { emails: ["a@example.org"], statusList: null } },
      { alerting: { statusList: ["FAILED"] } },
    ],
    ["no resources", { resources: null }, { resources: null }],
    ["resources of nothing", { resources: { cpu: null, memory: null } }, { resources: null }],
    [
      "numbers as text",
      { resources: { cpu: { request: "0.5" } }, versions: [versionFile({ number: "1" })] },
      { resources: { cpu: { request: 0.5 } } },
    ],
    ["no description", { description: null }, { description: "" }],
    [
      "no schedule",
      { isScheduled: false, cronScheduling: null, scheduleTimezone: null, scheduleStatus: null },
      { isScheduled: false, cronScheduling: null },
    ],
    [
      "a time zone without a schedule",
      { isScheduled: false, cronScheduling: null, scheduleTimezone: "UTC" },
      { isScheduled: false, cronScheduling: null },
    ],
    [
      "an empty schedule",
      { isScheduled: true, cronScheduling: "" },
      { isScheduled: false, cronScheduling: null },
    ],
    [
      "a schedule that is off",
      { isScheduled: false },
      { isScheduled: false, cronScheduling: "30 6 * * 1-5", scheduleTimezone: "Europe/Madrid" },
    ],
    [
      "a schedule without the word",
      { isScheduled: undefined },
      { isScheduled: true, cronScheduling: "30 6 * * 1-5" },
    ],
    [
      "a schedule without a time zone",
      { scheduleTimezone: null },
      { isScheduled: true, scheduleTimezone: "UTC" },
    ],
    ["a job of a pipeline", { isDeletable: false, graphPipelines: [{ id: "g" }] }, {}],
    [
      "streaming, on a GPU",
      { isStreaming: true, doesUseGPU: true, isScheduled: false, cronScheduling: null },
      { isStreaming: true, doesUseGPU: true },
    ],
    [
      "a technology without its catalogue",
      { technology: { name: "PYTHON" } },
      { versions: [{ runtimeVersion: "3.10" }] },
    ],
  ])("%s", async (_, changes, expected) => {
    const { jobs, warnings } = await imported(await oneJob(await memory(), changes));
    expect(jobs).toMatchObject({ "Sort parcels": expected });
    expect(warnings).toEqual([]);
  });

  test.each([
    ["a byte order mark", (text: string): string => `\uFEFF${text}`],
    ["lines that end as on Windows", (text: string): string => text.replaceAll("\n", "\r\n")],
    ["four spaces and escapes", (text: string): string => text.replace("by weight", "\\u00e9t\\u00e9")],
  ])("%s", async (_, write) => {
    const text = write(JSON.stringify(jobFile(), null, 4));
    const archive = await fill(await memory(), { "job.json": text, "version/1/sort.py": "sort()" });
    expect((await imported(archive)).jobs).toMatchObject({ "Sort parcels": { category: "Processing" } });
  });
});

describe("versions", () => {
  test("newest first, the current one in the middle after a rollback: all of them come over in their order", async () => {
    const versions = [9, 5, 2].map((number) =>
      versionFile({ number, releaseNote: `note ${number}`, isCurrent: number === 5, isMajor: number === 2 }),
    );
    const files = [9, 5, 2].map((number) => [`version/${number}/sort.py`, `sort(${number})`] as const);
    const archive = await fill(await memory(), {
      "job.json": jobFile({ versions }),
      ...Object.fromEntries(files),
    });
    const { id: project } = await platform.makeProject();
    const { jobs } = await saagie.jobs.import(archive, { project });
    expect(jobs).toMatchObject([{ action: "created", versions: { 2: 1, 5: 2, 9: 3 } }]);
    expect(await essences(saagie, project)).toMatchObject({
      "Sort parcels": {
        isScheduled: true,
        versions: [
          { releaseNote: "note 2", package: "sort(2)", isCurrent: false, isMajor: true },
          { releaseNote: "note 5", package: "sort(5)", isCurrent: true, isMajor: false },
          { releaseNote: "note 9", package: "sort(9)", isCurrent: false, isMajor: false },
        ],
      },
    });
  });

  test("of which only the current one's package is on the disk: the others are left out, and named", async () => {
    const extra = {
      extraTechnology: { language: "Python", version: "3.9" },
      runtimeVersion: "3.1",
      commandLine: "spark-submit {file}",
    };
    const archive = await fill(await memory(), {
      "job_spark/job.json": jobFile({
        technology: { id: "x", name: "Spark", technology_catalog: "Saagie" },
        versions: [
          versionFile({ number: 2, ...extra }),
          versionFile({ number: 1, isCurrent: false, ...extra }),
        ],
      }),
      "job_spark/version/2/sort.py": "sort()",
    });
    const { jobs, warnings } = await imported(archive);
    expect(jobs).toMatchObject({
      "Sort parcels": { versions: [{ extraTechnology: extra.extraTechnology, package: "sort()" }] },
    });
    expect(warnings).toEqual([
      "version 1 is left out: its package job_spark/version/1/sort.py is not in the archive",
    ]);
  });

  test("of which none is the current one: the newest becomes it, with a warning", async () => {
    const versions = [3, 2].map((number) => versionFile({ number, isCurrent: false }));
    const archive = await fill(await memory(), {
      "job.json": jobFile({ versions }),
      "version/3/sort.py": "3",
      "version/2/sort.py": "2",
    });
    const { jobs, warnings } = await imported(archive);
    expect(jobs).toMatchObject({
      "Sort parcels": { versions: [{ package: "2" }, { package: "3", isCurrent: true }] },
    });
    expect(warnings).toEqual([
      "the archive does not hold the version that was current; version 3 becomes it",
    ]);
  });

  test("without a package, of an image, with nothing carried over from the one before", async () => {
    const docker = { runtimeVersion: "docker", packageInfo: null };
    const archive = await fill(await memory(), {
      "job.json": jobFile({
        technology: { id: "x", name: "Generic", technology_catalog: "Saagie" },
        versions: [
          versionFile({
            number: 2,
            ...docker,
            commandLine: null,
            dockerInfo: { image: "b:2", dockerCredentialsId: null },
          }),
          versionFile({
            number: 1,
            ...docker,
            isCurrent: false,
            sourceUrl: "https://git.example.org/1",
            dockerInfo: { image: "a:1", dockerCredentialsId: null },
          }),
        ],
      }),
    });
    expect((await imported(archive)).jobs).toMatchObject({
      "Sort parcels": {
        versions: [
          {
            dockerInfo: { image: "a:1" },
            commandLine: "python {file} --all",
            sourceUrl: "https://git.example.org/1",
          },
          { dockerInfo: { image: "b:2" }, commandLine: "", sourceUrl: null, package: null },
        ],
      },
    });
  });

  test("with a package and then without: the package is not carried over", async () => {
    const bash = { runtimeVersion: "debian11-bullseye" };
    const archive = await fill(await memory(), {
      "job.json": jobFile({
        technology: { id: "x", name: "Bash", technology_catalog: "Saagie" },
        versions: [
          versionFile({ number: 2, packageInfo: null, ...bash }),
          versionFile({ number: 1, isCurrent: false, ...bash }),
        ],
      }),
      "version/1/sort.py": "1",
    });
    expect((await imported(archive)).jobs).toMatchObject({
      "Sort parcels": { versions: [{ package: "1" }, { package: null }] },
    });
  });

  test("of a runtime that the target has withdrawn are left out, and named", async () => {
    const own = ownPlatform();
    withdrawPython(own.emulator, "3.8");
    const versions = [
      versionFile({ number: 2 }),
      versionFile({ number: 1, isCurrent: false, runtimeVersion: "3.8" }),
    ];
    const archive = await fill(await memory(), {
      "job.json": jobFile({ versions }),
      "version/1/sort.py": "1",
      "version/2/sort.py": "2",
    });
    const { id: project } = await own.makeProject();
    const { steps, jobs } = await own.saagie.jobs.import(archive, { project });
    expect(steps).toMatchObject([
      {
        action: "create",
        versions: [2],
        warnings: [
          expect.stringMatching(/^version 1 is left out: "3\.8" is not an available runtime version/u),
        ],
      },
    ]);
    expect(jobs).toMatchObject([{ versions: { 2: 1 } }]);
  });
});

describe("a package", () => {
  test("with another name than job.json says is taken when it is alone, with a warning", async () => {
    const archive = await fill(await memory(), {
      "job.json": jobFile(),
      "version/1/sorted.py": "sort()",
      "version/1/.gitkeep": "",
    });
    const { jobs, warnings } = await imported(archive);
    expect(jobs).toMatchObject({
      "Sort parcels": { versions: [{ packageName: "sort.py", package: "sort()" }] },
    });
    expect(warnings).toEqual(["version 1: version/1/sort.py is missing, and version/1/sorted.py is taken"]);
  });

  test("that job.json does not name is taken when it is alone, with a warning", async () => {
    const archive = await oneJob(await memory(), {}, { packageInfo: null });
    const { jobs, warnings } = await imported(archive);
    expect(jobs).toMatchObject({
      "Sort parcels": { versions: [{ packageName: "sort.py", package: "sort()" }] },
    });
    expect(warnings).toEqual(["version 1: job.json names no package, and version/1/sort.py is taken"]);
  });

  test("among others is the one that job.json names", async () => {
    const archive = await fill(await oneJob(await memory(), {}), {
      "version/1/another.py": "no()",
      "version/1/deep/sort.py": "no()",
    });
    expect((await imported(archive)).jobs).toMatchObject({
      "Sort parcels": { versions: [{ package: "sort()" }] },
    });
  });

  test("may lie where job.json says", async () => {
    const archive = await fill(await memory(), {
      "j/job.json": jobFile({
        versions: [versionFile({ packageInfo: { name: "a:b" }, packageFile: "files/one" })],
      }),
      "j/files/one": "sort()",
    });
    expect((await imported(archive)).jobs).toMatchObject({
      "Sort parcels": { versions: [{ packageName: "a:b", package: "sort()" }] },
    });
  });
});

test.each(["run 10:30.py", 'say "hi".py', "aux.py", "ends in a dot."])(
  "a package called %j on disk keeps its name at the platform",
  async (name) => {
    const place = join(await temporaryFolder(), "export");
    const archive = await fill(folderArchive(place), {
      "job.json": jobFile({ versions: [versionFile({ packageInfo: { name } })] }),
    });
    await mkdir(join(place, "version/1"), { recursive: true });
    await writeFile(join(place, "version/1", name), "sort()");
    const { jobs, warnings } = await imported(archive);
    expect(jobs).toMatchObject({
      "Sort parcels": { versions: [{ packageName: name, package: "sort()" }] },
    });
    expect(warnings).toEqual([]);
  },
);

test("a file of such a name that is no package still stops an import", async () => {
  const place = join(await temporaryFolder(), "export");
  const archive = await fill(folderArchive(place), { "job.json": jobFile() });
  await writeFile(join(place, "aux.json"), "{}");
  await expect(imported(archive)).rejects.toThrow('"aux.json" is a device on Windows');
});

test.each(["0/15 * * * *", "0 1/4 * * *", "*/90 * * * *", "005 5 * * *"])(
  "a job that another client scheduled at %j is imported",
  async (cronScheduling) => {
    const { jobs } = await imported(await oneJob(await memory(), { cronScheduling }));
    expect(jobs).toMatchObject({ "Sort parcels": { isScheduled: true, cronScheduling } });
  },
);
