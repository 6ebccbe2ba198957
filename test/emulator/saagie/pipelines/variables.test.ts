import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie, type ScriptedRun } from "../../../../src/emulator/index.ts";
import {
  A,
  ask,
  B,
  C,
  D,
  E,
  expressionNode,
  jobNode,
  makePipeline,
  readRun,
  runPipeline,
  statusNode,
  type Graph,
} from "./wire.ts";
import { connect, makeJob, readyProject, run, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let first: string;
let second: string;
let third: string;
/** What each job found when it started, by its name. */
let seen: Record<string, Readonly<Record<string, string>>>;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  first = await makeJob(wire, project, { name: "first" });
  second = await makeJob(wire, project, { name: "second", alias: "two" });
  third = await makeJob(wire, project, { name: "third" });
  seen = {};
  emulator.scripts.setDefault(watch({}));
});

function watch(script: object): (run: ScriptedRun) => object {
  return ({ jobName, variables }) => {
    seen[jobName] = variables;
    return script;
  };
}

/** Runs a graph to its end, with execution variables. */
async function complete(graph: Graph, fields: object = {}): Promise<string> {
  const id = await makePipeline(wire, project, graph, { hasExecutionVariablesEnabled: true, ...fields });
  const started = await runPipeline(wire, id);
  emulator.clock.advance(60_000);
  return started;
}

describe("variables that a job hands on", () => {
  test("reach all jobs after it, and no others", async () => {
    emulator.scripts.set("first", watch({ variables: { rmse: "501", stage: "one" } }));
    emulator.scripts.set("second", watch({ variables: { stage: "two" } }));
    const fourth = await makeJob(wire, project, { name: "fourth" });
    await complete({
      jobNodes: [jobNode(A, first, [B]), jobNode(B, second, [C]), jobNode(C, third), jobNode(D, fourth)],
    });
    expect(seen).toEqual({
      first: {},
      second: { rmse: "501", stage: "one" },
      third: { rmse: "501", stage: "two" },
      fourth: {},
    });
  });

  test("reach conditions as texts, and through them the jobs behind", async () => {
    emulator.scripts.set("first", watch({ variables: { rmse: "501" } }));
    const started = await complete({
      jobNodes: [jobNode(A, first, [E]), jobNode(B, second), jobNode(C, third)],
      conditionNodes: [expressionNode(E, 'double(rmse) > 500.0 && rmse == "501"', { yes: [B], no: [C] })],
    });
    expect((await readRun(wire, started)).nodes).toMatchObject({
      e: "SUCCEEDED",
      b: "SUCCEEDED",
      c: "SKIPPED",
    });
    expect(seen["second"]).toEqual({ rmse: "501" });
    const { pipelineInstance } = await ask<{
      pipelineInstance: { conditionsInstance: readonly [{ id: string }] };
    }>(
      wire,
      "query ($id: UUID!) { pipelineInstance(id: $id) { conditionsInstance { id executionVariablesByKey { keyVariable isPassword valueVariablesInputByJobInstance { jobName isDirectParent value } valueGlobalVariableInput valueVariableOutput } } } }",
      { id: started },
    );
    expect(pipelineInstance.conditionsInstance).toMatchObject([
      {
        executionVariablesByKey: [
          {
            keyVariable: "rmse",
            isPassword: false,
            valueVariablesInputByJobInstance: [{ jobName: "first", isDirectParent: true, value: "501" }],
            valueGlobalVariableInput: null,
            valueVariableOutput: null,
          },
        ],
      },
    ]);
  });

  test("come from a failed job too", async () => {
    emulator.scripts.set("first", { outcome: "FAILED", variables: { cause: "no table" } });
    await complete({
      jobNodes: [jobNode(A, first, [E]), jobNode(B, second)],
      conditionNodes: [statusNode(E, "AllSuccess", { no: [B] })],
    });
    expect(seen["second"]).toEqual({ cause: "no table" });
  });

  test("of jobs side by side count by their ends", async () => {
    emulator.scripts.set("first", { seconds: 5, variables: { who: "first" } });
    emulator.scripts.set("second", { seconds: 4, variables: { who: "second" } });
    await complete({ jobNodes: [jobNode(A, first, [C]), jobNode(B, second, [C]), jobNode(C, third)] });
    expect(seen["third"]).toEqual({ who: "first" });
  });

  test("of a job on its own go nowhere", async () => {
    emulator.scripts.set("first", { variables: { rmse: "1" } });
    const alone = await run(wire, first);
    emulator.clock.advance(3000);
    expect(
      await ask(
        wire,
        "query ($id: UUID!) { jobInstance(id: $id) { executionVariablesOutput { key } executionVariablesByKey { keyVariable } executionVariablesInput { isGlobalVariables } executionGlobalVariablesInput { key } } }",
        { id: alone },
      ),
    ).toEqual({
      jobInstance: {
        executionVariablesOutput: [],
        executionVariablesByKey: [],
        executionVariablesInput: [],
        executionGlobalVariablesInput: [],
      },
    });
  });

  test("go nowhere unless the pipeline passes them on", async () => {
    emulator.scripts.set("first", watch({ variables: { rmse: "501" } }));
    const started = await complete(
      { jobNodes: [jobNode(A, first, [B]), jobNode(B, second)] },
      { hasExecutionVariablesEnabled: false, environmentVariables: "LIMIT=5" },
    );
    expect(seen["second"]).toEqual({ LIMIT: "5" });
    const data = await ask(
      wire,
      "query ($id: UUID!) { pipelineInstance(id: $id) { runWithExecutionVariables initialExecutionVariables { key } jobsInstance { executionVariablesOutput { key } executionGlobalVariablesInput { key } executionVariablesByKey { keyVariable } } } }",
      { id: started },
    );
    const nothing = {
      executionVariablesOutput: [],
      executionGlobalVariablesInput: [],
      executionVariablesByKey: [],
    };
    expect(data).toEqual({
      pipelineInstance: {
        runWithExecutionVariables: false,
        initialExecutionVariables: [],
        jobsInstance: [nothing, nothing],
      },
    });
  });
});

