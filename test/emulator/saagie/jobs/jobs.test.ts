import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { ANY_TEXT, having, like } from "../../matchers.ts";
import {
  BASH,
  bashJob,
  connect,
  CREATE_JOB,
  GENERIC,
  makeJob,
  NOTHING,
  problems,
  PYTHON,
  readyProject,
  RUBY,
  SPARK,
  type Wire,
} from "../wire.ts";

interface Job {
  readonly id: string;
  readonly name: string;
  readonly alias: string | null;
}

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
});

const script = (name = "hello.py"): File => new File(["print('hello')"], name);
const python = (job: object = {}, jobVersion: object = {}): { job: object; jobVersion: object } =>
  bashJob(
    project,
    { technology: { id: PYTHON }, ...job },
    { runtimeVersion: "3.10", commandLine: "python {file}", ...jobVersion },
  );

describe("creating a job", () => {
  test("with a file makes it appear in the list, by alias and by id", async () => {
    const created = await wire.upload<{ createJob: Job }>(
      CREATE_JOB,
      python({ name: "Python test job 1" }),
      script(),
    );
    const { id } = created.data.createJob;
    expect(created.data.createJob).toEqual({ id, name: "Python test job 1", alias: "Python_test_job_1" });
    const { data } = await wire.post(
      `query ($project: UUID!, $id: UUID!) {
        jobs(projectId: $project) { id name alias instances(limit: 0) { id } pipelines { id } graphPipelines { id } }
        jobByAlias(projectId: $project, alias: "Python_test_job_1") { id }
        job(id: $id) { technology { id } project { id jobsCount } category isStreaming originalJobId }
      }`,
      { project, id },
    );
    expect(data).toEqual({
      jobs: [
        {
          id,
          name: "Python test job 1",
          alias: "Python_test_job_1",
          instances: [],
          pipelines: [],
          graphPipelines: [],
        },
      ],
      jobByAlias: { id },
      job: {
        technology: { id: PYTHON },
        project: { id: project, jobsCount: 1 },
        category: "Processing",
        isStreaming: false,
        originalJobId: null,
      },
    });
  });

  test("keeps the package under its name, with separators made underscores, for download", async () => {
    const { data } = await wire.upload<{
      createJob: { versions: [{ packageInfo: { downloadUrl: string } }] };
    }>(
      CREATE_JOB.replace("{ id name alias }", "{ versions { packageInfo { name downloadUrl } } }"),
      python(),
      script("/dir/my test.py"),
    );
    const { packageInfo } = data.createJob.versions[0];
    expect(packageInfo).toEqual({
      name: "_dir_my test.py",
      downloadUrl: like(
        /^\/projects\/api\/platform\/1\/project\/.+\/version\/1\/artifact\/_dir_my%20test\.py$/,
      ),
    });
    const download = await wire.get(packageInfo.downloadUrl);
    expect([download.status, download.headers.get("content-length"), await download.text()]).toEqual([
      200,
      "14",
      "print('hello')",
    ]);
    const old = packageInfo.downloadUrl.replace("/projects/api/platform/", "/api/v1/projects/platform/");
    expect(await (await wire.get(old)).text()).toBe("print('hello')");
    const missing = ["my%20test.py", "..%2F..%2Fetc%2Fpasswd"].map((name) =>
      packageInfo.downloadUrl.replace(/[^/]+$/, name),
    );
    for (const path of [...missing, packageInfo.downloadUrl.replace("version/1", "version/2")]) {
      expect((await wire.get(path)).status).toBe(404);
    }
    expect((await emulator.fetch(emulator.url + packageInfo.downloadUrl)).status).toBe(401);
  });

  test("on Spark takes the extra technology with its exact spelling", async () => {
    const spark = (extraTechnology?: object): object =>
      bashJob(
        project,
        { technology: { id: SPARK }, category: "Extraction" },
        { runtimeVersion: "3.1", commandLine: "spark-submit", extraTechnology },
      );
    for (const wrong of [
      undefined,
      { language: "python", version: "3.9" },
      { language: "Python", version: "1.0" },
    ]) {
      expect(problems(await wire.post(CREATE_JOB, spark(wrong)))).toHaveProperty("extraTechnology");
    }
    expect(
      (await wire.post(CREATE_JOB, spark({ language: "Python", version: "3.9" }))).errors,
    ).toBeUndefined();
  });

  test("from an image takes no file, and needs the image", async () => {
    const docker = (dockerInfo?: object): { job: object; jobVersion: object } =>
      bashJob(
        project,
        { technology: { id: GENERIC } },
        { runtimeVersion: "docker", commandLine: null, dockerInfo },
      );
    expect(problems(await wire.post(CREATE_JOB, docker()))).toEqual({ dockerInfo: "must not be empty" });
    expect(problems(await wire.upload(CREATE_JOB, docker({ image: "alpine:3" }), script()))).toHaveProperty(
      "file",
    );
    const { data } = await wire.post(
      CREATE_JOB.replace(
        "{ id name alias }",
        "{ versions { dockerInfo { image dockerCredentialsId } packageInfo { name } } }",
      ),
      docker({ image: "alpine:3" }),
    );
    expect(data).toEqual({
      createJob: {
        versions: [{ dockerInfo: { image: "alpine:3", dockerCredentialsId: null }, packageInfo: null }],
      },
    });
  });

  test.each([
    ["name", { name: " " }, {}],
    ["name", { name: "x".repeat(255) }, {}],
    ["alias", { alias: "no-dash" }, {}],
    ["category", { category: "Smart App" }, {}],
    ["technology", { technology: { id: RUBY } }, {}],
    ["technology", { technology: { id: NOTHING } }, {}],
    ["cronScheduling", { isScheduled: true }, {}],
    ["cronScheduling", { isScheduled: true, cronScheduling: "0 0 4 * * *" }, {}],
    ["cronScheduling", { cronScheduling: "61 * * * *" }, {}],
    [
      "scheduleTimezone",
      { isScheduled: true, cronScheduling: "0 4 * * *", scheduleTimezone: "europe/paris" },
      {},
    ],
    [
      "scheduleTimezone",
      { isScheduled: true, cronScheduling: "0 4 * * *", scheduleTimezone: "Europe/Atlantis" },
      {},
    ],
    ["alerting", { alerting: { emails: ["a@example.org"], statusList: [] } }, {}],
    ["alerting", { alerting: { logins: ["nobody"], statusList: ["FAILED"] } }, {}],
    ["resources.cpu.limit", { resources: { cpu: { limit: -1 } } }, {}],
    ["runtimeVersion", {}, { runtimeVersion: "debian12" }],
    ["runtimeVersion", {}, { runtimeVersion: null }],
    ["commandLine", {}, { commandLine: "" }],
    ["extraTechnology", {}, { extraTechnology: { language: "", version: "" } }],
    ["dockerInfo", {}, { dockerInfo: { image: "alpine" } }],
    ["sourceUrl", {}, { sourceUrl: "ftp://example.org" }],
  ])("is refused because of %s with %o %o, and makes nothing", async (field, job, jobVersion) => {
    const answer = await wire.post(CREATE_JOB, bashJob(project, job, jobVersion));
    expect(answer.errors?.[0]?.message).toBe("Job not valid");
    expect(problems(answer)).toHaveProperty([field], ANY_TEXT);
    expect(
      (await wire.post("query ($id: UUID!) { jobs(projectId: $id) { id } }", { id: project })).data,
    ).toEqual({ jobs: [] });
  });

  test.each([
    ["3.6", "is deprecated"],
    ["2.7", "is not available"],
    ["Python 3.10", "NOT_EXISTS"],
  ])("with Python's runtime %j is refused: it %s", async (runtimeVersion, reason) => {
    const answer = await wire.upload(CREATE_JOB, python({}, { runtimeVersion }), script());
    expect(problems(answer)).toEqual({ runtimeVersion: reason });
  });

  test("names every problem at once", async () => {
    const answer = await wire.post(
      CREATE_JOB,
      bashJob(project, { name: "", category: "Magic" }, { runtimeVersion: "x" }),
    );
    expect(Object.keys(problems(answer)).toSorted()).toEqual(["category", "name", "runtimeVersion"]);
  });

  test("wants a name and an alias that no other job of the project has, letter case ignored for the name", async () => {
    await makeJob(wire, project);
    expect(problems(await wire.post(CREATE_JOB, bashJob(project, { name: "DAILY REPORT" })))).toEqual({
      name: "already used",
    });
    expect(
      problems(await wire.post(CREATE_JOB, bashJob(project, { name: "B", alias: "Daily_report" }))),
    ).toEqual({ alias: "already used" });
    const other = await readyProject(emulator, wire, { name: "Other" });
    expect((await wire.post(CREATE_JOB, bashJob(other))).errors).toBeUndefined();
  });

  test("wants a project that is ready", async () => {
    const { data } = await wire.post<{ createProject: { id: string } }>(
      'mutation { createProject(project: { name: "New" }) { id } }',
    );
    expect(problems(await wire.post(CREATE_JOB, bashJob(data.createProject.id)))).toHaveProperty(
      "projectId",
      "is not ready",
    );
    expect(problems(await wire.post(CREATE_JOB, bashJob(NOTHING)))).toEqual({ project: "NOT_EXISTS" });
  });
});

