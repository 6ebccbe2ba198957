import { expect, test } from "vitest";
import type { JobDefinition, JobSettings } from "../../../src/saagie/index.ts";
import { InvalidInputError } from "../../../src/index.ts";
import { emulatedPlatform, openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { BASH, makeJob, plainJob, PYTHON, rejection, SCRIPT } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

/** Creates a job and tells what was sent for it. */
async function sent(definition: JobDefinition): Promise<unknown> {
  const asked = watchRequests(platform.emulator);
  await saagie.jobs.create((await platform.project()).id, definition);
  expect(asked.count("JobsCreate")).toBe(1);
  return asked.variables("JobsCreate")[0];
}

test("what is not given is not sent, but for what the catalogue recommends", async () => {
  const { id: projectId } = await platform.project();
  const name = platform.unique("plain");
  expect(await sent({ name, technology: "Python", file: SCRIPT })).toEqual({
    job: {
      name,
      projectId,
      category: "Processing",
      technology: { id: PYTHON },
      isScheduled: false,
      isStreaming: false,
    },
    jobVersion: { runtimeVersion: "3.10", commandLine: "python {file} arg1 arg2" },
    file: { file: SCRIPT.name, size: SCRIPT.content.length },
  });
});

test("without a package it is plain JSON with the command of its own technology", async () => {
  expect(await sent({ name: platform.unique("bash"), technology: "Bash" })).toMatchObject({
    job: { technology: { id: BASH } },
    jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: "bash {file}" },
  });
});

test("everything that is given is sent", async () => {
  const settings: JobSettings = {
    description: "all of it",
    alias: "all_of_it",
    cronScheduling: "0 5 * * 1-5",
    scheduleTimezone: "Europe/Paris",
    alerting: { emails: ["ada@example.io"], logins: ["demo"], statusList: ["FAILED", "KILLED"] },
    resources: { cpu: { request: 0.5, limit: 1 }, memory: { request: 0.5, limit: 2 } },
    isStreaming: true,
    doesUseGPU: false,
  };
  const version = { commandLine: "python {file}", releaseNote: "first", sourceUrl: "https://example.io/x" };
  const definition = plainJob(platform, {
    ...settings,
    ...version,
    category: "extraction",
    runtimeVersion: "3.9",
  });
  expect(await sent(definition)).toEqual({
    job: {
      ...settings,
      name: definition.name,
      projectId: (await platform.project()).id,
      category: "Extraction",
      technology: { id: PYTHON },
      isScheduled: true,
    },
    jobVersion: { ...version, runtimeVersion: "3.9" },
    file: { file: SCRIPT.name, size: SCRIPT.content.length },
  });
});

test("everything that is given reads back", async () => {
  const settings = {
    description: "read back",
    isScheduled: true,
    cronScheduling: "0 5 * * 1-5",
    scheduleTimezone: "Europe/Paris",
  };
  const version = { commandLine: "python {file} x", releaseNote: "first", sourceUrl: "https://example.io/x" };
  const { id } = await makeJob(platform, { ...settings, ...version });
  expect(await saagie.jobs.get(id)).toMatchObject({ ...settings, alerting: null, versions: [version] });
});

test("a schedule that is off is remembered", async () => {
  const { id } = await makeJob(platform, { cronScheduling: "30 2 * * *", isScheduled: false });
  expect(await saagie.jobs.get(id)).toMatchObject({
    isScheduled: false,
    cronScheduling: "30 2 * * *",
    scheduleTimezone: "UTC",
  });
});

test("a schedule without a zone is in UTC", async () => {
  expect(await sent(plainJob(platform, { cronScheduling: "0 5 * * *" }))).toMatchObject({
    job: { isScheduled: true, cronScheduling: "0 5 * * *", scheduleTimezone: "UTC" },
  });
});

test("an alerting without statuses tells about failures", async () => {
  const alerting = { emails: ["ada@example.io"] };
  expect(await sent(plainJob(platform, { alerting }))).toMatchObject({
    job: { alerting: { emails: ["ada@example.io"], statusList: ["FAILED"] } },
  });
});

test("technology, runtime and language are found by label in any case, or by id", async () => {
  expect(await sent(plainJob(platform, { technology: PYTHON, runtimeVersion: "python 3.8" }))).toMatchObject({
    job: { technology: { id: PYTHON } },
    jobVersion: { runtimeVersion: "3.8" },
  });
  const spark = { technology: "spark", extraTechnology: { language: "java/scala", version: "11" } };
  expect(await sent(plainJob(platform, { ...spark, category: "EXTRACTION" }))).toMatchObject({
    job: { category: "Extraction" },
    jobVersion: { runtimeVersion: "3.1", extraTechnology: { language: "Java/Scala", version: "11" } },
  });
});

test("an image job has its image and no package", async () => {
  const project = await platform.project();
  const account = { username: platform.unique("robot"), password: "secret-1" };
  const { id } = await saagie.dockerCredentials.create(project.id, account);
  const dockerInfo = { image: "nginx:1.27", dockerCredentialsId: id };
  const variables = await sent({ name: platform.unique("image"), technology: "Generic", dockerInfo });
  expect(variables).toMatchObject({ jobVersion: { runtimeVersion: "docker", dockerInfo } });
  expect(variables).not.toHaveProperty("file");
});

test("a technology of another catalogue, where the project allows it", async () => {
  const project = await platform.makeProject();
  await saagie.projects.edit(project.id, { jobTechnologies: { Labs: ["julia"] } });
  const definition = plainJob(platform, { technology: "Julia", technologyCatalog: "labs" });
  const { id } = await saagie.jobs.create(project.id, definition);
  expect((await saagie.jobs.get(id)).versions).toMatchObject([
    { runtimeVersion: "1.9", commandLine: "julia {file}" },
  ]);
});

test("the package is named after the last part of the path that it is given with", async () => {
  const { id } = await makeJob(platform, { file: { name: "C:\\work\\src/daily report.py", content: "1" } });
  expect((await saagie.jobs.version(id, 1)).packageInfo?.name).toBe("daily report.py");
});

test.each([
  ["a text", "print('ü')"],
  ["bytes", new TextEncoder().encode("print('ü')")],
  ["a blob", new Blob(["print('ü')"])],
  ["a stream", new Blob(["print('ü')"]).stream()],
  ["an iterable", chunks("print(", "'ü')")],
])("the package can be %s", async (_, content) => {
  const { id } = await makeJob(platform, { file: { name: "x.py", content } });
  const { stream } = await saagie.jobs.openArtifact(id, 1);
  expect(await new Response(stream).text()).toBe("print('ü')");
});

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Promise.resolve(new TextEncoder().encode(text));
}

test("when nothing is recommended any more, the choice is the caller's", async () => {
  const own = emulatedPlatform();
  own.emulator.technologies.withdrawContext(PYTHON, "3.10");
  const error = await rejection(makeJob(own));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toContain("Give runtimeVersion: 3.11, 3.9, 3.8");
  const { id } = await makeJob(own, { runtimeVersion: "3.9" });
  expect((await own.saagie.jobs.version(id, 1)).runtimeVersion).toBe("3.9");
});

test("a project that is not ready yet is refused by the platform, in its words", async () => {
  const own = emulatedPlatform({ clock: "manual" });
  const project = await own.saagie.projects.create({ name: "Unready" });
  const error = await rejection(own.saagie.jobs.create(project.id, plainJob(own)));
  expect(error).toMatchObject({
    code: "REFUSED",
    fields: { projectId: "is not ready" },
    operation: "JobsCreate",
  });
});
