import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { having, like } from "../../matchers.ts";
import {
  bashJob,
  connect,
  CREATE_JOB,
  makeJob,
  problems,
  PYTHON,
  readyProject,
  run,
  SPARK,
  type Wire,
} from "../wire.ts";

interface Version {
  readonly number: number;
  readonly isCurrent: boolean;
}

const ADD = `mutation ($jobId: UUID!, $jobVersion: JobVersionInput!, $file: Upload) {
  addJobVersion(jobId: $jobId, jobVersion: $jobVersion, file: $file) { number packageInfo { name downloadUrl } }
}`;
const VERSIONS = "query ($id: UUID!) { job(id: $id) { versions { number isCurrent } } }";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
});

async function versionsOf(id: string): Promise<readonly Version[]> {
  const { data } = await wire.post<{ job: { versions: readonly Version[] } }>(VERSIONS, { id });
  return data.job.versions;
}

async function bashWithVersions(count: number): Promise<string> {
  const jobId = await makeJob(wire, project);
  for (let number = 2; number <= count; number += 1) {
    await wire.post(ADD, {
      jobId,
      jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: `echo ${String(number)}` },
    });
  }
  return jobId;
}

describe("upgrading a job", () => {
  test("with the previous package makes the first of the versions, as sent", async () => {
    const created = await wire.upload<{ createJob: { id: string } }>(
      CREATE_JOB,
      bashJob(
        project,
        { technology: { id: PYTHON } },
        { runtimeVersion: "3.9", commandLine: "python {file}" },
      ),
      new File(["1"], "a.py"),
    );
    const jobId = created.data.createJob.id;
    emulator.clock.advance(1500);
    const jobVersion = {
      runtimeVersion: "3.8",
      commandLine: "python {file} again",
      releaseNote: null,
      usePreviousArtifact: true,
      extraTechnology: { language: "", version: "" },
      sourceUrl: "https://example.org/a.py",
    };
    const added = await wire.post<{
      addJobVersion: { number: number; packageInfo: { downloadUrl: string } };
    }>(ADD, { jobId, jobVersion });
    expect(added.data.addJobVersion).toEqual({
      number: 2,
      packageInfo: { name: "a.py", downloadUrl: like(/\/version\/2\//) },
    });
    expect(await (await wire.get(added.data.addJobVersion.packageInfo.downloadUrl)).text()).toBe("1");
    const { data } = await wire.post(
      `query ($id: UUID!) { job(id: $id) { versions(limit: 1) { number isCurrent isMajor releaseNote runtimeVersion commandLine
        extraTechnology { language } sourceUrl creator creationDate doesUseGPU resources { cpu } } } }`,
      { id: jobId },
    );
    expect(data).toEqual({
      job: {
        versions: [
          {
            number: 2,
            isCurrent: true,
            isMajor: false,
            releaseNote: null,
            runtimeVersion: "3.8",
            commandLine: "python {file} again",
            extraTechnology: null,
            sourceUrl: "https://example.org/a.py",
            creator: "demo",
            creationDate: "2024-06-03T08:00:03.5Z",
            doesUseGPU: false,
            resources: null,
          },
        ],
      },
    });
  });

  test("takes the file when there is one, whatever is said of the previous", async () => {
    const jobId = await makeJob(wire, project);
    const jobVersion = {
      runtimeVersion: "debian11-bullseye",
      commandLine: "sh {file}",
      usePreviousArtifact: true,
    };
    const answer = await wire.upload(ADD, { jobId, jobVersion }, new File(["new"], "b.sh"));
    expect(answer.data).toEqual({
      addJobVersion: { number: 2, packageInfo: having({ name: "b.sh" }) },
    });
  });

  test("refuses the previous package when there is none, and a runtime that is gone", async () => {
    const jobId = await makeJob(wire, project);
    const jobVersion = { runtimeVersion: "debian11-bullseye", commandLine: "ls", usePreviousArtifact: true };
    expect(problems(await wire.post(ADD, { jobId, jobVersion }))).toHaveProperty("usePreviousArtifact");
    emulator.technologies.withdrawContext(await technologyOf(jobId), "debian11-bullseye");
    expect(
      problems(await wire.post(ADD, { jobId, jobVersion: { ...jobVersion, usePreviousArtifact: false } })),
    ).toEqual({ runtimeVersion: "is not available" });
    expect(await versionsOf(jobId)).toEqual([{ number: 1, isCurrent: true }]);
  });

  test("of Spark wants the extra technology each time", async () => {
    const extraTechnology = { language: "Java/Scala", version: "11" };
    const version = { runtimeVersion: "3.1", commandLine: "spark-submit", extraTechnology };
    const jobId = await makeJob(wire, project, { technology: { id: SPARK } }, version);
    expect(
      problems(await wire.post(ADD, { jobId, jobVersion: { ...version, extraTechnology: null } })),
    ).toHaveProperty("extraTechnology");
    expect((await wire.post(ADD, { jobId, jobVersion: version })).errors).toBeUndefined();
  });

  test("is refused when the technology is withdrawn; what is there still runs", async () => {
    const jobId = await makeJob(wire, project);
    emulator.technologies.withdraw(await technologyOf(jobId));
    expect(
      problems(
        await wire.post(ADD, {
          jobId,
          jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: "ls" },
        }),
      ),
    ).toEqual({ technology: "is not available" });
    await run(wire, jobId);
    emulator.clock.advance(3000);
    const { data } = await wire.post("query ($id: UUID!) { job(id: $id) { instances { status } } }", {
      id: jobId,
    });
    expect(data).toEqual({ job: { instances: [{ status: "SUCCEEDED" }] } });
  });

  async function technologyOf(id: string): Promise<string> {
    const { data } = await wire.post<{ job: { technology: { id: string } } }>(
      "query ($id: UUID!) { job(id: $id) { technology { id } } }",
      { id },
    );
    return data.job.technology.id;
  }
});

describe("rolling a job back", () => {
  const ROLLBACK =
    "mutation ($jobId: UUID!, $versionNumber: Int!) { rollbackJobVersion(jobId: $jobId, versionNumber: $versionNumber) { versions { number isCurrent } } }";

  test('to "1", a text, moves the mark and makes nothing', async () => {
    const jobId = await bashWithVersions(3);
    const { data } = await wire.post(ROLLBACK, { jobId, versionNumber: "1" });
    expect(data).toEqual({
      rollbackJobVersion: {
        versions: [
          { number: 3, isCurrent: false },
          { number: 2, isCurrent: false },
          { number: 1, isCurrent: true },
        ],
      },
    });
    const current = await wire.post(
      "query ($id: UUID!) { job(id: $id) { versions(onlyCurrent: true) { number } } }",
      { id: jobId },
    );
    expect(current.data).toEqual({ job: { versions: [{ number: 1 }] } });
  });

  test("and upgrading it then uses no number twice", async () => {
    const jobId = await bashWithVersions(2);
    await wire.post(ROLLBACK, { jobId, versionNumber: 1 });
    const added = await wire.post<{ addJobVersion: Version }>(ADD, {
      jobId,
      jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: "ls" },
    });
    expect(added.data.addJobVersion.number).toBe(3);
    expect((await versionsOf(jobId))[0]).toEqual({ number: 3, isCurrent: true });
  });

  test("to a version that is not there is refused", async () => {
    const jobId = await bashWithVersions(1);
    const answer = await wire.post(ROLLBACK, { jobId, versionNumber: 7 });
    expect([answer.data, problems(answer)]).toEqual([
      { rollbackJobVersion: null },
      { versionNumber: "NOT_EXISTS" },
    ]);
  });
});

