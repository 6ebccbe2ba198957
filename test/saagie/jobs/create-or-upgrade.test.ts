import fc from "fast-check";
import { expect, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import type { JobDefinition } from "../../../src/saagie/index.ts";
import { emulatedPlatform, openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, plainJob, rejection, SCRIPT } from "../support/things.ts";
import { samples } from "../../support/thorough.ts";

const platform = openPlatform();
const { saagie } = platform;

test("creates, then finds nothing to do, then changes what differs", async () => {
  const { id: project } = await platform.project();
  const definition = plainJob(platform, { description: "1" });
  const created = await saagie.jobs.createOrUpgrade(project, definition);
  expect(created).toMatchObject({
    action: "created",
    name: definition.name,
    version: 1,
    changed: [],
    notApplied: [],
  });
  const { id, name } = created;
  expect(await saagie.jobs.createOrUpgrade(project, definition)).toEqual({
    action: "unchanged",
    id,
    name,
    version: 1,
    changed: [],
    notApplied: [],
  });
  const file = { ...SCRIPT, content: "print('2')" };
  expect(await saagie.jobs.createOrUpgrade(project, { ...definition, description: "2", file })).toEqual({
    action: "upgraded",
    id,
    name,
    version: 2,
    changed: ["description", "version"],
    notApplied: [],
  });
  expect(await saagie.jobs.get(id)).toMatchObject({
    description: "2",
    versions: [{ number: 2 }, { number: 1 }],
  });
});

test("finds a job by its name in any case, and leaves its spelling", async () => {
  const { id, name, project } = await makeJob(platform);
  const definition = { name: name.toUpperCase(), technology: "python", file: SCRIPT, category: "processing" };
  expect(await saagie.jobs.createOrUpgrade(project.id, definition)).toMatchObject({
    action: "unchanged",
    id,
    name,
  });
});

const DIFFERENCES: readonly (readonly [
  string,
  Partial<JobDefinition>,
  readonly string[],
  readonly string[],
])[] = [
  ["nothing", {}, [], []],
  ["a release note alone", { releaseNote: "2" }, [], []],
  ["a description", { description: "2" }, ["description"], ["JobsEdit"]],
  ["an alerting", { alerting: { emails: ["ada@example.io"] } }, ["alerting"], ["JobsEdit"]],
  ["resources", { resources: { cpu: { limit: 1 } } }, ["resources"], ["JobsEdit"]],
  [
    "a schedule",
    { cronScheduling: "0 5 * * *" },
    ["cronScheduling", "isScheduled", "scheduleTimezone"],
    ["JobsEdit"],
  ],
  ["a command", { commandLine: "python {file} 2" }, ["version"], ["JobsAddVersion"]],
  ["a runtime", { runtimeVersion: "3.9" }, ["version"], ["JobsAddVersion"]],
  ["the package's name", { file: { ...SCRIPT, name: "other.py" } }, ["version"], ["JobsAddVersion"]],
  ["the package's size", { file: { ...SCRIPT, content: "" } }, ["version"], ["JobsAddVersion"]],
  [
    "one byte of the package",
    { file: { ...SCRIPT, content: SCRIPT.content.replace("hello", "hallo") } },
    ["version"],
    ["JobsAddVersion"],
  ],
  [
    "settings and version",
    { description: "2", commandLine: "python {file} 2" },
    ["description", "version"],
    ["JobsAddVersion", "JobsEdit"],
  ],
];

test.each(DIFFERENCES)("when %s differs, just that is sent", async (_, change, changed, writes) => {
  const { name, project } = await makeJob(platform);
  const asked = watchRequests(platform.emulator);
  const result = await saagie.jobs.createOrUpgrade(project.id, { ...plainJob(platform), name, ...change });
  expect(result.changed.toSorted()).toEqual(changed);
  expect(result.action).toBe(changed.length > 0 ? "upgraded" : "unchanged");
  expect(result.version).toBe(changed.includes("version") ? 2 : 1);
  expect(asked.writes()).toEqual(writes);
});

test("a package of the same size is compared, any other is not even read", async () => {
  const { name, project } = await makeJob(platform);
  const asked = watchRequests(platform.emulator);
  const definition = { ...plainJob(platform), name };
  await saagie.jobs.createOrUpgrade(project.id, definition);
  expect(asked.count("downloadArtifact")).toBe(1);
  await saagie.jobs.createOrUpgrade(project.id, { ...definition, file: { ...SCRIPT, name: "other.py" } });
  expect(asked.count("downloadArtifact")).toBe(1);
});

test("without a package in the definition the job keeps its own", async () => {
  const { name, project } = await makeJob(platform);
  const definition = { name, technology: "Python", commandLine: "python {file} 2" };
  const { id } = await saagie.jobs.createOrUpgrade(project.id, definition);
  expect((await saagie.jobs.version(id, 2)).packageInfo?.name).toBe(SCRIPT.name);
});

test("what the definition does not mention is kept", async () => {
  const { name, project, id } = await makeJob(platform, {
    description: "kept",
    cronScheduling: "0 5 * * *",
    commandLine: "python {file} kept",
  });
  expect(await saagie.jobs.createOrUpgrade(project.id, { name, technology: "Python" })).toMatchObject({
    action: "unchanged",
  });
  expect(await saagie.jobs.get(id)).toMatchObject({ description: "kept", isScheduled: true });
});

test("compares with the current version, which after a rollback is not the newest", async () => {
  const { id, name, project } = await makeJob(platform, { commandLine: "python {file} 1" });
  await saagie.jobs.upgrade(id, { commandLine: "python {file} 2" });
  await saagie.jobs.rollback(id, 1);
  const definition = { ...plainJob(platform), name };
  const result = await saagie.jobs.createOrUpgrade(project.id, {
    ...definition,
    commandLine: "python {file} 1",
  });
  expect(result).toMatchObject({ action: "unchanged", version: 1 });
  expect(
    await saagie.jobs.createOrUpgrade(project.id, { ...definition, commandLine: "python {file} 2" }),
  ).toMatchObject({ action: "upgraded", version: 3 });
});

test("a note and a source URL alone make no version, and the result says so", async () => {
  const notes = { releaseNote: "build 1", sourceUrl: "https://example.io/commit/1" };
  const { name, project } = await makeJob(platform, notes);
  const definition = { ...plainJob(platform), name };
  const deploy = (more: Partial<JobDefinition>): Promise<object> =>
    saagie.jobs.createOrUpgrade(project.id, { ...definition, ...more });
  expect(await deploy(notes)).toMatchObject({ action: "unchanged", notApplied: [] });
  const later = { releaseNote: "build 2", sourceUrl: "https://example.io/commit/2" };
  expect(await deploy(later)).toMatchObject({
    action: "unchanged",
    notApplied: ["releaseNote", "sourceUrl"],
  });
  expect(await deploy({ releaseNote: "build 2", description: "2" })).toMatchObject({
    action: "upgraded",
    changed: ["description"],
    notApplied: ["releaseNote"],
  });
  const withCommand = { ...later, commandLine: "python {file} 2" };
  expect(await deploy(withCommand)).toMatchObject({ version: 2, notApplied: [] });
});

test("the technology of a job that exists need not be told, that of a new one must", async () => {
  const { id, name, project } = await makeJob(platform);
  const commandLine = "python {file} 2";
  expect(await saagie.jobs.createOrUpgrade(project.id, { name, commandLine })).toMatchObject({
    action: "upgraded",
    id,
    version: 2,
  });
  const absent = platform.unique("absent");
  const error = await rejection(saagie.jobs.createOrUpgrade(project.id, { name: absent, commandLine }));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toContain(`no job "${absent}" yet`);
  expect(await saagie.jobs.listMinimal(project.id)).not.toContainEqual(
    expect.objectContaining({ name: absent }),
  );
});

test("a package can be dropped, once", async () => {
  const project = await platform.project();
  const definition = {
    name: platform.unique("job"),
    technology: "Bash",
    file: { name: "hello.sh", content: "echo hello" },
    commandLine: "echo hello",
  };
  const { id } = await saagie.jobs.createOrUpgrade(project.id, definition);
  const { file: _, ...without } = definition;
  const dropping = { ...without, usePreviousArtifact: false };
  expect(await saagie.jobs.createOrUpgrade(project.id, without)).toMatchObject({ action: "unchanged" });
  expect(await saagie.jobs.createOrUpgrade(project.id, dropping)).toMatchObject({ changed: ["version"] });
  expect(await saagie.jobs.version(id, 2)).toMatchObject({ packageInfo: null });
  expect(await saagie.jobs.createOrUpgrade(project.id, dropping)).toMatchObject({ action: "unchanged" });
  expect(await saagie.jobs.createOrUpgrade(project.id, { ...dropping, ...definition })).toMatchObject({
    version: 3,
  });
});

const definitions = fc
  .record<Partial<JobDefinition>>(
    {
      description: fc.constantFrom("", "a", "b"),
      cronScheduling: fc.constantFrom("0 5 * * *", "*/10 * * * 1-5"),
      isScheduled: fc.boolean(),
      scheduleTimezone: fc.constantFrom("UTC", "Europe/Paris", "Asia/Kolkata"),
      alerting: fc.constantFrom(
        { emails: ["a@example.io"] },
        { logins: ["demo"], statusList: ["KILLED" as const] },
      ),
      resources: fc.constantFrom({ cpu: { request: 1 } }, { memory: { limit: 2 } }, {}),
      isStreaming: fc.boolean(),
      doesUseGPU: fc.boolean(),
      runtimeVersion: fc.constantFrom("3.11", "3.10", "3.9", "Python 3.8"),
      commandLine: fc.constantFrom("python {file}", "python {file} --fast"),
      releaseNote: fc.constantFrom("", "note"),
      sourceUrl: fc.constantFrom("", "https://example.io/a"),
      file: fc.constantFrom(
        { name: "a.py", content: "1" },
        { name: "a.py", content: "2" },
        { name: "b.py", content: "" },
      ),
    },
    { requiredKeys: [] },
  )
  // A schedule that is on has to say when.
  .map(({ isScheduled, ...rest }) =>
    rest.cronScheduling === undefined || isScheduled === undefined ? rest : { ...rest, isScheduled },
  );

test("property: whatever was there, the second time there is nothing to do", async () => {
  const own = emulatedPlatform();
  const { id: project } = await own.project();
  await fc.assert(
    fc.asyncProperty(definitions, definitions, async (before, after) => {
      const definition = plainJob(own);
      await own.saagie.jobs.createOrUpgrade(project, { ...definition, ...before });
      await own.saagie.jobs.createOrUpgrade(project, { ...definition, ...after });
      const asked = watchRequests(own.emulator);
      const again = await own.saagie.jobs.createOrUpgrade(project, { ...definition, ...after });
      expect(again).toMatchObject({ action: "unchanged", changed: [] });
      expect(asked.writes()).toEqual([]);
    }),
    { numRuns: samples(60) },
  );
});

test("the same image with other Docker credentials is a new version, and with none as well", async () => {
  const project = await platform.makeProject();
  const ids: string[] = [];
  for (const username of ["ada", "grace"]) {
    const { id } = await saagie.dockerCredentials.create(project.id, { username, password: "secret" });
    ids.push(id);
  }
  const [ada, grace] = ids;
  const definition = (dockerCredentialsId?: string | null): JobDefinition => ({
    name: "In a container",
    technology: "Generic",
    dockerInfo: {
      image: "nginx:1.27",
      ...(dockerCredentialsId === undefined ? {} : { dockerCredentialsId }),
    },
  });
  const { id } = await saagie.jobs.createOrUpgrade(project.id, definition(ada));
  const deploy = async (wanted: JobDefinition): Promise<unknown> => {
    const { action, changed } = await saagie.jobs.createOrUpgrade(project.id, wanted);
    const [version] = (await saagie.jobs.get(id)).versions;
    return { action, changed, credentials: version?.dockerInfo?.dockerCredentialsId ?? null };
  };
  expect(await deploy(definition(ada))).toEqual({ action: "unchanged", changed: [], credentials: ada });
  expect(await deploy(definition(grace))).toEqual({
    action: "upgraded",
    changed: ["version"],
    credentials: grace,
  });
  // What is given stands for the whole: the credentials of before are not taken over.
  expect(await deploy(definition())).toEqual({ action: "upgraded", changed: ["version"], credentials: null });
  expect(await deploy(definition(null))).toEqual({ action: "unchanged", changed: [], credentials: null });
});