const EDIT = `mutation ($job: JobEditionInput!) {
  editJob(job: $job) { name alias description isScheduled cronScheduling scheduleTimezone scheduleStatus isStreaming
    alerting { emails loginEmails { login email } statusList } resources { cpu { request limit } memory { limit } gpu { limit } } }
}`;

describe("editing a job", () => {
  test("reads back what was sent, and keeps what was not", async () => {
    const id = await makeJob(wire, project, { description: "old" });
    const first = await wire.post(EDIT, {
      job: {
        id,
        name: "New name",
        isScheduled: true,
        cronScheduling: "0 4 * * *",
        scheduleTimezone: "Europe/Paris",
        alerting: { emails: "ops@example.org", logins: ["demo"], statusList: ["FAILED", "KILLED"] },
        resources: { cpu: { request: 0.5, limit: 2 } },
      },
    });
    const expected = {
      name: "New name",
      alias: "Daily_report",
      description: "old",
      isScheduled: true,
      cronScheduling: "0 4 * * *",
      scheduleTimezone: "Europe/Paris",
      scheduleStatus: "READY",
      isStreaming: false,
      alerting: {
        emails: ["ops@example.org"],
        loginEmails: [{ login: "demo", email: "demo@example.org" }],
        statusList: ["FAILED", "KILLED"],
      },
      resources: { cpu: { request: 0.5, limit: 2 }, memory: null, gpu: null },
    };
    expect(first.data).toEqual({ editJob: expected });
    expect((await wire.post(EDIT, { job: { id } })).data).toEqual({ editJob: expected });
  });

  test("remembers the schedule that is switched off", async () => {
    const id = await makeJob(wire, project, { isScheduled: true, cronScheduling: "*/5 8-18 * * MON-FRI" });
    const off = await wire.post<{ editJob: object }>(EDIT, { job: { id, isScheduled: false } });
    expect(off.data.editJob).toMatchObject({
      isScheduled: false,
      cronScheduling: "*/5 8-18 * * MON-FRI",
      scheduleTimezone: "UTC",
      scheduleStatus: null,
    });
    const on = await wire.post<{ editJob: object }>(EDIT, { job: { id, isScheduled: true } });
    expect(on.data.editJob).toMatchObject({ isScheduled: true, cronScheduling: "*/5 8-18 * * MON-FRI" });
    expect(problems(await wire.post(EDIT, { job: { id, cronScheduling: null } }))).toHaveProperty(
      "cronScheduling",
    );
  });

  test("empties by null what can be empty", async () => {
    const id = await makeJob(wire, project, {
      description: "d",
      alerting: { emails: ["a@example.org"], statusList: ["FAILED"] },
      resources: { memory: { limit: 1 } },
    });
    const { data } = await wire.post<{ editJob: object }>(EDIT, {
      job: {
        id,
        name: null,
        isScheduled: null,
        isStreaming: null,
        alias: null,
        description: null,
        alerting: null,
        resources: null,
      },
    });
    expect(data.editJob).toMatchObject({
      name: "Daily report",
      isScheduled: false,
      alias: null,
      description: null,
      alerting: null,
      resources: null,
    });
  });

  test("refuses another job's name, but not its own", async () => {
    const id = await makeJob(wire, project);
    await makeJob(wire, project, { name: "Other" });
    expect((await wire.post(EDIT, { job: { id, name: "daily REPORT" } })).errors).toBeUndefined();
    expect(problems(await wire.post(EDIT, { job: { id, name: "other" } }))).toEqual({ name: "already used" });
  });
});

