import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { A, ask, B, E, jobNode, makePipeline, runPipeline, statusNode, STOP_PIPELINE } from "./wire.ts";
import { connect, makeJob, NOTHING, problems, readyProject, run, type Wire } from "../wire.ts";

const COUNT =
  "query ($id: UUID!) { countDeletablePipelineInstancesByStatus(pipelineId: $id) { selector count } }";
const COUNT_BY_DATE =
  "query ($id: UUID!, $at: DateTime!) { countDeletablePipelineInstancesByDate(pipelineId: $id, beforeAt: $at) }";
const DELETE =
  "mutation ($id: UUID!, $ids: [UUID!]) { deletePipelineInstances(pipelineId: $id, pipelineInstanceIds: $ids) { id success } }";
const BY_SELECTOR = `mutation ($id: UUID!, $selector: PipelineInstanceStatusSelector!, $exclude: [UUID!], $include: [UUID!]) {
  deletePipelineInstancesByStatusSelector(pipelineId: $id, selector: $selector, excludePipelineInstanceIds: $exclude, includePipelineInstanceIds: $include)
}`;
const BY_DATE = `mutation ($id: UUID!, $at: DateTime!, $exclude: [UUID!], $include: [UUID!]) {
  deletePipelineInstancesByDateSelector(pipelineId: $id, beforeAt: $at, excludePipelineInstanceIds: $exclude, includePipelineInstanceIds: $include)
}`;
const FUTURE = "2030-01-01T00:00:00+01:00";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let job: string;
let id: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual", cleanSeconds: 60 });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  job = await makeJob(wire, project, { name: "job" });
  id = await makePipeline(wire, project, {
    jobNodes: [jobNode(A, job, [E]), jobNode(B, job)],
    conditionNodes: [statusNode(E, "AllSuccess", { yes: [B] })],
  });
});

/** Runs the pipeline once, to its end. */
async function ended(outcome: "SUCCEEDED" | "FAILED" | "UNKNOWN" | "KILLED" = "SUCCEEDED"): Promise<string> {
  emulator.scripts.set("job", outcome === "KILLED" ? {} : { outcome });
  const started = await runPipeline(wire, id);
  if (outcome === "KILLED") await ask(wire, STOP_PIPELINE, { id: started });
  emulator.clock.advance(6000);
  return started;
}

async function left(): Promise<readonly string[]> {
  const { graphPipeline } = await ask<{ graphPipeline: { instances: readonly { id: string }[] } }>(
    wire,
    "query ($id: UUID!) { graphPipeline(id: $id) { instances { id } } }",
    { id },
  );
  return graphPipeline.instances.map((instance) => instance.id);
}

const counts = (
  all: number,
  succeeded: number,
  failed: number,
  stopped: number,
  unknown: number,
): object => ({
  countDeletablePipelineInstancesByStatus: [
    { selector: "ALL", count: all },
    { selector: "SUCCEEDED", count: succeeded },
    { selector: "FAILED", count: failed },
    { selector: "STOPPED", count: stopped },
    { selector: "UNKNOWN", count: unknown },
  ],
});

describe("counting what can be deleted", () => {
  test("goes by outcome, and by nothing that is too fresh", async () => {
    for (const outcome of ["SUCCEEDED", "SUCCEEDED", "FAILED", "KILLED", "UNKNOWN"] as const)
      await ended(outcome);
    expect(await ask(wire, COUNT, { id })).toEqual(counts(0, 0, 0, 0, 0));
    emulator.clock.advance(60_000);
    await runPipeline(wire, id);
    expect(await ask(wire, COUNT, { id })).toEqual(counts(5, 2, 1, 1, 1));
  });

  test("goes by the moment of the start", async () => {
    await ended();
    await ended();
    emulator.clock.advance(60_000);
    for (const [at, count] of [
      ["2024-06-03T08:00:02Z", 0],
      ["2024-06-03T10:00:02.1+02:00", 1],
      [FUTURE, 2],
    ])
      expect(await ask(wire, COUNT_BY_DATE, { id, at })).toEqual({
        countDeletablePipelineInstancesByDate: count,
      });
  });

  test("of a pipeline that is not there", async () => {
    expect(problems(await wire.post(COUNT, { id: NOTHING }))).toEqual({ pipeline: "NOT_EXISTS" });
    expect(await ask(wire, COUNT_BY_DATE, { id: NOTHING, at: FUTURE })).toEqual({
      countDeletablePipelineInstancesByDate: null,
    });
  });
});

