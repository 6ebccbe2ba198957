import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { ANY_TEXT, like } from "../../matchers.ts";
import {
  A,
  ask,
  B,
  C,
  D,
  E,
  expressionNode,
  F,
  jobNode,
  makePipeline,
  readRun,
  runPipeline,
  statusNode,
} from "./wire.ts";
import { connect, makeJob, NOTHING, problems, readyProject, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let job: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  job = await makeJob(wire, project);
});

interface Condition {
  readonly id: string | null;
  readonly conditionNodeId: string;
}

/** One job in four nodes, a status condition, and an expression on the branch that is not taken. */
async function runOfTwoConditions(): Promise<string> {
  const id = await makePipeline(wire, project, {
    jobNodes: [jobNode(A, job, [E]), jobNode(B, job), jobNode(C, job), jobNode(D, job)],
    conditionNodes: [
      statusNode(E, "AtLeastOneSuccess", { yes: [B], no: [F] }),
      expressionNode(F, "1 + 1 == 2", { yes: [C], no: [D] }),
    ],
  });
  return runPipeline(wire, id);
}

async function conditionsOf(run: string): Promise<readonly [Condition, Condition]> {
  const { pipelineInstance } = await ask<{
    pipelineInstance: { conditionsInstance: [Condition, Condition] };
  }>(
    wire,
    `query ($run: UUID!) { pipelineInstance(id: $run) { conditionsInstance {
      id conditionNodeId isSuccess startTime endTime history { currentStatus { status recordAt } statuses { status } } executionVariablesByKey { keyVariable }
    } } }`,
    { run },
  );
  return pipelineInstance.conditionsInstance;
}

const states = (names: string): object => ({ statuses: names.split(" ").map((status) => ({ status })) });

describe("the conditions of a run", () => {
  test("are all there from the beginning", async () => {
    const waiting = {
      id: null,
      isSuccess: null,
      startTime: null,
      endTime: null,
      history: { currentStatus: { status: "AWAITING" }, ...states("AWAITING") },
      executionVariablesByKey: [],
    };
    expect(await conditionsOf(await runOfTwoConditions())).toMatchObject([
      { conditionNodeId: E, ...waiting },
      { conditionNodeId: F, ...waiting },
    ]);
  });

  test("have an id only when the run came to them", async () => {
    const run = await runOfTwoConditions();
    emulator.clock.advance(60_000);
    const [reached, passed] = await conditionsOf(run);
    const at = "2024-06-03T08:00:05Z";
    expect(reached).toEqual({
      id: ANY_TEXT,
      conditionNodeId: E,
      isSuccess: true,
      startTime: at,
      endTime: at,
      history: {
        currentStatus: { status: "SUCCEEDED", recordAt: at },
        ...states("AWAITING REQUESTED QUEUED RUNNING SUCCEEDED"),
      },
      executionVariablesByKey: [],
    });
    expect(passed).toEqual({
      id: null,
      conditionNodeId: F,
      isSuccess: null,
      startTime: null,
      endTime: null,
      history: { currentStatus: { status: "SKIPPED", recordAt: at }, ...states("AWAITING SKIPPED") },
      executionVariablesByKey: [],
    });
    const single = "query ($id: UUID!) { conditionInstance(id: $id) { conditionNodeId isSuccess } }";
    expect(await ask(wire, single, { id: reached.id })).toEqual({
      conditionInstance: { conditionNodeId: E, isSuccess: true },
    });
    expect(await ask(wire, single, { id: NOTHING })).toEqual({ conditionInstance: null });
  });

  test("that cannot be evaluated are errors, lead nowhere, and make the pipeline fail", async () => {
    const id = await makePipeline(wire, project, {
      jobNodes: [jobNode(A, job, [E]), jobNode(B, job), jobNode(C, job)],
      conditionNodes: [expressionNode(E, "double(rmse) > 500.0", { yes: [B], no: [C] })],
    });
    const run = await runPipeline(wire, id);
    emulator.clock.advance(60_000);
    expect(await readRun(wire, run)).toMatchObject({
      status: "FAILED",
      nodes: { a: "SUCCEEDED", b: "SKIPPED", c: "SKIPPED", e: "ERROR" },
    });
    expect(
      await ask(
        wire,
        "query ($run: UUID!) { pipelineInstance(id: $run) { conditionsInstance { isSuccess history { currentStatus { details } } } } }",
        { run },
      ),
    ).toEqual({
      pipelineInstance: {
        conditionsInstance: [
          { isSuccess: null, history: { currentStatus: { details: "Unknown variable: rmse" } } },
        ],
      },
    });
  });
});

