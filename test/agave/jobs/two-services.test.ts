import { describe, expect, test } from "vitest";
import { readJob, type JobReading } from "../../../src/agave/index.ts";
import { gather, openPlatform, type Platform } from "../support/platform.ts";

const REQUEST = {
  name: "count",
  appId: "wc-1.0.0",
  inputs: { input1: "agave://data//ann/book.txt" },
  maxRunTime: "01:30:00",
};

function open(jobs: "classic" | "aloe"): Platform {
  const platform = openPlatform({ jobs, clock: "auto", start: new Date("2026-01-05T10:00:00Z") });
  platform.emulator.files.put({ system: "data", path: "/ann/book.txt" }, "some words\n");
  return platform;
}

const UNLIKE = { id: "", message: "", remoteId: "", submittedAt: 0, startedAt: 0, endedAt: 0 };

const asksForJobs = ({ asked }: Platform): readonly string[] =>
  asked().filter((line) => / \/jobs\/v2\/[^/]+(?:\/(?!status)[a-z]+)?$/u.test(line));

describe("a job of the newer service", () => {
  test("is read as one of the older", async () => {
    const read = async (jobs: "classic" | "aloe"): Promise<JobReading> => {
      const { agave } = open(jobs);
      return readJob(await agave.jobs.run(REQUEST, { mark: false }));
    };
    const [older, newer] = await Promise.all([read("classic"), read("aloe")]);
    expect({ ...newer, ...UNLIKE }).toEqual({ ...older, ...UNLIKE });
    // The older service tells a message of a failure alone.
    expect([older.message, newer.message]).toEqual([undefined, "Job completed successfully"]);
    expect(newer.remoteId).toMatch(/^\d+$/u);
    expect(newer.maxRunTime).toBe("01:30:00");
    for (const { submittedAt, startedAt, endedAt } of [older, newer]) {
      expect(submittedAt?.getTime()).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 5, 10));
      expect(startedAt?.getTime()).toBeGreaterThan(submittedAt?.getTime() ?? Infinity);
      expect(endedAt?.getTime()).toBeGreaterThan(startedAt?.getTime() ?? Infinity);
    }
  });

  test("goes through its own statuses, from one in which nobody finds it", async () => {
    const { agave } = open("aloe");
    const job = await agave.jobs.submit(REQUEST);
    expect([job.status, job.id]).toEqual(["ACCEPTED", expect.stringMatching(/^[\da-f-]{36}-007$/u)]);
    await expect(agave.jobs.get(job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(agave.jobs.wait(job.id)).resolves.toMatchObject({ status: "FINISHED" });
    const events = await gather(agave.jobs.history(job.id));
    expect(events.map(({ status }) => status)).toEqual(
      (
        "ACCEPTED PENDING PROCESSING_INPUTS STAGING_INPUTS STAGED STAGING_JOB SUBMITTING QUEUED RUNNING CLEANING_UP " +
        "ARCHIVING FINISHED"
      ).split(" "),
    );
  });

  test("has the names of its service, in rows and whole", async () => {
    const { agave } = open("aloe");
    const job = await agave.jobs.run({ ...REQUEST, nodeCount: 2, processorsOnEachNode: 3 });
    expect(job).toMatchObject({
      systemId: "hpc",
      executionSystem: null,
      remoteOutcome: "FINISHED",
      maxHours: 1.5,
      processorsPerNode: 6,
      processorsOnEachNode: 3,
      archiveOnAppError: false,
      visible: true,
      tenantId: "tacc.prod",
    });
    const [row] = await agave.jobs.list({ search: { name: job.name ?? "" } }).first(1);
    expect(row).toMatchObject({ systemId: "hpc", executionSystem: null, startTime: null, endTime: null });
    expect(readJob(row ?? expect.unreachable()).endedAt).toEqual(readJob(job).endedAt);
    const [whole] = await agave.jobs.listDetails({ search: { "id.in": [job.id] } }).first(1);
    expect(whole).toEqual(job);
  });

  test("is stopped, run again, hidden and shown by a route for each", async () => {
    const platform = open("aloe");
    const { agave } = platform;
    const { id } = await agave.jobs.submit(REQUEST);
    await expect(agave.jobs.stop(id)).resolves.toMatchObject({ status: "STOPPED" });
    const again = await agave.jobs.resubmit(id);
    await agave.jobs.wait(again.id);
    await agave.jobs.hide(id);
    await agave.jobs.restore(id);
    const routes = asksForJobs(platform).map((line) => line.replaceAll(id, "1"));
    for (const action of ["cancel", "resubmit", "hide", "unhide"])
      expect(routes).toContain(`POST /jobs/v2/1/${action}`);
  });

  test.each([
    [false, "FAILED_SKIP_ARCHIVE", ["RUNNING", "CLEANING_UP", "FAILED"]],
    [true, "FAILED", ["CLEANING_UP", "ARCHIVING", "FAILED"]],
  ] as const)(
    "that fails, archiveOnAppError: %s, has the outcome %s",
    async (archiveOnAppError, outcome, last) => {
      const { agave, emulator } = open("aloe");
      emulator.jobs.script("wc-1.0.0", {
        status: "FAILED",
        message: "out of memory",
        outputs: { "a.txt": "a" },
      });
      const job = await agave.jobs.run({ ...REQUEST, archiveOnAppError });
      expect(job).toMatchObject({
        status: "FAILED",
        remoteOutcome: outcome,
        lastStatusMessage: "out of memory",
      });
      const events = await gather(agave.jobs.history(job.id));
      expect(events.slice(-3).map(({ status }) => status)).toEqual(last);
      expect(new TextDecoder().decode(await agave.jobs.getOutput(job.id, "a.txt"))).toBe("a");
    },
  );

  test.each([
    ["KILLED", "Job was killed"],
    ["ARCHIVING_FAILED", "no room"],
  ] as const)("has no status %s: it has failed", async (status, message) => {
    const { agave, emulator } = open("aloe");
    emulator.jobs.script("*", { status, message: "no room" });
    const job = await agave.jobs.run(REQUEST);
    expect([job.status, readJob(job).message]).toEqual(["FAILED", message]);
  });
});
