import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { having } from "../../matchers.ts";
import { bashJob, connect, CREATE_JOB, makeJob, readyProject, run, type Answer, type Wire } from "../wire.ts";

const FORBIDDEN = [having({ message: "Forbidden", extensions: { classification: "FORBIDDEN" } })];

let emulator: EmulatedSaagie;
let admin: Wire;
let project: string;
let job: string;
let instance: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  admin = await connect(emulator);
  for (const login of ["viewer", "editor", "manager", "stranger"]) {
    emulator.users.add({ login, password: "secret", groups: [`${login}s`] });
  }
  project = await readyProject(emulator, admin, {
    authorizedGroups: ["viewer", "editor", "manager"].map((role) => ({
      name: `${role}s`,
      role: `ROLE_PROJECT_${role.toUpperCase()}`,
    })),
  });
  job = await makeJob(admin, project);
  instance = await run(admin, job);
});

const as = (login: string): Promise<Wire> => connect(emulator, { login, password: "secret" });

const READS = [
  "project(id: $project) { id }",
  'projectByName(name: "Sales") { id }',
  "jobs(projectId: $project) { id }",
  "job(id: $job) { id }",
  'jobByAlias(projectId: $project, alias: "Daily_report") { id }',
  "jobVersion(jobId: $job, number: 1) { number }",
  "jobInstance(id: $instance) { id }",
  "filteredLogs(jobInstanceID: $instance, streams: [STDOUT]) { count }",
  "countJobs(projectId: $project) { count }",
  "countJobInstancesBySelector(jobId: $job) { count }",
  'countJobInstancesByDate(jobId: $job, beforeAt: "2030-01-01T00:00:00Z")',
  "technologiesByCategory(projectId: $project) { jobCategory }",
  "appTechnologies(projectId: $project) { id }",
];

/** Last come those after which the job, or the project, is not the same. */
const EDITS = [
  'editJob(job: { id: $job, description: "d" }) { id }',
  'addJobVersion(jobId: $job, jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: "ls" }) { number }',
  "rollbackJobVersion(jobId: $job, versionNumber: 1) { id }",
  "setMajorJobVersion(jobId: $job, versionNumber: 1, isMajor: true) { number }",
  "deleteJobVersions(jobId: $job, jobVersionNumbers: [2]) { success }",
  "duplicateJob(originalJobId: $job) { id }",
  "runJob(jobId: $job) { id }",
  "stopJobInstance(jobInstanceId: $instance) { id }",
  "deleteJobInstances(jobId: $job, jobInstanceIds: [$instance]) { success }",
  "deleteJobInstancesBySelector(jobId: $job, selector: ALL)",
  'deleteJobInstancesByDate(jobId: $job, beforeAt: "2000-01-01T00:00:00Z")',
];

const MANAGEMENT = ["rights(projectId: $project) { name }"];
const MANAGEMENT_EDITS = [
  'editProject(project: { id: $project, description: "d" }) { id }',
  "deleteProject(projectId: $project)",
];

async function ask(wire: Wire, kind: "query" | "mutation", field: string): Promise<Answer<unknown>> {
  const uses = ["project", "job", "instance"].filter((name) => field.includes(`$${name}`));
  const header = uses.length === 0 ? "" : `(${uses.map((name) => `$${name}: UUID!`).join(", ")})`;
  return wire.post(`${kind} ${header} { ${field} }`, { project, job, instance });
}