describe("deleting runs", () => {
  test("goes one by one, with the runs of their jobs and their conditions", async () => {
    const gone = await ended();
    const { pipelineInstance } = await ask<{
      pipelineInstance: {
        jobsInstance: readonly { id: string }[];
        conditionsInstance: readonly { id: string }[];
      };
    }>(
      wire,
      "query ($id: UUID!) { pipelineInstance(id: $id) { jobsInstance { id } conditionsInstance { id } } }",
      { id: gone },
    );
    emulator.clock.advance(60_000);
    const running = await runPipeline(wire, id);
    const ids = [gone, running, NOTHING];
    expect(await ask(wire, DELETE, { id, ids })).toEqual({
      deletePipelineInstances: ids.map((instance) => ({ id: instance, success: instance === gone })),
    });
    expect(await left()).toEqual([running]);
    const variables = {
      run: gone,
      job: pipelineInstance.jobsInstance[0]?.id,
      condition: pipelineInstance.conditionsInstance[0]?.id,
      id: job,
    };
    expect(
      await ask(
        wire,
        "query ($run: UUID!, $job: UUID!, $condition: UUID!, $id: UUID!) { pipelineInstance(id: $run) { id } jobInstance(id: $job) { id } conditionInstance(id: $condition) { id } job(id: $id) { countJobInstance } }",
        variables,
      ),
    ).toEqual({
      pipelineInstance: null,
      jobInstance: null,
      conditionInstance: null,
      job: { countJobInstance: 2 },
    });
    expect(await ask(wire, DELETE, { id, ids: null })).toEqual({ deletePipelineInstances: [] });
  });

  test("of another pipeline does nothing", async () => {
    const other = await makePipeline(
      wire,
      project,
      { jobNodes: [jobNode(A, job)] },
      { name: "O", alias: "O" },
    );
    const mine = await ended();
    emulator.clock.advance(60_000);
    expect(await ask(wire, DELETE, { id: other, ids: [mine] })).toEqual({
      deletePipelineInstances: [{ id: mine, success: false }],
    });
    expect(await left()).toEqual([mine]);
  });

  test("by outcome takes exceptions both ways, and including wins", async () => {
    const [one, two, bad] = [await ended(), await ended(), await ended("FAILED")];
    emulator.clock.advance(60_000);
    const by = (variables: object): Promise<unknown> => ask(wire, BY_SELECTOR, { id, ...variables });
    expect(await by({ selector: "STOPPED" })).toEqual({ deletePipelineInstancesByStatusSelector: 0 });
    expect(await by({ selector: "SUCCEEDED", exclude: [one], include: [bad] })).toEqual({
      deletePipelineInstancesByStatusSelector: 2,
    });
    expect(await left()).toEqual([one]);
    expect(two).not.toBe(one);
    expect(await by({ selector: "ALL", exclude: one, include: one })).toEqual({
      deletePipelineInstancesByStatusSelector: 1,
    });
  });

  test("by date takes the older ones", async () => {
    const [one, two, three] = [await ended(), await ended(), await ended()];
    emulator.clock.advance(60_000);
    const by = (variables: object): Promise<unknown> => ask(wire, BY_DATE, { id, ...variables });
    expect(await by({ at: "2024-06-03T08:00:09Z", exclude: [one] })).toEqual({
      deletePipelineInstancesByDateSelector: 1,
    });
    expect(await left()).toEqual([three, one]);
    expect(await by({ at: "2000-01-01T00:00:00Z", include: [three] })).toEqual({
      deletePipelineInstancesByDateSelector: 1,
    });
    expect(two).not.toBe(one);
  });

  test("that are fresh, answers normally and deletes nothing", async () => {
    const fresh = await ended();
    expect(await ask(wire, BY_SELECTOR, { id, selector: "ALL", include: [fresh] })).toEqual({
      deletePipelineInstancesByStatusSelector: 0,
    });
    expect(await ask(wire, BY_DATE, { id, at: FUTURE })).toEqual({
      deletePipelineInstancesByDateSelector: 0,
    });
    expect(await left()).toEqual([fresh]);
  });
});

