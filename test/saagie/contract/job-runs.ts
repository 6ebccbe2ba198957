import { expect } from "vitest";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { collect, makeEndlessRun, makeJob, makeRun, NOBODY, type MadeJob } from "../support/things.ts";

const aJob = (platform: TestPlatform): Promise<MadeJob> => makeJob(platform);
const STREAMS = ["STDOUT", "STDERR"] as const;
const UNCLEANED = "how soon a run that is over can be deleted is the platform's business";
const TOMORROW = "2999-01-01T00:00:00Z";

/** What starting and following runs promises. */
const running: readonly ContractRow[] = [
  contract({
    method: "jobs.run",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.run(id),
    check: (run, { id }) => expect(run).toMatchObject({ number: 1, status: "REQUESTED", jobId: id }),
    missing: ({ jobs }) => jobs.run(NOBODY),
    denied: "viewer",
    refused: { answerTo: "JobsRun" },
  }),
  contract({
    method: "jobs.runAndWait",
    prepare: aJob,
    call: ({ jobs }, { id }, { patience }) => jobs.runAndWait(id, patience),
    check: async ({ status }, { id }, { saagie }) => {
      expect(status).toBe("SUCCEEDED");
      expect(await saagie.jobs.get(id)).toMatchObject({ countJobInstance: 1 });
    },
    missing: ({ jobs }) => jobs.runAndWait(NOBODY),
    denied: "viewer",
    refused: { answerTo: "JobsRun" },
  }),
  contract({
    method: "jobs.wait",
    prepare: makeRun,
    call: ({ jobs }, { id }, { patience }) => jobs.wait(id, patience),
    check: (run, { id }) => expect(run).toMatchObject({ id, status: "SUCCEEDED" }),
    missing: ({ jobs }) => jobs.wait(NOBODY),
    denied: "outsider",
    refused: { answerTo: "JobsInstanceStatus" },
  }),
  contract({
    method: "jobs.watch",
    prepare: makeRun,
    call: ({ jobs }, { id }, { patience }) => collect(jobs.watch(id, patience)),
    check: (states, { id }) => expect(states).toMatchObject([{ id, status: "SUCCEEDED" }]),
    missing: ({ jobs }) => collect(jobs.watch(NOBODY)),
    denied: "outsider",
    refused: { answerTo: "JobsInstanceStatus" },
  }),
  contract({
    method: "jobs.stop",
    prepare: makeEndlessRun,
    call: ({ jobs }, { id }) => jobs.stop(id),
    check: async ({ id }, thing, { saagie, patience }) => {
      expect(id).toBe(thing.id);
      expect(["KILLING", "KILLED"]).toContain((await saagie.jobs.instanceStatus(id)).status);
      expect((await saagie.jobs.wait(id, patience)).status).toBe("KILLED");
    },
    missing: ({ jobs }) => jobs.stop(NOBODY),
    denied: "viewer",
    refused: { answerTo: "JobsStop" },
  }),
  contract({
    method: "jobs.instanceStatus",
    prepare: makeRun,
    call: ({ jobs }, { id }) => jobs.instanceStatus(id),
    check: (run, { id }) =>
      expect(run).toMatchObject({ id, history: { currentStatus: { status: "SUCCEEDED" } } }),
    missing: ({ jobs }) => jobs.instanceStatus(NOBODY),
    denied: "outsider",
    refused: { answerTo: "JobsInstanceStatus" },
  }),
  contract({
    method: "jobs.getInstance",
    prepare: makeRun,
    call: ({ jobs }, { id }) => jobs.getInstance(id),
    check: (run, { id, job }) =>
      expect(run).toMatchObject({ id, number: 1, jobId: job.id, version: { number: 1, isCurrent: true } }),
    missing: ({ jobs }) => jobs.getInstance(NOBODY),
    denied: "outsider",
    refused: { answerTo: "JobsGetInstance" },
  }),
  contract({
    method: "jobs.logs",
    prepare: makeRun,
    call: ({ jobs }, { id }) => collect(jobs.logs(id)),
    check: (lines, _, { isLive }) =>
      expect(lines.map(({ value }) => value)).toContain(isLive ? "hello" : "done"),
    missing: ({ jobs }) => collect(jobs.logs(NOBODY)),
    denied: "outsider",
    refused: { answerTo: "JobsFilteredLogs" },
  }),
  contract({
    method: "jobs.countLogs",
    prepare: makeRun,
    call: ({ jobs }, { id }) => jobs.countLogs(id, STREAMS),
    check: async (count, { id }, { saagie }) => {
      expect(count).toBe((await collect(saagie.jobs.logs(id, { streams: STREAMS }))).length);
    },
    missing: ({ jobs }) => jobs.countLogs(NOBODY, STREAMS),
    denied: "outsider",
    refused: { answerTo: "JobsCountLogs" },
  }),
];