describe("the log of a condition", () => {
  const LOGS = `query ($project: UUID!, $id: UUID!, $streams: [LogStream]!, $limit: Int, $skip: Int) {
    conditionPipelineFilteredLogs(projectID: $project, conditionInstanceID: $id, streams: $streams, limit: $limit, skip: $skip) { count content { index stream value } }
    conditionPipelineCountFilteredLogs(projectID: $project, conditionInstanceID: $id, streams: $streams)
  }`;
  const BY_NODE = `query ($project: UUID!, $run: UUID!, $node: UUID!) {
    conditionPipelineByNodeIdFilteredLogs(projectID: $project, pipelineInstanceID: $run, conditionNodeID: $node, streams: [STDOUT, STDERR]) { count content { value } }
  }`;
  let run: string;
  let id: string | null;

  beforeEach(async () => {
    run = await runOfTwoConditions();
    emulator.clock.advance(60_000);
    [{ id }] = await conditionsOf(run);
  });

  test("has five lines, and says how it was decided", async () => {
    expect(await ask(wire, LOGS, { project, id, streams: ["STDOUT", "STDERR"] })).toEqual({
      conditionPipelineFilteredLogs: {
        count: 5,
        content: [
          { index: 0, stream: "STDERR", value: `Condition ${E} in run 1` },
          { index: 1, stream: "STDOUT", value: "ConditionStatus(value=AtLeastOneSuccess)" },
          { index: 2, stream: "STDOUT", value: "Nodes before: PASSED" },
          { index: 3, stream: "STDOUT", value: "Variables: none" },
          { index: 4, stream: "STDOUT", value: "Result: true" },
        ],
      },
      conditionPipelineCountFilteredLogs: 5,
    });
  });

  test("is read in pages, by stream", async () => {
    const page = { project, id, streams: "STDOUT", limit: 1, skip: 1 };
    expect(await ask(wire, LOGS, page)).toMatchObject({
      conditionPipelineFilteredLogs: { count: 4, content: [{ index: 2 }] },
      conditionPipelineCountFilteredLogs: 4,
    });
  });

  test("is found by the node, and empty where the run did not come", async () => {
    expect(await ask(wire, BY_NODE, { project, run, node: E })).toMatchObject({
      conditionPipelineByNodeIdFilteredLogs: { count: 5 },
    });
    expect(await ask(wire, BY_NODE, { project, run, node: F })).toEqual({
      conditionPipelineByNodeIdFilteredLogs: { count: 0, content: [] },
    });
  });

  test("is null for what is not there, and in another project", async () => {
    const nothing = { conditionPipelineFilteredLogs: null, conditionPipelineCountFilteredLogs: null };
    const streams = ["STDOUT"];
    expect(await ask(wire, LOGS, { project, id: NOTHING, streams })).toEqual(nothing);
    expect(await ask(wire, LOGS, { project: NOTHING, id, streams })).toEqual(nothing);
    const unknown = { conditionPipelineByNodeIdFilteredLogs: null };
    expect(await ask(wire, BY_NODE, { project, run: NOTHING, node: E })).toEqual(unknown);
    expect(await ask(wire, BY_NODE, { project, run, node: A })).toEqual(unknown);
    expect(await ask(wire, BY_NODE, { project: NOTHING, run, node: E })).toEqual(unknown);
  });
});

describe("trying an expression out", () => {
  const EVALUATE = `query ($project: UUID!, $expression: String!, $variables: [ConditionExpressionVariableInput!]) {
    evaluateConditionExpression(projectId: $project, expression: $expression, variables: $variables)
  }`;
  const tube = 'tube_name.contains("Tube") || double(diameter) > 1.0';

  test.each([
    ["1 + 1 == 2", undefined, true],
    ["1 + 1 == 2", null, true],
    ["1 + 1 == 2", { key: "", value: "" }, true],
    ["double(rmse) > 500.0", { key: "rmse", value: "500.5" }, true],
    ["double(rmse) > 500.0", [{ key: "rmse", value: "5e2" }], false],
    ['rmse == "5"', [{ key: "rmse", value: "5" }], true],
    ["rmse == 5", [{ key: "rmse", value: "5" }], false],
    ["bool(ok)", [{ key: "ok", value: "true" }], true],
    [
      tube,
      [
        { key: "tube_name", value: "Box" },
        { key: "diameter", value: "1.5" },
      ],
      true,
    ],
    [tube, [{ key: "tube_name", value: "Big Tube" }], true],
    [
      'int(count) in [1, 2] && name.matches("^a+$")',
      [
        { key: "count", value: "2" },
        { key: "name", value: "aa" },
      ],
      true,
    ],
  ])("%s with %j is %s", async (expression, variables, expected) => {
    expect(await ask(wire, EVALUATE, { project, expression, variables })).toEqual({
      evaluateConditionExpression: expected,
    });
  });

  test.each([
    ["1 +", [], "Unexpected token: EOF"],
    ["1 + 1", [], "must yield a boolean, and yields int"],
    ["a", [{ key: "a", value: "true" }], "must yield a boolean, and yields another value"],
    ["a > 1.0", [{ key: "a", value: "2" }], "no such overload: dyn<string> > double"],
    ["double(a) > 1.0", [{ key: "a", value: "two" }], "double() type error: cannot convert to double"],
    ["b > 1.0", [{ key: "a", value: "2" }], "Unknown variable: b"],
    ["toString == 1", [], "Unknown variable: toString"],
    ["1 / 0 == 1", [], "division by zero"],
    ["(".repeat(300) + "true" + ")".repeat(300), [], like(/maxDepth/)],
  ])("%s with %j is refused", async (expression, variables, problem) => {
    const answer = await wire.post(EVALUATE, { project, expression, variables });
    expect([answer.data, problems(answer)]).toEqual([
      { evaluateConditionExpression: null },
      { expression: problem },
    ]);
  });

  test("needs a project", async () => {
    const answer = await wire.post(EVALUATE, { project: NOTHING, expression: "true" });
    expect(problems(answer)).toEqual({ project: "NOT_EXISTS" });
  });
});
