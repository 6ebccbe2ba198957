import { describe, expect, onTestFinished, test } from "vitest";
import { DeadlineError, InvalidInputError, OutcomeUnknownError } from "../../../src/index.ts";
import { pipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import { idle } from "../support/idle.ts";
import { makeEndlessPipelineRun, makeGraph, makePipeline } from "../support/pipeline-things.ts";
import { emulatedPlatform, openPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { collect, makeJob, plainJob, rejection } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

test("a run is followed to its end, and every status is told once, of nodes too", async () => {
  const { id, graph } = await makePipeline(platform);
  const nameOf = new Map(graph.nodes.map((node) => [node.id, node.name]));
  const told: string[] = [];
  const run = await saagie.pipelines.runAndWait(id, {
    intervalMs: 200,
    onStatus: (status) => void told.push(status),
    onNodeStatus: ({ nodeId, status }) => void told.push(`${nameOf.get(nodeId) ?? ""} ${status}`),
  });
  expect(run.status).toBe("SUCCEEDED");
  expect(new Set(told).size).toBe(told.length);
  expect(told.filter((line) => !line.includes(" "))).toEqual(["REQUESTED", "RUNNING", "SUCCEEDED"]);
  for (const node of ["first", "second"]) {
    expect(told.findLast((line) => line.startsWith(node))).toBe(`${node} SUCCEEDED`);
  }
  expect(told.indexOf("second REQUESTED")).toBeGreaterThan(told.indexOf("first RUNNING"));
});

describe("conditions decide", () => {
  test.each([
    ["SUCCEEDED", { good: "SUCCEEDED", report: "SUCCEEDED", alarm: "SKIPPED" }],
    ["FAILED", { good: "FAILED", report: "SKIPPED", alarm: "SUCCEEDED" }],
  ] as const)("a first job that has %s", async (outcome, expected) => {
    const own = ownPlatform();
    const { jobs } = await makeGraph(own);
    const [first, second] = jobs;
    own.emulator.scripts.set(first.id, { outcome });
    const graph = pipelineGraph()
      .job("load", first.id)
      .condition("good", "AllSuccess")
      .job("report", second.id)
      .job("alarm", second.id)
      .edge("load", "good")
      .edge("good", "report")
      .edge("good", "alarm", { on: "failure" });
    const { pipelines } = own.saagie;
    const { id } = await pipelines.create((await own.project()).id, { name: "P", graph });
    const run = await pipelines.runAndWait(id);
    expect(run.status).toBe(outcome);
    own.emulator.clock.advance(60_000);
    const { nodeStatuses } = await pipelines.instanceStatus(run.id);
    const nameOf = new Map(graph.nodes.map((node) => [node.id, node.name]));
    const found: unknown = Object.fromEntries(
      nodeStatuses.map(({ nodeId, status }) => [nameOf.get(nodeId), status]),
    );
    expect(found).toMatchObject({ load: outcome, ...expected });
  });
});

describe("a deadline", () => {
  test("ends the wait with the last status of the run, and nothing of its nodes", async () => {
    const own = ownPlatform();
    const { id } = await makeEndlessPipelineRun(own);
    const error = await rejection(own.saagie.pipelines.wait(id, { deadlineMs: 10_000, intervalMs: 3_000 }));
    expect(error).toBeInstanceOf(DeadlineError);
    expect(error).toMatchObject({ lastState: "RUNNING" });
    expect((await own.saagie.pipelines.instanceStatus(id)).status).toBe("RUNNING");
  });
});

test.each([{ intervalMs: 0 }, { deadlineMs: 0 }])(
  "%o is refused before a run is started",
  async (options) => {
    const { id } = await makePipeline(platform);
    expect(await rejection(saagie.pipelines.runAndWait(id, options))).toBeInstanceOf(InvalidInputError);
    expect((await saagie.pipelines.get(id)).instances).toEqual([]);
  },
);

describe("an abort", () => {
  const reason = new Error("changed my mind");

  test.each([
    [false, 0, "RUNNING"],
    [true, 1, "KILLED"],
  ])("with stopOnAbort %s", async (stopOnAbort, stops, status) => {
    const own = ownPlatform();
    const { id } = await makeEndlessPipelineRun(own);
    own.emulator.clock.advance(10_000);
    own.emulator.clock.auto = false;
    const asked = watchRequests(own.emulator);
    const controller = new AbortController();
    const waiting = own.saagie.pipelines.wait(id, { signal: controller.signal, stopOnAbort });
    await idle();
    controller.abort(reason);
    expect(await rejection(waiting)).toBe(reason);
    expect(asked.count("PipelinesStop")).toBe(stops);
    own.emulator.clock.advance(10_000);
    expect((await own.saagie.pipelines.instanceStatus(id)).status).toBe(status);
  });

  test("before the start keeps a run from being started", async () => {
    const { id } = await makePipeline(platform);
    const asked = watchRequests(platform.emulator);
    const options = { signal: AbortSignal.abort(reason) };
    expect(await rejection(saagie.pipelines.runAndWait(id, options))).toBe(reason);
    expect(asked.operations()).toEqual([]);
  });
});

describe("watching", () => {
  test("yields each new state, of a node too, and ends with the final one", async () => {
    const { id } = await makePipeline(platform);
    const run = await saagie.pipelines.run(id);
    const states = await collect(saagie.pipelines.watch(run.id, { intervalMs: 200 }));
    const marks = states.map((state) =>
      [state.status, ...state.nodeStatuses.map(({ status }) => status)].join(" "),
    );
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks.at(-1)).toBe("SUCCEEDED SUCCEEDED SUCCEEDED");
    expect(marks).toContain("RUNNING SUCCEEDED RUNNING");
  });

  test("a hundred waits need one request a tick", async () => {
    const own = ownPlatform();
    const { id } = await makePipeline(own);
    const runs = await Promise.all(Array.from({ length: 100 }, () => own.saagie.pipelines.run(id)));
    const asked = watchRequests(own.emulator);
    const start = own.emulator.clock.now();
    await Promise.all(runs.map((run) => own.saagie.pipelines.wait(run.id, { intervalMs: 2_000 })));
    const ticks = Math.ceil((own.emulator.clock.now() - start) / 2_000) + 2;
    expect(asked.count("PipelinesInstanceStatus")).toBeLessThanOrEqual(ticks);
    expect(new Set(asked.operations())).toEqual(new Set(["PipelinesInstanceStatus"]));
  });
});

test("a run that was asked for with a lost answer is reported as unknown, and is there once", async () => {
  const own = ownPlatform();
  const { id } = await makePipeline(own);
  own.emulator.faults.add({ match: { operation: "runPipeline" }, reset: "after" });
  expect(await rejection(own.saagie.pipelines.runAndWait(id))).toBeInstanceOf(OutcomeUnknownError);
  expect((await own.saagie.pipelines.get(id)).instances).toHaveLength(1);
});

test("a pipeline that runs is deleted with its jobs, and all are created again under their names", async () => {
  const job = await makeJob(platform);
  const graph = pipelineGraph().job("only", job.id);
  const name = platform.unique("pipeline");
  const { id } = await saagie.pipelines.create(job.project.id, { name, graph });
  await saagie.pipelines.run(id);
  await saagie.pipelines.delete(id);
  await saagie.jobs.delete(job.id);
  const again = await saagie.jobs.create(job.project.id, { ...plainJob(platform), name: job.name });
  const definition = { name, graph: pipelineGraph().job("only", again.id) };
  expect(await saagie.pipelines.create(job.project.id, definition)).toMatchObject({ name });
});