describe("deleting versions", () => {
  const DELETE =
    "mutation ($jobId: UUID!, $numbers: [Int!]!) { deleteJobVersions(jobId: $jobId, jobVersionNumbers: $numbers) { number success } }";

  test("answers for each, and leaves the current one", async () => {
    const jobId = await bashWithVersions(3);
    const { data } = await wire.post(DELETE, { jobId, numbers: ["1", 3, 9] });
    expect(data).toEqual({
      deleteJobVersions: [
        { number: 1, success: true },
        { number: 3, success: false },
        { number: 9, success: false },
      ],
    });
    expect((await versionsOf(jobId)).map(({ number }) => number)).toEqual([3, 2]);
  });

  test("takes a single number for a list", async () => {
    const jobId = await bashWithVersions(2);
    expect((await wire.post(DELETE, { jobId, numbers: "1" })).data).toEqual({
      deleteJobVersions: [{ number: 1, success: true }],
    });
  });

  test("waits for runs to end and to be cleaned", async () => {
    const jobId = await bashWithVersions(1);
    await run(wire, jobId);
    await wire.post(ADD, { jobId, jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: "ls" } });
    const state = async (): Promise<unknown> => {
      const { data } = await wire.post<{ jobVersion: unknown }>(
        "query ($id: UUID!) { jobVersion(jobId: $id, number: 1) { deletableState { deletable reasons } } }",
        { id: jobId },
      );
      return data.jobVersion;
    };
    const reasons = (...names: string[]): object => ({
      deletableState: { deletable: names.length === 0, reasons: names },
    });
    expect(await state()).toEqual(reasons("VERSION_HAS_UNFINISHED_INSTANCES"));
    emulator.clock.advance(3000);
    expect(await state()).toEqual(reasons("VERSION_INSTANCES_NOT_YET_CLEANED"));
    emulator.clock.advance(60_000);
    expect(await state()).toEqual(reasons());
    expect((await wire.post(DELETE, { jobId, numbers: [1] })).data).toEqual({
      deleteJobVersions: [{ number: 1, success: true }],
    });
    const { data } = await wire.post(
      "query ($id: UUID!) { job(id: $id) { instances { version { number isCurrent } } } }",
      { id: jobId },
    );
    expect(data).toEqual({ job: { instances: [{ version: { number: 1, isCurrent: false } }] } });
  });
});

test("a version can be marked as major, and be read alone", async () => {
  const jobId = await bashWithVersions(2);
  const mark =
    "mutation ($jobId: UUID!, $isMajor: Boolean!) { setMajorJobVersion(jobId: $jobId, versionNumber: 1, isMajor: $isMajor) { number isMajor } }";
  expect((await wire.post(mark, { jobId, isMajor: true })).data).toEqual({
    setMajorJobVersion: { number: 1, isMajor: true },
  });
  const read =
    "query ($id: UUID!) { one: jobVersion(jobId: $id, number: 1) { isMajor } nine: jobVersion(jobId: $id, number: 9) { isMajor } }";
  expect((await wire.post(read, { id: jobId })).data).toEqual({ one: { isMajor: true }, nine: null });
  await wire.post(mark, { jobId, isMajor: false });
  expect((await wire.post(read, { id: jobId })).data).toEqual({ one: { isMajor: false }, nine: null });
});
