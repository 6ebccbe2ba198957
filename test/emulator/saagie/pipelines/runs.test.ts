import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  A,
  ask,
  B,
  C,
  D,
  E,
  F,
  expressionNode,
  jobNode,
  makeLinear,
  makePipeline,
  readRun,
  runPipeline,
  statusNode,
  STOP_PIPELINE,
  type Graph,
} from "./wire.ts";
import { connect, makeJob, NOTHING, readyProject, run, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
/** Jobs by their names, which are the scripts' names too. */
let jobs: Readonly<Record<"good" | "bad" | "odd" | "endless", string>>;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  const [good, bad, odd, endless] = await Promise.all(
    ["good", "bad", "odd", "endless"].map((name) => makeJob(wire, project, { name })),
  );
  jobs = { good: good ?? "", bad: bad ?? "", odd: odd ?? "", endless: endless ?? "" };
  emulator.scripts.set("bad", { outcome: "FAILED" });
  emulator.scripts.set("odd", { outcome: "UNKNOWN" });
  emulator.scripts.set("endless", { seconds: Infinity });
});

const start = async (graph: Graph, fields: object = {}): Promise<string> =>
  runPipeline(wire, await makePipeline(wire, project, graph, fields));

/** Runs a graph until nothing of it can go on. */
async function complete(graph: Graph): Promise<Awaited<ReturnType<typeof readRun>>> {
  const id = await start(graph);
  emulator.clock.advance(60_000);
  return readRun(wire, id);
}