describe.each([
  ["viewer", { read: true, edit: false, manage: false }],
  ["editor", { read: true, edit: true, manage: false }],
  ["manager", { read: true, edit: true, manage: true }],
  ["stranger", { read: false, edit: false, manage: false }],
])("a %s", (login, may) => {
  const cases = [
    ...READS.map((field) => ["query", field, may.read] as const),
    ...EDITS.map((field) => ["mutation", field, may.edit] as const),
    ...MANAGEMENT.map((field) => ["query", field, may.manage] as const),
    ...MANAGEMENT_EDITS.map((field) => ["mutation", field, may.manage] as const),
  ];

  test.each(cases)("%s %s: %s", async (kind, field, allowed) => {
    const answer = await ask(await as(login), kind, field);
    expect([answer.status, answer.errors]).toEqual([200, allowed ? undefined : FORBIDDEN]);
  });

  test("sees the project in the list only with a right on it", async () => {
    const { data } = await (await as(login)).post<{ projects: readonly object[] }>("{ projects { id } }");
    expect(data.projects).toEqual(may.read ? [{ id: project }] : []);
  });

  test("makes jobs only with the right to", async () => {
    const { errors } = await (await as(login)).post(CREATE_JOB, bashJob(project, { name: "New" }));
    expect(errors).toEqual(may.edit ? undefined : FORBIDDEN);
  });

  test("makes no projects", async () => {
    const wire = await as(login);
    for (const field of ['mutation { createProject(project: { name: "X" }) { id } }', "{ jobCategories }"]) {
      expect((await wire.post(field)).errors).toEqual(FORBIDDEN);
    }
  });
});

test("a project creator manages what it made, and sees nothing else", async () => {
  emulator.groups.add({ name: "makers", projectCreator: true });
  emulator.users.add({ login: "maker", password: "secret", groups: ["makers"] });
  const maker = await as("maker");
  const own = await readyProject(emulator, maker, { name: "Own" });
  expect((await maker.post("{ projects { id } jobCategories }")).data).toMatchObject({
    projects: [{ id: own }],
  });
  expect(
    (await maker.post("query ($id: UUID!) { rights(projectId: $id) { name } }", { id: own })).data,
  ).toEqual({ rights: [] });
  expect(
    (await maker.post("query ($id: UUID!) { project(id: $id) { id } }", { id: project })).errors,
  ).toEqual(FORBIDDEN);
});

test("a right on all projects is a right on each", async () => {
  emulator.groups.add({ name: "auditors", allProjects: "ROLE_PROJECT_VIEWER" });
  emulator.users.add({ login: "auditor", password: "secret", groups: ["auditors"] });
  const auditor = await as("auditor");
  expect((await ask(auditor, "query", "job(id: $job) { id }")).errors).toBeUndefined();
  expect((await ask(auditor, "mutation", "runJob(jobId: $job) { id }")).errors).toEqual(FORBIDDEN);
});

test("an admin may do everything", async () => {
  emulator.users.add({ login: "root", password: "secret", admin: true });
  const root = await as("root");
  expect((await ask(root, "mutation", "deleteProject(projectId: $project)")).data).toEqual({
    deleteProject: true,
  });
});

test("a move needs the editor's role on both sides", async () => {
  const target = await readyProject(emulator, admin, {
    name: "Target",
    authorizedGroups: [{ name: "editors", role: "ROLE_PROJECT_VIEWER" }],
  });
  const move =
    "mutation ($job: UUID!, $target: UUID!) { moveJob(jobId: $job, targetPlatformId: 1, targetProjectId: $target) }";
  expect((await (await as("editor")).post(move, { job, target })).errors).toEqual(FORBIDDEN);
});

test("a package is not there for a stranger", async () => {
  const { data } = await admin.upload<{
    createJob: { versions: [{ packageInfo: { downloadUrl: string } }] };
  }>(
    CREATE_JOB.replace("{ id name alias }", "{ versions { packageInfo { downloadUrl } } }"),
    bashJob(project, { name: "With package" }),
    new File(["x"], "x.sh"),
  );
  const path = data.createJob.versions[0].packageInfo.downloadUrl;
  expect((await (await as("viewer")).get(path)).status).toBe(200);
  expect((await (await as("stranger")).get(path)).status).toBe(404);
});

test("everybody may read the catalogue", async () => {
  expect((await (await as("stranger")).catalogue("{ repositories { id } }")).errors).toBeUndefined();
});