/** What counting and deleting runs promises. */
const deleting: readonly ContractRow[] = [
  contract({
    method: "jobs.countInstancesBySelector",
    prepare: makeRun,
    call: ({ jobs }, { job }) => jobs.countInstancesBySelector(job.id),
    check: (counts, _, { isLive }) => {
      const found = counts.filter((entry) => entry !== null);
      const selectors = found.map(({ selector }) => selector);
      expect(selectors.toSorted()).toEqual(["ALL", "FAILED", "STOPPED", "SUCCEEDED", "UNKNOWN"]);
      if (!isLive) expect(found).toContainEqual({ selector: "SUCCEEDED", count: 1 });
    },
    missing: ({ jobs }) => jobs.countInstancesBySelector(NOBODY),
    denied: "outsider",
    refused: { answerTo: "JobsCountInstancesBySelector" },
  }),
  contract({
    method: "jobs.countInstancesByDate",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.countInstancesByDate(id, "2020-01-01T00:00:00Z"),
    check: (count) => expect(count).toBe(0),
    missing: ({ jobs }) => jobs.countInstancesByDate(NOBODY, TOMORROW),
    denied: "outsider",
    refused: { answerTo: "JobsCountInstancesByDate" },
  }),
  contract({
    method: "jobs.deleteInstances",
    prepare: makeRun,
    call: ({ jobs }, { id, job }) => jobs.deleteInstances(job.id, [id, NOBODY]),
    check: async (answer, { id, job }, { saagie }) => {
      expect(answer).toEqual([
        { id, success: true },
        { id: NOBODY, success: false },
      ]);
      expect((await saagie.jobs.get(job.id)).instances).toEqual([]);
    },
    missing: ({ jobs }, { id }) => jobs.deleteInstances(NOBODY, [id]),
    denied: "viewer",
    refused: { answerTo: "JobsDeleteInstances" },
    emulatorOnly: UNCLEANED,
  }),
  contract({
    method: "jobs.deleteInstancesBySelector",
    prepare: makeRun,
    call: ({ jobs }, { job }) => jobs.deleteInstancesBySelector(job.id, "SUCCEEDED"),
    check: (count) => expect(count).toBe(1),
    missing: ({ jobs }) => jobs.deleteInstancesBySelector(NOBODY, "ALL"),
    denied: "viewer",
    refused: { answerTo: "JobsDeleteInstancesBySelector" },
    emulatorOnly: UNCLEANED,
  }),
  contract({
    method: "jobs.deleteInstancesByDate",
    prepare: makeRun,
    call: ({ jobs }, { job }) => jobs.deleteInstancesByDate(job.id, TOMORROW),
    check: (count) => expect(count).toBe(1),
    missing: ({ jobs }) => jobs.deleteInstancesByDate(NOBODY, TOMORROW),
    denied: "viewer",
    refused: { answerTo: "JobsDeleteInstancesByDate" },
    emulatorOnly: UNCLEANED,
  }),
];

/** What every public method about runs of jobs promises. */
export const jobRunContracts: readonly ContractRow[] = [...running, ...deleting];