describe("duplicating a job", () => {
  test("names the copies one after the other, and copies the current version only", async () => {
    const id = await makeJob(wire, project, { isScheduled: true, cronScheduling: "0 4 * * *" });
    await wire.post(
      'mutation ($id: UUID!) { addJobVersion(jobId: $id, jobVersion: { runtimeVersion: "debian10-buster", commandLine: "v2" }) { number } }',
      { id },
    );
    const copy =
      "mutation ($id: UUID!) { duplicateJob(originalJobId: $id) { name alias originalJobId isScheduled cronScheduling versions { number commandLine isCurrent } } }";
    const first = await wire.post(copy, { id });
    expect(first.data).toEqual({
      duplicateJob: {
        name: "Copy of Daily report",
        alias: "Copy_of_Daily_report",
        originalJobId: id,
        isScheduled: false,
        cronScheduling: "0 4 * * *",
        versions: [{ number: 1, commandLine: "v2", isCurrent: true }],
      },
    });
    const second = await wire.post<{ duplicateJob: Job }>(copy, { id });
    expect(second.data.duplicateJob.name).toBe("Copy of Daily report 2");
  });
});

describe("listing and counting jobs", () => {
  test("goes by category and technology", async () => {
    await makeJob(wire, project, { category: "Extraction" });
    await makeJob(wire, project, { name: "B" });
    await wire.upload(CREATE_JOB, python({ name: "P" }), script());
    const list = await wire.post(
      'query ($id: UUID!, $t: UUID) { a: jobs(projectId: $id, category: "Extraction") { name } b: jobs(projectId: $id, technologyId: $t) { name } c: project(id: $id) { jobs(limit: 1) { name } } }',
      { id: project, t: PYTHON },
    );
    expect(list.data).toEqual({
      a: [{ name: "Daily report" }],
      b: [{ name: "P" }],
      c: { jobs: [{ name: "Daily report" }] },
    });
    const count = await wire.post(
      "query ($id: UUID!) { countJobs(projectId: $id) { jobCategory count jobsCountByTechnology { technology { id } count } } }",
      { id: project },
    );
    expect(count.data).toEqual({
      countJobs: [
        {
          jobCategory: "Extraction",
          count: 1,
          jobsCountByTechnology: [{ technology: { id: BASH }, count: 1 }],
        },
        {
          jobCategory: "Processing",
          count: 2,
          jobsCountByTechnology: [
            { technology: { id: BASH }, count: 1 },
            { technology: { id: PYTHON }, count: 1 },
          ],
        },
      ],
    });
    const found = await wire.post(
      'query ($id: UUID!) { countJobs(projectId: $id, search: "daily", jobCategory: "Processing") { count } }',
      { id: project },
    );
    expect(found.data).toEqual({ countJobs: [] });
  });

  test("of no project is an error and null", async () => {
    const answer = await wire.post("query ($id: UUID!) { jobs(projectId: $id) { id } }", { id: NOTHING });
    expect([answer.data, problems(answer)]).toEqual([{ jobs: null }, { project: "NOT_EXISTS" }]);
  });
});