describe("the jobs of a pipeline", () => {
  test("run one after the other, each when the one before is done", async () => {
    const { good } = jobs;
    const id = await start({ jobNodes: [jobNode(A, good, [B]), jobNode(B, good, [C]), jobNode(C, good)] });
    const seen = [await readRun(wire, id)];
    for (const ms of [300, 450, 2250, 750, 2250, 2999, 1]) {
      emulator.clock.advance(ms);
      seen.push(await readRun(wire, id));
    }
    expect(seen.map(({ status, nodes }) => [status, Object.values(nodes).join(" ")])).toEqual([
      ["REQUESTED", "REQUESTED AWAITING AWAITING"],
      ["REQUESTED", "QUEUED AWAITING AWAITING"],
      ["RUNNING", "RUNNING AWAITING AWAITING"],
      ["RUNNING", "SUCCEEDED REQUESTED AWAITING"],
      ["RUNNING", "SUCCEEDED RUNNING AWAITING"],
      ["RUNNING", "SUCCEEDED SUCCEEDED REQUESTED"],
      ["RUNNING", "SUCCEEDED SUCCEEDED RUNNING"],
      ["SUCCEEDED", "SUCCEEDED SUCCEEDED SUCCEEDED"],
    ]);
    expect(seen.map(({ endTime }) => endTime)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      "2024-06-03T08:00:11Z",
    ]);
  });

  test("start at the moment the one before ended, on the machine's clock too", async () => {
    const real = emulateSaagie({ clock: "real" });
    const client = await connect(real);
    const place = await readyProject(real, client);
    const job = await makeJob(client, place);
    const graph = { jobNodes: [jobNode(A, job, [B]), jobNode(B, job)] };
    const id = await runPipeline(client, await makePipeline(client, place, graph));
    // Nobody looks while both run.
    real.clock.advance(60_000);
    const { pipelineInstance } = await ask<{
      pipelineInstance: { jobsInstance: readonly { startTime: string; endTime: string }[] };
    }>(client, "query ($id: UUID!) { pipelineInstance(id: $id) { jobsInstance { startTime endTime } } }", {
      id,
    });
    const [first, second] = pipelineInstance.jobsInstance;
    expect(second?.startTime).toBe(first?.endTime);
    expect(Date.parse(second?.endTime ?? "") - Date.parse(second?.startTime ?? "")).toBe(3000);
  });

  test("tell when they ran", async () => {
    const { good } = jobs;
    const id = await start({ jobNodes: [jobNode(A, good, [B]), jobNode(B, good)] });
    emulator.clock.advance(600_000);
    const data = await ask(
      wire,
      `query ($id: UUID!) { pipelineInstance(id: $id) { startTime endTime jobsInstance { jobNodeId startTime endTime number status } } }`,
      { id },
    );
    expect(data).toEqual({
      pipelineInstance: {
        startTime: "2024-06-03T08:00:02Z",
        endTime: "2024-06-03T08:00:08Z",
        jobsInstance: [
          {
            jobNodeId: A,
            startTime: "2024-06-03T08:00:02Z",
            endTime: "2024-06-03T08:00:05Z",
            number: 1,
            status: "SUCCEEDED",
          },
          {
            jobNodeId: B,
            startTime: "2024-06-03T08:00:05Z",
            endTime: "2024-06-03T08:00:08Z",
            number: 2,
            status: "SUCCEEDED",
          },
        ],
      },
    });
  });

  test("run side by side, and one after several waits for the slowest", async () => {
    emulator.scripts.set("endless", { seconds: 10 });
    const { good, endless } = jobs;
    const id = await start({
      jobNodes: [jobNode(A, good, [B, C]), jobNode(B, good, [D]), jobNode(C, endless, [D]), jobNode(D, good)],
    });
    emulator.clock.advance(12_999);
    expect((await readRun(wire, id)).nodes).toMatchObject({ b: "SUCCEEDED", c: "RUNNING", d: "AWAITING" });
    emulator.clock.advance(1);
    expect((await readRun(wire, id)).nodes).toMatchObject({ c: "SUCCEEDED", d: "REQUESTED" });
  });

  test("are skipped after one that failed, however far behind, and nothing else is", async () => {
    const { good, bad } = jobs;
    expect(
      await complete({
        jobNodes: [
          jobNode(A, bad, [B]),
          jobNode(B, good, [C]),
          jobNode(C, good),
          jobNode(D, good, [C, E]),
          jobNode(E, good),
        ],
      }),
    ).toMatchObject({
      status: "FAILED",
      nodes: { a: "FAILED", b: "SKIPPED", c: "SKIPPED", d: "SUCCEEDED", e: "SUCCEEDED" },
    });
  });

  test("make the pipeline fail at once, while others go on", async () => {
    const { bad, endless } = jobs;
    const id = await start({ jobNodes: [jobNode(A, bad), jobNode(B, endless, [C]), jobNode(C, bad)] });
    emulator.clock.advance(3000);
    expect(await readRun(wire, id)).toEqual({
      status: "FAILED",
      endTime: null,
      nodes: { a: "FAILED", b: "RUNNING", c: "AWAITING" },
    });
    await ask(wire, STOP_PIPELINE, { id });
    emulator.clock.advance(300);
    expect(await readRun(wire, id)).toEqual({
      status: "FAILED",
      endTime: "2024-06-03T08:00:05.3Z",
      nodes: { a: "FAILED", b: "KILLED", c: "SKIPPED" },
    });
  });

  test.each([
    ["odd", "UNKNOWN"],
    ["bad", "FAILED"],
    ["good", "SUCCEEDED"],
  ] as const)("decide how it ends: %s is %s", async (job, status) => {
    expect(await complete({ jobNodes: [jobNode(A, jobs[job]), jobNode(B, jobs.good)] })).toMatchObject({
      status,
    });
  });

  test("can be the same in several nodes, each with a run of its own", async () => {
    const { good } = jobs;
    await complete({ jobNodes: [jobNode(A, good, [B, C]), jobNode(B, good), jobNode(C, good)] });
    const { job } = await ask<{ job: { countJobInstance: number; instances: readonly object[] } }>(
      wire,
      "query ($id: UUID!) { job(id: $id) { countJobInstance instances { number jobNodeId status } } }",
      { id: good },
    );
    expect(job.countJobInstance).toBe(3);
    expect(job.instances).toEqual(
      [C, B, A].map((jobNodeId, index) => ({ number: 3 - index, jobNodeId, status: "SUCCEEDED" })),
    );
  });

  test("run in the version that was current when the pipeline started", async () => {
    const { good } = jobs;
    const id = await start({ jobNodes: [jobNode(A, good, [B]), jobNode(B, good)] });
    await ask(
      wire,
      'mutation ($id: UUID!) { addJobVersion(jobId: $id, jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: "ls" }) { number } }',
      { id: good },
    );
    emulator.clock.advance(10_000);
    expect(
      await ask(
        wire,
        "query ($id: UUID!) { pipelineInstance(id: $id) { jobsInstance { version { number } } } }",
        { id },
      ),
    ).toEqual({
      pipelineInstance: { jobsInstance: [{ version: { number: 1 } }, { version: { number: 1 } }] },
    });
  });
});