describe("whether a run can be deleted", () => {
  async function reasons(of: string): Promise<unknown> {
    const { pipelineInstance } = await ask<{ pipelineInstance: { deletableState: { reasons: unknown } } }>(
      wire,
      "query ($id: UUID!) { pipelineInstance(id: $id) { deletableState { deletable reasons } } }",
      { id: of },
    );
    return pipelineInstance.deletableState.reasons;
  }

  test("depends on its end, and on that of its jobs", async () => {
    const started = await runPipeline(wire, id);
    const seen = [await reasons(started)];
    for (const ms of [6000, 60_000]) {
      emulator.clock.advance(ms);
      seen.push(await reasons(started));
    }
    expect(seen).toEqual([
      ["INSTANCE_NOT_TERMINATED", "JOB_INSTANCES_NOT_TERMINATED"],
      ["INSTANCE_NOT_YET_CLEANED"],
      [],
    ]);
  });

  test("has other reasons when it has failed and goes on", async () => {
    emulator.scripts.set("job", ({ number }) =>
      number === 1 ? { outcome: "FAILED" } : { seconds: Infinity },
    );
    const side = await makePipeline(
      wire,
      project,
      { jobNodes: [jobNode(A, job), jobNode(B, job)] },
      { name: "Side", alias: "Side" },
    );
    const started = await runPipeline(wire, side);
    emulator.clock.advance(3000);
    expect(await reasons(started)).toEqual(["JOB_INSTANCES_NOT_TERMINATED"]);
  });
});

describe("the runs of jobs in a pipeline", () => {
  test("cannot be deleted by themselves, nor the version of the job that ran", async () => {
    await ended();
    const alone = await run(wire, job);
    emulator.clock.advance(63_000);
    await ask(
      wire,
      'mutation ($id: UUID!) { addJobVersion(jobId: $id, jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: "ls" }) { number } }',
      { id: job },
    );
    const data = await ask(
      wire,
      "query ($id: UUID!) { job(id: $id) { instances { pipelineInstanceId deletableState { reasons } } versions { number deletableState { reasons } } } countJobInstancesBySelector(jobId: $id) { selector count } }",
      { id: job },
    );
    const linked = { deletableState: { reasons: ["INSTANCE_LINKED_TO_PIPELINE"] } };
    expect(data).toMatchObject({
      job: {
        instances: [{ pipelineInstanceId: null, deletableState: { reasons: [] } }, linked, linked],
        versions: [
          { number: 2 },
          { number: 1, deletableState: { reasons: ["VERSION_LINKED_TO_PIPELINE_INSTANCE"] } },
        ],
      },
      countJobInstancesBySelector: [
        { selector: "ALL", count: 1 },
        { selector: "SUCCEEDED", count: 1 },
        { selector: "FAILED", count: 0 },
        { selector: "STOPPED", count: 0 },
        { selector: "UNKNOWN", count: 0 },
      ],
    });
    expect(
      await ask(wire, "mutation ($id: UUID!) { deleteJobInstancesBySelector(jobId: $id, selector: ALL) }", {
        id: job,
      }),
    ).toEqual({ deleteJobInstancesBySelector: 1 });
    expect(await ask(wire, "query ($id: UUID!) { jobInstance(id: $id) { id } }", { id: alone })).toEqual({
      jobInstance: null,
    });
  });
});