describe("what is told of the variables", () => {
  const READ = `query ($id: UUID!) { pipelineInstance(id: $id) {
    runWithExecutionVariables initialExecutionVariables { key value isPassword }
    jobsInstance {
      id executionGlobalVariablesInput { key value isPassword } executionVariablesOutput { key value isPassword }
      executionVariablesInput { isGlobalVariables isDirectParent parentJobId parentJobAlias parentJobInstanceId executionVariables { key value isPassword } }
      executionVariablesByKey { keyVariable isPassword valueGlobalVariableInput valueVariableOutput
        valueVariablesInputByJobInstance { jobId jobName jobAlias jobInstanceId isDirectParent isPassword value } }
    }
  } }`;

  interface Data {
    readonly pipelineInstance: {
      readonly jobsInstance: readonly { id: string }[];
    };
  }

  test("is where each came from, and no password", async () => {
    emulator.scripts.set("first", {
      variables: { token: { value: "s3cret", isPassword: true }, LIMIT: "6" },
    });
    emulator.scripts.set("second", watch({ variables: { token: "changed" } }));
    const started = await complete(
      { jobNodes: [jobNode(A, first, [B]), jobNode(B, second, [C]), jobNode(C, third)] },
      { environmentVariables: "LIMIT=5\nZONE=eu" },
    );
    // The jobs themselves have to know it.
    expect(seen["second"]).toEqual({ LIMIT: "6", ZONE: "eu", token: "s3cret" });
    expect(seen["third"]).toMatchObject({ token: "changed" });
    const data = await ask<Data>(wire, READ, { id: started });
    const [one, two] = data.pipelineInstance.jobsInstance;
    const plain = (key: string, value: string): object => ({ key, value, isPassword: false });
    const secret = { key: "token", value: null, isPassword: true };
    const initial = [plain("LIMIT", "5"), plain("ZONE", "eu")];
    const ofPipeline = {
      isGlobalVariables: true,
      isDirectParent: false,
      parentJobId: null,
      parentJobAlias: null,
      parentJobInstanceId: null,
      executionVariables: initial,
    };
    const of = (parent: string, alias: string, more: object): object => ({
      isGlobalVariables: false,
      parentJobId: parent,
      parentJobAlias: alias,
      ...more,
    });
    expect(data).toMatchObject({
      pipelineInstance: {
        runWithExecutionVariables: true,
        initialExecutionVariables: initial,
        jobsInstance: [
          {
            executionGlobalVariablesInput: initial,
            executionVariablesInput: [ofPipeline],
            executionVariablesOutput: [secret, plain("LIMIT", "6")],
          },
          { executionVariablesOutput: [secret] },
          {
            executionVariablesInput: [
              ofPipeline,
              of(first, "first", {
                isDirectParent: false,
                parentJobInstanceId: one?.id,
                executionVariables: [secret, plain("LIMIT", "6")],
              }),
              of(second, "two", {
                isDirectParent: true,
                parentJobInstanceId: two?.id,
                executionVariables: [secret],
              }),
            ],
            executionVariablesOutput: [],
            executionVariablesByKey: [
              {
                keyVariable: "LIMIT",
                isPassword: false,
                valueGlobalVariableInput: "5",
                valueVariableOutput: null,
                valueVariablesInputByJobInstance: [
                  {
                    jobId: first,
                    jobName: "first",
                    jobAlias: "first",
                    jobInstanceId: one?.id,
                    isDirectParent: false,
                    isPassword: false,
                    value: "6",
                  },
                ],
              },
              {
                keyVariable: "ZONE",
                valueGlobalVariableInput: "eu",
                valueVariablesInputByJobInstance: [],
              },
              {
                keyVariable: "token",
                isPassword: true,
                valueGlobalVariableInput: null,
                valueVariablesInputByJobInstance: [
                  { jobName: "first", isPassword: true, value: null },
                  { jobName: "second", isPassword: true, value: null },
                ],
              },
            ],
          },
        ],
      },
    });
    expect(JSON.stringify(data)).not.toMatch(/s3cret|changed/);
  });

  test("is nothing before a node's turn has come", async () => {
    emulator.scripts.set("first", { variables: { rmse: "1" } });
    const id = await makePipeline(
      wire,
      project,
      { jobNodes: [jobNode(A, first, [B]), jobNode(B, second)] },
      { hasExecutionVariablesEnabled: true, environmentVariables: "LIMIT=5" },
    );
    const started = await runPipeline(wire, id);
    const initial = { executionGlobalVariablesInput: [{ key: "LIMIT" }] };
    const nothing = {
      executionGlobalVariablesInput: [],
      executionVariablesInput: [],
      executionVariablesByKey: [],
    };
    expect(await ask(wire, READ, { id: started })).toMatchObject({
      pipelineInstance: { jobsInstance: [initial, nothing] },
    });
  });
});

test("a condition's log names the variables and keeps their values to itself", async () => {
  emulator.scripts.set("first", { variables: { token: { value: "s3cret", isPassword: true } } });
  const started = await complete({
    jobNodes: [jobNode(A, first, [E])],
    conditionNodes: [expressionNode(E, 'token == "x"', {})],
  });
  const { conditionPipelineByNodeIdFilteredLogs: logs } = await ask<{
    conditionPipelineByNodeIdFilteredLogs: { content: readonly { value: string }[] };
  }>(
    wire,
    "query ($project: UUID!, $run: UUID!, $node: UUID!) { conditionPipelineByNodeIdFilteredLogs(projectID: $project, pipelineInstanceID: $run, conditionNodeID: $node, streams: [STDOUT]) { content { value } } }",
    { project, run: started, node: E },
  );
  const values = logs.content.map(({ value }) => value);
  expect(values).toContain("Variables: token");
  expect(values.join("\n")).not.toContain("s3cret");
});
