import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { connect, makeJob, NOTHING, problems, readyProject, run, type Wire } from "../wire.ts";

const INSTANCE = "query ($id: UUID!) { jobInstance(id: $id) { status } }";
const STOP =
  "mutation ($id: UUID!) { stopJobInstance(jobInstanceId: $id) { id status history { currentStatus { status details reason } } endTime jobId number } }";

let emulator: EmulatedSaagie;
let wire: Wire;
let projectId: string;
let jobId: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  projectId = await readyProject(emulator, wire);
  jobId = await makeJob(wire, projectId);
});

async function statusOf(id: string): Promise<string | undefined> {
  const { data } = await wire.post<{ jobInstance: { status: string } | null }>(INSTANCE, { id });
  return data.jobInstance?.status;
}

async function ask(query: string, variables: object = { id: jobId }): Promise<unknown> {
  const { data, errors } = await wire.post(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

describe("a run", () => {
  test("goes through its states as time passes", async () => {
    const started = await ask("mutation ($id: UUID!) { runJob(jobId: $id) { status number jobId } }");
    expect(started).toEqual({ runJob: { status: "REQUESTED", number: 1, jobId } });
    const { data } = await wire.post<{ job: { instances: [{ id: string }] } }>(
      "query ($id: UUID!) { job(id: $id) { instances { id } } }",
      { id: jobId },
    );
    const [{ id }] = data.job.instances;
    const seen: unknown[] = [await statusOf(id)];
    for (const ms of [300, 450, 2249, 1]) {
      emulator.clock.advance(ms);
      seen.push(await statusOf(id));
    }
    expect(seen).toEqual(["REQUESTED", "QUEUED", "RUNNING", "RUNNING", "SUCCEEDED"]);
  });

  test("tells everything about itself when it is over", async () => {
    const id = await run(wire, jobId);
    emulator.clock.advance(3000);
    const data = await ask(
      `query ($id: UUID!) { jobInstance(id: $id) {
        id number jobId jobAlias startTime endTime statusDetails effectiveDockerImage jobNodeId pipelineInstanceId pipelineInstance { id }
        history { currentStatus { status details reason recordAt } statuses { status } }
        version { number isCurrent } runTrigger { __typename triggerType ... on AuthoredTrigger { author } } stopTrigger { author }
        executionGlobalVariablesInput { key } executionVariablesInput { parentJobId } executionVariablesOutput { key } executionVariablesByKey { keyVariable }
        deletableState { deletable reasons }
      } }`,
      { id },
    );
    expect(data).toEqual({
      jobInstance: {
        id,
        number: 1,
        jobId,
        jobAlias: "Daily_report",
        startTime: "2024-06-03T08:00:02Z",
        endTime: "2024-06-03T08:00:05Z",
        statusDetails: null,
        effectiveDockerImage: "saagie/bash:debian11-bullseye",
        jobNodeId: null,
        pipelineInstanceId: null,
        pipelineInstance: null,
        history: {
          currentStatus: {
            status: "SUCCEEDED",
            details: null,
            reason: null,
            recordAt: "2024-06-03T08:00:05Z",
          },
          statuses: ["REQUESTED", "QUEUED", "RUNNING", "SUCCEEDED"].map((status) => ({ status })),
        },
        version: { number: 1, isCurrent: true },
        runTrigger: { __typename: "AuthoredTrigger", triggerType: "MANUAL_JOB", author: "demo" },
        stopTrigger: null,
        executionGlobalVariablesInput: [],
        executionVariablesInput: [],
        executionVariablesOutput: [],
        executionVariablesByKey: [],
        deletableState: { deletable: false, reasons: ["INSTANCE_NOT_YET_CLEANED"] },
      },
    });
  });

  test("counts one more, and the newest comes first", async () => {
    const ids = [await run(wire, jobId), await run(wire, jobId), await run(wire, jobId)].toReversed();
    emulator.clock.advance(3000);
    const data = await ask(
      `query ($id: UUID!) { job(id: $id) { countJobInstance all: instances { id number } two: instances(limit: 1, skip: 1) { id } none: instances(limit: 0) { id } last: instances(lastExecution: true) { id } } }`,
    );
    const [newest, second] = ids;
    expect(data).toEqual({
      job: {
        countJobInstance: 3,
        all: ids.map((id, index) => ({ id, number: 3 - index })),
        two: [{ id: second }],
        none: [],
        last: [{ id: newest }],
      },
    });
  });

  test("keeps the version with which it started", async () => {
    const id = await run(wire, jobId);
    await ask(
      'mutation ($id: UUID!) { addJobVersion(jobId: $id, jobVersion: { runtimeVersion: "debian10-buster", commandLine: "x" }) { number } }',
    );
    expect(
      await ask("query ($id: UUID!) { jobInstance(id: $id) { version { number commandLine isCurrent } } }", {
        id,
      }),
    ).toEqual({
      jobInstance: { version: { number: 1, commandLine: "echo hello", isCurrent: false } },
    });
  });

  test("that nobody started is null to read, and refused to stop", async () => {
    expect(await ask(INSTANCE, { id: NOTHING })).toEqual({ jobInstance: null });
    expect(problems(await wire.post(STOP, { id: NOTHING }))).toEqual({ jobInstance: "NOT_EXISTS" });
  });
});

describe("stopping a run", () => {
  test("right after its start kills it", async () => {
    const id = await run(wire, jobId);
    const stopped = await ask(STOP, { id });
    expect(stopped).toEqual({
      stopJobInstance: {
        id,
        status: "KILLING",
        history: { currentStatus: { status: "KILLING", details: null, reason: null } },
        endTime: null,
        jobId,
        number: 1,
      },
    });
    emulator.clock.advance(300);
    expect(await statusOf(id)).toBe("KILLED");
    emulator.clock.advance(60_000);
    expect(
      await ask(
        "query ($id: UUID!) { jobInstance(id: $id) { status endTime stopTrigger { author triggerType } history { statuses { status } } } }",
        { id },
      ),
    ).toEqual({
      jobInstance: {
        status: "KILLED",
        endTime: "2024-06-03T08:00:02.3Z",
        stopTrigger: { author: "demo", triggerType: "MANUAL_JOB" },
        history: { statuses: ["REQUESTED", "KILLING", "KILLED"].map((status) => ({ status })) },
      },
    });
  });

  test("twice, or when it is over, changes nothing", async () => {
    const id = await run(wire, jobId);
    await ask(STOP, { id });
    expect(await ask(STOP, { id })).toMatchObject({ stopJobInstance: { status: "KILLING" } });
    const other = await run(wire, jobId);
    emulator.clock.advance(3000);
    expect(await ask(STOP, { id: other })).toMatchObject({ stopJobInstance: { status: "SUCCEEDED" } });
  });
});

describe("a script", () => {
  test("decides how the runs of a job go", async () => {
    emulator.scripts.set("Daily report", {
      outcome: "FAILED",
      seconds: 10,
      reason: "OUT_OF_MEMORY",
      details: "too much",
      lines: ["a", { stream: "STDERR", value: "b" }],
    });
    const id = await run(wire, jobId);
    emulator.clock.advance(9_999);
    expect(await statusOf(id)).toBe("RUNNING");
    emulator.clock.advance(1);
    expect(
      await ask(
        "query ($id: UUID!) { jobInstance(id: $id) { statusDetails history { currentStatus { status reason details } } } filteredLogs(jobInstanceID: $id, streams: [STDOUT, STDERR]) { count content { index stream value } } }",
        { id },
      ),
    ).toEqual({
      jobInstance: {
        statusDetails: "too much",
        history: { currentStatus: { status: "FAILED", reason: "OUT_OF_MEMORY", details: "too much" } },
      },
      filteredLogs: {
        count: 2,
        content: [
          { index: 0, stream: "STDOUT", value: "a" },
          { index: 1, stream: "STDERR", value: "b" },
        ],
      },
    });
  });

  test("may be written for each run, by the job's id too, and last for ever", async () => {
    emulator.scripts.setDefault({ outcome: "UNKNOWN" });
    emulator.scripts.set(jobId, ({ number }) =>
      number === 1 ? { seconds: Infinity } : { outcome: "ERROR" },
    );
    const [first, second] = [await run(wire, jobId), await run(wire, jobId)];
    emulator.clock.advance(1_000_000);
    expect([await statusOf(first), await statusOf(second)]).toEqual(["RUNNING", "ERROR"]);
    emulator.scripts.clear();
    emulator.scripts.setDefault({ outcome: "UNKNOWN" });
    const third = await run(wire, jobId);
    emulator.clock.advance(3000);
    expect(await statusOf(third)).toBe("UNKNOWN");
    await ask(STOP, { id: first });
    emulator.clock.advance(3000);
    expect(await statusOf(first)).toBe("KILLED");
  });
});

describe("the output of a run", () => {
  test("comes as it runs, by stream, with the index over all streams", async () => {
    const id = await run(wire, jobId);
    expect(
      await ask("query ($id: UUID!) { countFilteredLogs(jobInstanceID: $id, streams: [STDOUT]) }", { id }),
    ).toEqual({ countFilteredLogs: 0 });
    emulator.clock.advance(3000);
    const data = await ask(
      `query ($id: UUID!) {
        out: filteredLogs(jobInstanceID: $id, streams: [STDOUT], limit: 1, skip: 1) { count content { index stream value } }
        orchestration: filteredLogs(jobInstanceID: $id, streams: ORCHESTRATION_STDOUT) { content { index } }
        none: filteredLogs(jobInstanceID: $id, streams: []) { count }
        countFilteredLogs(jobInstanceID: $id, streams: [STDOUT, STDERR])
        logs(jobInstanceID: $id, stream: STDOUT, limit: 1) { count content { value } }
        countLogs(jobInstanceID: $id)
      }`,
      { id },
    );
    expect(data).toEqual({
      out: { count: 2, content: [{ index: 2, stream: "STDOUT", value: "done" }] },
      orchestration: { content: [{ index: 0 }] },
      none: { count: 0 },
      countFilteredLogs: 2,
      logs: { count: 2, content: [{ value: "+ echo hello" }] },
      countLogs: 3,
    });
  });

  test("of no run is null", async () => {
    const data = await ask(
      "query ($id: UUID!) { filteredLogs(jobInstanceID: $id, streams: [STDOUT]) { count } countFilteredLogs(jobInstanceID: $id, streams: [STDOUT]) logs(jobInstanceID: $id) { count } countLogs(jobInstanceID: $id) }",
      { id: NOTHING },
    );
    expect(data).toEqual({ filteredLogs: null, countFilteredLogs: null, logs: null, countLogs: null });
  });
});

describe("counting and deleting runs", () => {
  const COUNT = "query ($id: UUID!) { countJobInstancesBySelector(jobId: $id) { selector count } }";
  const counts = (
    all: number,
    succeeded: number,
    failed: number,
    stopped: number,
    unknown: number,
  ): object => ({
    countJobInstancesBySelector: [
      { selector: "ALL", count: all },
      { selector: "SUCCEEDED", count: succeeded },
      { selector: "FAILED", count: failed },
      { selector: "STOPPED", count: stopped },
      { selector: "UNKNOWN", count: unknown },
    ],
  });

  /** A run of each kind: succeeded, failed, unknown, stopped. */
  async function runAllKinds(): Promise<readonly string[]> {
    emulator.scripts.set(jobId, ({ number }) => ({
      outcome: (["SUCCEEDED", "FAILED", "UNKNOWN"] as const)[number - 1] ?? "SUCCEEDED",
    }));
    const ids = [
      await run(wire, jobId),
      await run(wire, jobId),
      await run(wire, jobId),
      await run(wire, jobId),
    ];
    await ask(STOP, { id: ids[3] });
    emulator.clock.advance(3000);
    return ids;
  }

  test("waits until they are cleaned; the answers are there all the same", async () => {
    const [id] = await runAllKinds();
    expect(await ask(COUNT)).toEqual(counts(0, 0, 0, 0, 0));
    const remove =
      "mutation ($job: UUID!, $ids: [UUID!]) { deleteJobInstances(jobId: $job, jobInstanceIds: $ids) { id success } }";
    expect(await ask(remove, { job: jobId, ids: [id] })).toEqual({
      deleteJobInstances: [{ id, success: false }],
    });
    emulator.clock.advance(60_000);
    expect(await ask(COUNT)).toEqual(counts(4, 1, 1, 1, 1));
    expect(await ask(remove, { job: jobId, ids: [id, NOTHING] })).toEqual({
      deleteJobInstances: [
        { id, success: true },
        { id: NOTHING, success: false },
      ],
    });
    expect(await ask(COUNT)).toEqual(counts(3, 0, 1, 1, 1));
    expect(await ask("query ($id: UUID!) { job(id: $id) { countJobInstance } }")).toEqual({
      job: { countJobInstance: 3 },
    });
    expect(await statusOf(id ?? "")).toBeUndefined();
    expect(await ask("mutation ($id: UUID!) { runJob(jobId: $id) { number } }")).toEqual({
      runJob: { number: 5 },
    });
  });

  test("by selector leaves the excluded and takes the included, which win", async () => {
    const [succeeded, failed, unknown, stopped] = await runAllKinds();
    emulator.clock.advance(60_000);
    const remove = `mutation ($job: UUID!, $selector: JobInstanceSelector!, $exclude: [UUID!], $include: [UUID!]) {
      deleteJobInstancesBySelector(jobId: $job, selector: $selector, excludeJobInstanceIds: $exclude, includeJobInstanceIds: $include) }`;
    expect(
      await ask(remove, { job: jobId, selector: "FAILED", exclude: [failed], include: [stopped] }),
    ).toEqual({ deleteJobInstancesBySelector: 1 });
    expect(
      await ask(remove, { job: jobId, selector: "ALL", exclude: [succeeded, failed], include: [failed] }),
    ).toEqual({ deleteJobInstancesBySelector: 2 });
    expect([
      await statusOf(succeeded ?? ""),
      await statusOf(failed ?? ""),
      await statusOf(unknown ?? ""),
    ]).toEqual(["SUCCEEDED", undefined, undefined]);
  });

  test("by date takes those started before", async () => {
    await runAllKinds();
    emulator.clock.advance(60_000);
    await run(wire, jobId);
    emulator.clock.advance(63_000);
    const count = "query ($id: UUID!, $at: DateTime!) { countJobInstancesByDate(jobId: $id, beforeAt: $at) }";
    expect(await ask(count, { id: jobId, at: "2020-06-01T00:00:00+01:00" })).toEqual({
      countJobInstancesByDate: 0,
    });
    expect(await ask(count, { id: jobId, at: "2024-06-03T10:01:00+0200" })).toEqual({
      countJobInstancesByDate: 4,
    });
    expect(await ask(count, { id: NOTHING, at: "2024-06-03T08:01:00Z" })).toEqual({
      countJobInstancesByDate: null,
    });
    const remove =
      "mutation ($id: UUID!, $at: DateTime!) { deleteJobInstancesByDate(jobId: $id, beforeAt: $at, excludeJobInstanceIds: [], includeJobInstanceIds: []) }";
    expect(await ask(remove, { id: jobId, at: "2024-06-03T08:01:00Z" })).toEqual({
      deleteJobInstancesByDate: 4,
    });
    expect(await ask("query ($id: UUID!) { job(id: $id) { instances { number } } }")).toEqual({
      job: { instances: [{ number: 5 }] },
    });
  });

  test("the job itself can go as soon as its runs are over, and its name is free", async () => {
    const state = "query ($id: UUID!) { job(id: $id) { isDeletable deletableState { deletable reasons } } }";
    const drop = "mutation ($id: UUID!) { deleteJob(jobId: $id) }";
    expect(await ask(state)).toEqual({
      job: { isDeletable: true, deletableState: { deletable: true, reasons: [] } },
    });
    await run(wire, jobId);
    expect(await ask(state)).toEqual({
      job: {
        isDeletable: false,
        deletableState: { deletable: false, reasons: ["HAS_UNFINISHED_INSTANCES"] },
      },
    });
    const refused = await wire.post(drop, { id: jobId });
    expect([refused.data, problems(refused)]).toEqual([
      { deleteJob: null },
      { job: "HAS_UNFINISHED_INSTANCES" },
    ]);
    emulator.clock.advance(3000);
    expect(await ask(state)).toEqual({
      job: { isDeletable: true, deletableState: { deletable: true, reasons: [] } },
    });
    expect(await ask(drop)).toEqual({ deleteJob: true });
    expect(await makeJob(wire, projectId)).not.toBe(jobId);
  });
});