test("an unknown job is null to read, and refused to change", async () => {
  const read = await wire.post(
    'query ($id: UUID!) { job(id: $id) { id } jobVersion(jobId: $id, number: 1) { number } jobByAlias(projectId: $id, alias: "x") { id } labWebApp(id: $id) { id } }',
    { id: NOTHING },
  );
  expect(read).toEqual({
    status: 200,
    data: { job: null, jobVersion: null, jobByAlias: null, labWebApp: null },
  });
  const mutations = [
    "deleteJob(jobId: $id)",
    "archiveJob(jobId: $id)",
    "duplicateJob(originalJobId: $id) { id }",
    "runJob(jobId: $id) { id }",
    "editJob(job: { id: $id }) { id }",
    "addJobVersion(jobId: $id, jobVersion: {}) { number }",
    "rollbackJobVersion(jobId: $id, versionNumber: 1) { id }",
    "setMajorJobVersion(jobId: $id, versionNumber: 1, isMajor: true) { number }",
    "deleteJobVersions(jobId: $id, jobVersionNumbers: [1]) { success }",
    "deleteJobInstances(jobId: $id, jobInstanceIds: []) { success }",
  ];
  for (const mutation of mutations) {
    const answer = await wire.post(`mutation ($id: UUID!) { ${mutation} }`, { id: NOTHING });
    expect([mutation, problems(answer)]).toEqual([mutation, { job: "NOT_EXISTS" }]);
  }
});

