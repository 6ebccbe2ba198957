import { describe, expect, test } from "vitest";
import { InvalidInputError, RefusedError } from "../../../src/index.ts";
import type { JobDefinition, JobUpgrade } from "../../../src/saagie/index.ts";
import { emulatedPlatform, openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, makeJobWithoutPackage, PYTHON, rejection, SCRIPT } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

/** Upgrades a job of this kind, and tells what was sent as its version. */
async function sentFor(definition: Partial<JobDefinition>, upgrade: JobUpgrade): Promise<unknown> {
  const { id } = await makeJob(platform, definition);
  const asked = watchRequests(platform.emulator);
  await saagie.jobs.upgrade(id, upgrade);
  expect(asked.writes()).toEqual(["JobsAddVersion"]);
  const [variables] = asked.variables("JobsAddVersion") as readonly { jobId: string; jobVersion: unknown }[];
  expect(variables?.jobId).toBe(id);
  return variables;
}

describe("what is not given is carried over", () => {
  const first = { runtimeVersion: "3.9", commandLine: "python {file} first" };

  test("runtime, command and package", async () => {
    expect(await sentFor({ ...first, releaseNote: "1", sourceUrl: "https://example.io/1" }, {})).toEqual({
      jobId: expect.any(String) as string,
      jobVersion: { ...first, usePreviousArtifact: true },
    });
  });

  test("and what is given replaces it", async () => {
    const upgrade = {
      runtimeVersion: "3.8",
      commandLine: "python {file} second",
      releaseNote: "2",
      sourceUrl: "https://example.io/2",
    };
    expect(await sentFor(first, upgrade)).toMatchObject({
      jobVersion: { ...upgrade, usePreviousArtifact: true },
    });
  });

  test("the image of an image job, with its credentials", async () => {
    const project = await platform.project();
    const account = { username: platform.unique("robot"), password: "secret-1" };
    const credentials = await saagie.dockerCredentials.create(project.id, account);
    const dockerInfo = { image: "nginx:1.27", dockerCredentialsId: credentials.id };
    const { id } = await saagie.jobs.create(project.id, {
      name: platform.unique("image"),
      technology: "Generic",
      dockerInfo,
    });
    expect(await saagie.jobs.upgrade(id, { releaseNote: "same image" })).toMatchObject({
      number: 2,
      dockerInfo,
    });
    const other = { image: "nginx:1.28", dockerCredentialsId: null };
    expect(await saagie.jobs.upgrade(id, { dockerInfo: other })).toMatchObject({
      number: 3,
      dockerInfo: other,
    });
  });

  test("the extra technology of a Spark job", async () => {
    const extraTechnology = { language: "Java/Scala", version: "11" };
    const spark = { technology: "Spark", extraTechnology, category: "Extraction" };
    expect(await sentFor(spark, {})).toMatchObject({
      jobVersion: { runtimeVersion: "3.1", extraTechnology },
    });
    expect(await sentFor(spark, { extraTechnology: { language: "python", version: "3.8" } })).toMatchObject({
      jobVersion: { extraTechnology: { language: "Python", version: "3.8" } },
    });
  });

  test("nothing that belongs to the job as a whole is touched", async () => {
    const settings = {
      description: "kept",
      cronScheduling: "0 5 * * *",
      alerting: { emails: ["ada@example.io"] },
    };
    const { id } = await makeJob(platform, settings);
    await saagie.jobs.upgrade(id, { releaseNote: "2" });
    expect(await saagie.jobs.get(id)).toMatchObject({
      description: "kept",
      isScheduled: true,
      alerting: { emails: ["ada@example.io"] },
    });
  });
});

describe("the package", () => {
  test("is the previous one unless another is given", async () => {
    const { id } = await makeJob(platform);
    await saagie.jobs.upgrade(id, { commandLine: "python {file} again" });
    expect(await textOf(id, 2)).toBe(SCRIPT.content);
    await saagie.jobs.upgrade(id, { file: { name: "new.py", content: "print('new')" } });
    expect(await textOf(id, 3)).toBe("print('new')");
    expect((await saagie.jobs.version(id, 3)).packageInfo).toMatchObject({ name: "new.py" });
  });

  test("a new one is sent without asking for the previous one", async () => {
    expect(await sentFor({}, { file: SCRIPT, usePreviousArtifact: true })).toMatchObject({
      jobVersion: { usePreviousArtifact: false },
      file: { file: SCRIPT.name },
    });
  });

  test("can be left behind where the runtime does not demand one", async () => {
    const { id } = await makeJob(platform, { technology: "Bash", commandLine: "echo hello" });
    expect((await saagie.jobs.upgrade(id, { usePreviousArtifact: false })).packageInfo).toBeNull();
  });

  test("is not asked for where there is none", async () => {
    const { id } = await makeJobWithoutPackage(platform);
    expect(await saagie.jobs.upgrade(id, { releaseNote: "2" })).toMatchObject({
      number: 2,
      packageInfo: null,
    });
  });

  async function textOf(id: string, version: number): Promise<string> {
    return new Response((await saagie.jobs.openArtifact(id, version)).stream).text();
  }
});

test("after a rollback the next number is a new one, and the current version is what is carried over", async () => {
  const { id } = await makeJob(platform, { commandLine: "python {file} 1" });
  await saagie.jobs.upgrade(id, { commandLine: "python {file} 2" });
  await saagie.jobs.rollback(id, 1);
  const version = await saagie.jobs.upgrade(id, { releaseNote: "from 1" });
  expect(version).toMatchObject({ number: 3, commandLine: "python {file} 1", isCurrent: true });
});

describe("when the catalogue changes", () => {
  test("a withdrawn runtime is refused before anything is sent, with those that are left", async () => {
    const own = emulatedPlatform();
    const { id } = await makeJob(own, { runtimeVersion: "3.9" });
    own.emulator.technologies.withdrawContext(PYTHON, "3.9");
    own.saagie.technologies.refresh();
    const asked = watchRequests(own.emulator);
    const error = await rejection(own.saagie.jobs.upgrade(id, { releaseNote: "2" }));
    expect(error).toBeInstanceOf(InvalidInputError);
    for (const text of [`"3.9"`, "Python 3.11", "Python 3.10", "Python 3.8"])
      expect(String(error)).toContain(text);
    expect(asked.writes()).toEqual([]);
    expect(await own.saagie.jobs.upgrade(id, { runtimeVersion: "3.8" })).toMatchObject({ number: 2 });
  });

  test("a withdrawn technology is refused by the platform", async () => {
    const own = emulatedPlatform();
    const { id } = await makeJob(own);
    own.emulator.technologies.withdraw(PYTHON);
    const error = await rejection(own.saagie.jobs.upgrade(id, { releaseNote: "2" }));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ fields: { technology: "is not available" } });
  });

  test("a job whose technology is gone can still be read, with a warning, but takes no new version", async () => {
    const own = emulatedPlatform();
    const { id } = await makeJob(own);
    own.emulator.technologies.remove(PYTHON);
    const warnings: string[] = [];
    const { jobs } = own.client({
      onWarning: ({ operation, path }) => void warnings.push(`${operation} ${path}`),
    });
    expect(await jobs.get(id)).toMatchObject({ id, technology: null });
    expect(warnings).toEqual(["JobsGet job.technology"]);
    const error = await rejection(jobs.upgrade(id, { releaseNote: "2" }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toContain("gone from the catalogue");
    expect(await rejection(jobs.get(id, { strict: true }))).toMatchObject({ code: "NOT_FOUND" });
  });
});