describe("conditions in a run", () => {
  test("open the branch that was decided for, and skip the other", async () => {
    const { good } = jobs;
    const graph = {
      jobNodes: [jobNode(A, good, [C]), jobNode(D, good, [F]), jobNode(E, good), jobNode(F, good)],
      conditionNodes: [expressionNode(C, "1 + 1 == 2", { yes: [D], no: [E] })],
    };
    expect(await complete(graph)).toMatchObject({
      status: "SUCCEEDED",
      nodes: { a: "SUCCEEDED", c: "SUCCEEDED", d: "SUCCEEDED", e: "SKIPPED", f: "SUCCEEDED" },
    });
  });

  test("lead on after a failure, though the pipeline has failed", async () => {
    const { good, bad } = jobs;
    const graph = {
      jobNodes: [jobNode(A, bad, [C]), jobNode(D, good), jobNode(E, good, [F]), jobNode(F, good)],
      conditionNodes: [statusNode(C, "AllSuccess", { yes: [D], no: [E] })],
    };
    expect(await complete(graph)).toMatchObject({
      status: "FAILED",
      nodes: { a: "FAILED", c: "FAILED", d: "SKIPPED", e: "SUCCEEDED", f: "SUCCEEDED" },
    });
  });

  test("let branches meet again in a job", async () => {
    const { good } = jobs;
    const graph = {
      jobNodes: [jobNode(A, good, [C]), jobNode(D, good, [F]), jobNode(E, good, [F]), jobNode(F, good)],
      conditionNodes: [statusNode(C, "AllSuccess", { yes: [D], no: [E] })],
    };
    expect((await complete(graph)).nodes).toMatchObject({ d: "SUCCEEDED", e: "SKIPPED", f: "SUCCEEDED" });
  });

  test("can follow each other, and one on a branch not taken is passed over", async () => {
    const { good } = jobs;
    const graph = {
      jobNodes: [jobNode(A, good, [B]), jobNode(E, good), jobNode(F, good)],
      conditionNodes: [
        expressionNode(B, "false", { yes: [C], no: [D] }),
        expressionNode(C, "true", { yes: [E] }),
        statusNode(D, "AllSuccess", { yes: [F], no: [E] }),
      ],
    };
    expect(await complete(graph)).toMatchObject({
      status: "SUCCEEDED",
      nodes: { b: "FAILED", c: "SKIPPED", d: "SUCCEEDED", e: "SKIPPED", f: "SUCCEEDED" },
    });
  });

  test("that stand at the beginning have nothing to decide by", async () => {
    const { good } = jobs;
    const graph = {
      jobNodes: [jobNode(A, good), jobNode(B, good)],
      conditionNodes: [expressionNode(C, "true", { yes: [B] })],
    };
    expect(await complete(graph)).toMatchObject({
      status: "SUCCEEDED",
      nodes: { a: "SUCCEEDED", b: "SKIPPED", c: "SKIPPED" },
    });
  });
});

