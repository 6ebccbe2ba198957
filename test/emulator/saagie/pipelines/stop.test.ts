import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  A,
  ask,
  B,
  C,
  jobNode,
  makePipeline,
  readRun,
  runPipeline,
  statusNode,
  STOP_PIPELINE,
  type Graph,
} from "./wire.ts";
import { connect, makeJob, NOTHING, problems, readyProject, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let good: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  good = await makeJob(wire, project);
});

const start = async (graph: Graph): Promise<string> =>
  runPipeline(wire, await makePipeline(wire, project, graph));

describe("stopping a run", () => {
  test("right after its start kills it", async () => {
    const id = await start({
      jobNodes: [jobNode(A, good, [C]), jobNode(B, good)],
      conditionNodes: [statusNode(C, "AllSuccess", { yes: [B] })],
    });
    expect(await ask(wire, STOP_PIPELINE, { id })).toEqual({
      stopPipelineInstance: { id, status: "KILLING", endTime: null },
    });
    expect((await readRun(wire, id)).nodes).toEqual({ a: "KILLING", b: "SKIPPED", c: "SKIPPED" });
    emulator.clock.advance(300);
    expect(await readRun(wire, id)).toEqual({
      status: "KILLED",
      endTime: "2024-06-03T08:00:02.3Z",
      nodes: { a: "KILLED", b: "SKIPPED", c: "SKIPPED" },
    });
    const data = await ask(
      wire,
      `query ($id: UUID!) { pipelineInstance(id: $id) { stopTrigger { author triggerType } statusDetails { status recordAt reason details } jobsInstance { stopTrigger { author triggerType } } } }`,
      { id },
    );
    const stopTrigger = { author: "demo", triggerType: "MANUAL_PIPELINE" };
    expect(data).toEqual({
      pipelineInstance: {
        stopTrigger,
        statusDetails: { status: "KILLED", recordAt: "2024-06-03T08:00:02.3Z", reason: null, details: null },
        jobsInstance: [{ stopTrigger }, { stopTrigger: null }],
      },
    });
  });

  test("that is over changes nothing", async () => {
    const id = await start({ jobNodes: [jobNode(A, good)] });
    emulator.clock.advance(3000);
    expect(await ask(wire, STOP_PIPELINE, { id })).toMatchObject({
      stopPipelineInstance: { status: "SUCCEEDED" },
    });
  });

  test("that there is not is refused", async () => {
    expect(problems(await wire.post(STOP_PIPELINE, { id: NOTHING }))).toEqual({
      pipelineInstance: "NOT_EXISTS",
    });
  });

  const STOP_JOB = "mutation ($id: UUID!) { stopJobInstance(jobInstanceId: $id) { status } }";

  test.each([
    [0, "KILLING", "KILLED"],
    [1, "KILLED", "KILLED"],
  ])("of one of its jobs (number %i) skips what follows and kills the run", async (index, answer, end) => {
    const id = await start({ jobNodes: [jobNode(A, good, [B]), jobNode(B, good, [C]), jobNode(C, good)] });
    const { pipelineInstance } = await ask<{ pipelineInstance: { jobsInstance: readonly { id: string }[] } }>(
      wire,
      "query ($id: UUID!) { pipelineInstance(id: $id) { jobsInstance { id } } }",
      { id },
    );
    const job = pipelineInstance.jobsInstance[index]?.id;
    expect(await ask(wire, STOP_JOB, { id: job })).toEqual({ stopJobInstance: { status: answer } });
    // One that was waiting is over at once, and so is what waits for it.
    expect((await readRun(wire, id)).nodes["c"]).toBe(index === 0 ? "AWAITING" : "SKIPPED");
    emulator.clock.advance(10_000);
    const { status, nodes } = await readRun(wire, id);
    expect([status, Object.values(nodes)[index], nodes["c"]]).toEqual(["KILLED", end, "SKIPPED"]);
  });
});