test("a job whose technology left the catalogue is read in part, with an error", async () => {
  const id = await makeJob(wire, project);
  emulator.technologies.remove(BASH);
  const answer = await wire.post("query ($id: UUID!) { jobs(projectId: $id) { name technology { id } } }", {
    id: project,
  });
  expect(answer.data).toEqual({ jobs: [{ name: "Daily report", technology: null }] });
  expect(answer.errors).toEqual([having({ path: ["jobs", 0, "technology"] })]);
  const upgrade = await wire.post(
    'mutation ($id: UUID!) { addJobVersion(jobId: $id, jobVersion: { runtimeVersion: "debian11-bullseye" }) { number } }',
    { id },
  );
  expect(problems(upgrade)).toEqual({ technology: "NOT_EXISTS" });
});

test("descriptions are generated once a version, where the platform does that", async () => {
  const old = emulateSaagie({ clock: "manual", platformVersion: "2024.02" });
  const to = await connect(old);
  const where = await readyProject(old, to);
  const { data } = await to.upload<{ createJob: Job }>(CREATE_JOB, bashJob(where), script("a.sh"));
  const generate =
    "mutation ($id: UUID!) { editJobWithAiGeneratedDescription(jobId: $id) { description aiDescriptionVersionNumber aiDescriptionState { enabled reasons } } }";
  expect((await to.post(generate, { id: data.createJob.id })).data).toEqual({
    editJobWithAiGeneratedDescription: {
      description: like(/echo hello/),
      aiDescriptionVersionNumber: 1,
      aiDescriptionState: { enabled: false, reasons: ["ALREADY_GENERATED"] },
    },
  });
  expect(problems(await to.post(generate, { id: data.createJob.id }))).toEqual({
    aiDescription: "ALREADY_GENERATED",
  });
  const without = await makeJob(to, where, { name: "No package" });
  expect(problems(await to.post(generate, { id: without }))).toEqual({
    aiDescription: "SOURCE_CODE_NOT_READABLE",
  });
});