describe("a status condition", () => {
  // The jobs before it: what each is, and whether the condition holds then, by preset. "skip" follows "bad".
  const table = [
    {
      before: ["good", "good"],
      holds: { AllSuccess: true, AllSuccessOrSkipped: true, AtLeastOneSuccess: true },
    },
    {
      before: ["good", "skip"],
      holds: { AllSuccess: false, AllSuccessOrSkipped: true, AtLeastOneSuccess: true },
    },
    {
      before: ["good", "bad"],
      holds: { AllSuccess: false, AllSuccessOrSkipped: false, AtLeastOneSuccess: true },
    },
    {
      before: ["good", "odd"],
      holds: { AllSuccess: false, AllSuccessOrSkipped: false, AtLeastOneSuccess: true },
    },
    {
      before: ["bad", "skip"],
      holds: { AllSuccess: false, AllSuccessOrSkipped: false, AtLeastOneSuccess: false },
    },
    {
      before: ["skip", "skip"],
      holds: { AllSuccess: null, AllSuccessOrSkipped: null, AtLeastOneSuccess: null },
    },
    {
      before: ["odd", "skip"],
      holds: { AllSuccess: null, AllSuccessOrSkipped: null, AtLeastOneSuccess: null },
    },
  ] as const;
  const cases = table.flatMap(({ before, holds }) =>
    Object.entries(holds).map(([preset, expected]) => [preset, before, expected] as const),
  );

  test.each(cases)("%s after %j: %s", async (preset, before, expected) => {
    const nodes = [A, B].map((id, index) => {
      const kind = before[index] ?? "good";
      return jobNode(id, kind === "skip" ? jobs.good : jobs[kind], [C]);
    });
    const skipped = [A, B].filter((_, index) => before[index] === "skip");
    const graph = {
      jobNodes: [...nodes, jobNode(D, jobs.bad, skipped), jobNode(E, jobs.good), jobNode(F, jobs.good)],
      conditionNodes: [statusNode(C, preset, { yes: [E], no: [F] })],
    };
    const id = await start(graph);
    emulator.clock.advance(60_000);
    const { nodes: states } = await readRun(wire, id);
    const outcome = {
      true: ["SUCCEEDED", "SUCCEEDED", "SKIPPED"],
      false: ["FAILED", "SKIPPED", "SUCCEEDED"],
      null: ["SKIPPED", "SKIPPED", "SKIPPED"],
    };
    expect([states["c"], states["e"], states["f"]]).toEqual(outcome[`${expected}`]);
    const data = await ask(
      wire,
      "query ($id: UUID!) { pipelineInstance(id: $id) { conditionsInstance { isSuccess } } }",
      { id },
    );
    expect(data).toEqual({ pipelineInstance: { conditionsInstance: [{ isSuccess: expected }] } });
  });
});

describe("a run", () => {
  test("tells everything about itself and its jobs", async () => {
    const { good } = jobs;
    const pipelineId = await makePipeline(wire, project, { jobNodes: [jobNode(A, good)] });
    const started = await ask<{ runPipeline: { id: string } }>(
      wire,
      "mutation ($id: UUID!) { runPipeline(pipelineId: $id) { id status number pipelineId pipelineName } }",
      { id: pipelineId },
    );
    const { id } = started.runPipeline;
    expect(started).toEqual({
      runPipeline: { id, status: "REQUESTED", number: 1, pipelineId, pipelineName: "Nightly" },
    });
    emulator.clock.advance(3000);
    const trigger = { __typename: "AuthoredTrigger", triggerType: "MANUAL_PIPELINE", author: "demo" };
    const data = await ask(
      wire,
      `query ($id: UUID!) { pipelineInstance(id: $id) {
        number version { number isCurrent } runTrigger { __typename triggerType ... on AuthoredTrigger { author } } stopTrigger { author }
        conditionsInstance { id } runWithExecutionVariables initialExecutionVariables { key }
        jobsInstance { jobId pipelineInstanceId pipelineInstance { id } runTrigger { __typename triggerType ... on AuthoredTrigger { author } } }
        deletableState { deletable reasons }
      } }`,
      { id },
    );
    expect(data).toEqual({
      pipelineInstance: {
        number: 1,
        version: { number: 1, isCurrent: true },
        runTrigger: trigger,
        stopTrigger: null,
        conditionsInstance: [],
        runWithExecutionVariables: false,
        initialExecutionVariables: [],
        jobsInstance: [
          { jobId: good, pipelineInstanceId: id, pipelineInstance: { id }, runTrigger: trigger },
        ],
        deletableState: { deletable: false, reasons: ["INSTANCE_NOT_YET_CLEANED"] },
      },
    });
  });

  test("of a linear pipeline runs its jobs in their order, and has no conditions to tell of", async () => {
    const { good, bad } = jobs;
    const id = await runPipeline(wire, await makeLinear(wire, project, [good, bad, good]));
    emulator.clock.advance(60_000);
    const data = await ask(
      wire,
      "query ($id: UUID!) { pipelineInstance(id: $id) { status conditionsInstance { id } jobsInstance { jobId status } } }",
      { id },
    );
    expect(data).toEqual({
      pipelineInstance: {
        status: "FAILED",
        conditionsInstance: null,
        jobsInstance: [
          { jobId: good, status: "SUCCEEDED" },
          { jobId: bad, status: "FAILED" },
          { jobId: good, status: "SKIPPED" },
        ],
      },
    });
  });

  test("is one of several, the newest first, and the jobs' own runs are apart", async () => {
    const { good } = jobs;
    const pipeline = await makePipeline(wire, project, { jobNodes: [jobNode(A, good)] });
    const alone = await run(wire, good);
    const ids = [await runPipeline(wire, pipeline), await runPipeline(wire, pipeline)].toReversed();
    const data = await ask(
      wire,
      `query ($id: UUID!, $job: UUID!) {
        graphPipeline(id: $id) { pipelineInstanceCount all: instances { id number } two: instances(limit: 1, skip: 1) { id } last: instances(lastExecution: true) { id } }
        job(id: $job) { instances(limit: 1, skip: 2) { id pipelineInstanceId runTrigger { triggerType } } }
      }`,
      { id: pipeline, job: good },
    );
    expect(data).toEqual({
      graphPipeline: {
        pipelineInstanceCount: 2,
        all: ids.map((id, index) => ({ id, number: 2 - index })),
        two: [{ id: ids[1] }],
        last: [{ id: ids[0] }],
      },
      job: {
        instances: [{ id: alone, pipelineInstanceId: null, runTrigger: { triggerType: "MANUAL_JOB" } }],
      },
    });
  });

  test("gives a page of its jobs", async () => {
    const { good } = jobs;
    const id = await start({ jobNodes: [jobNode(A, good), jobNode(B, good), jobNode(C, good)] });
    expect(
      await ask(
        wire,
        "query ($id: UUID!) { pipelineInstance(id: $id) { jobsInstance(limit: 1, skip: 1) { jobNodeId } } }",
        { id },
      ),
    ).toEqual({ pipelineInstance: { jobsInstance: [{ jobNodeId: B }] } });
  });

  test("that nobody started is null", async () => {
    expect(
      await ask(wire, "query ($id: UUID!) { pipelineInstance(id: $id) { id } }", { id: NOTHING }),
    ).toEqual({
      pipelineInstance: null,
    });
  });

  test("does not outlive its project", async () => {
    const { good } = jobs;
    await start({ jobNodes: [jobNode(A, good, [B]), jobNode(B, good)] });
    await ask(wire, "mutation ($id: UUID!) { deleteProject(projectId: $id) }", { id: project });
    expect(() => emulator.clock.advance(60_000)).not.toThrow();
    expect(await ask(wire, "{ platform { counts { pipelines } } }")).toEqual({
      platform: { counts: { pipelines: 0 } },
    });
  });
});
