import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie } from "../../../../src/emulator/index.ts";
import {
  A,
  ask,
  B,
  C,
  conditionNode,
  CREATE_PIPELINE,
  D,
  expressionNode,
  graphPipeline,
  jobNode,
  makePipeline,
  statusNode,
  type Graph,
} from "./wire.ts";
import { like } from "../../matchers.ts";
import { connect, makeJob, NOTHING, problems, readyProject, type Wire } from "../wire.ts";

const GRAPH = `graph {
  jobNodes { id job { id name } position { x y } nextNodes }
  conditionNodes { id position { x y } nextNodesSuccess nextNodesFailure condition { __typename toString ... on ConditionStatus { value } ... on ConditionExpression { expression } } }
}`;

let wire: Wire;
let project: string;
let foreign: string;
let job: string;

beforeEach(async () => {
  const emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  job = await makeJob(wire, project);
  foreign = await makeJob(wire, await readyProject(emulator, wire, { name: "Other" }));
});

async function stored(graph: Graph): Promise<unknown> {
  const id = await makePipeline(wire, project, graph);
  const { pipelineVersion } = await ask<{ pipelineVersion: { graph: unknown } }>(
    wire,
    `query ($id: UUID!) { pipelineVersion(pipelineId: $id, number: 1) { ${GRAPH} } }`,
    { id },
  );
  return pipelineVersion.graph;
}

describe("a graph", () => {
  test("is kept with the client's ids, positions and conditions", async () => {
    const expression = 'name.contains("Tube") || double(size) > 1.0';
    const conditions = [
      { ...statusNode(C, "AtLeastOneSuccess", { yes: [B] }), position: { x: 10, y: 20.5 } },
      expressionNode(D, expression, { no: [B] }),
    ];
    const graph = {
      jobNodes: [jobNode(A, job, [C, D], { position: { x: -1, y: 0 } }), jobNode(B, job)],
      conditionNodes: conditions,
    };
    const named = { id: job, name: "Daily report" };
    expect(await stored(graph)).toEqual({
      jobNodes: [
        { id: A, job: named, position: { x: -1, y: 0 }, nextNodes: [C, D] },
        { id: B, job: named, position: null, nextNodes: [] },
      ],
      conditionNodes: [
        {
          id: C,
          position: { x: 10, y: 20.5 },
          nextNodesSuccess: [B],
          nextNodesFailure: [],
          condition: {
            __typename: "ConditionStatus",
            toString: "ConditionStatus(value=AtLeastOneSuccess)",
            value: "AtLeastOneSuccess",
          },
        },
        {
          id: D,
          position: null,
          nextNodesSuccess: [],
          nextNodesFailure: [B],
          condition: {
            __typename: "ConditionExpression",
            toString: `ConditionExpression(expression="${expression}")`,
            expression,
          },
        },
      ],
    });
  });

  test.each([
    ["null", { condition: null }],
    ["absent", {}],
  ])("has the platform's condition where it is %s", async (_, condition) => {
    const graph = { jobNodes: [jobNode(A, job, [C])], conditionNodes: [{ id: C, ...condition }] };
    expect(await stored(graph)).toMatchObject({
      conditionNodes: [
        {
          nextNodesSuccess: [],
          nextNodesFailure: [],
          condition: { toString: "ConditionStatus(value=AllSuccessOrSkipped)" },
        },
      ],
    });
  });

  test("may have the ids that another one has", async () => {
    const graph = { jobNodes: [jobNode(A, job)] };
    const ids = [
      await makePipeline(wire, project, graph),
      await makePipeline(wire, project, graph, { name: "Other", alias: "Other" }),
    ];
    expect(new Set(ids).size).toBe(2);
  });

  test("may be a single node, given without a list", async () => {
    const graph = { jobNodes: { id: A, job: { id: job }, nextNodes: null } } as unknown as Graph;
    expect(await stored(graph)).toEqual({
      jobNodes: [{ id: A, job: { id: job, name: "Daily report" }, position: null, nextNodes: [] }],
      conditionNodes: [],
    });
  });
});

describe("a graph is refused", () => {
  const cases: readonly (readonly [what: string, graph: () => Graph, problems: object])[] = [
    ["without a job", () => ({ conditionNodes: [] }), { graph: "must have at least one job" }],
    [
      "with one id for two nodes",
      () => ({ jobNodes: [jobNode(A, job)], conditionNodes: [statusNode(A, "AllSuccess", {})] }),
      { graph: `has two nodes with the id ${A}` },
    ],
    [
      "with a node that leads nowhere",
      () => ({
        jobNodes: [jobNode(A, job, [B]), jobNode(D, job, [A])],
        conditionNodes: [statusNode(C, "AllSuccess", { yes: [A], no: [NOTHING] })],
      }),
      {
        "graph.jobNodes[0].nextNodes": `NOT_EXISTS: ${B}`,
        "graph.conditionNodes[0].nextNodesFailure": `NOT_EXISTS: ${NOTHING}`,
      },
    ],
    [
      "with jobs that are not in the project",
      () => ({ jobNodes: [jobNode(A, job), jobNode(B, foreign), jobNode(C, NOTHING)] }),
      { "graph.jobNodes[1].job": "NOT_EXISTS", "graph.jobNodes[2].job": "NOT_EXISTS" },
    ],
    [
      "with a node that leads to itself",
      () => ({ jobNodes: [jobNode(A, job, [A])] }),
      { graph: `has a cycle: ${A} -> ${A}` },
    ],
    [
      "with a cycle through a condition",
      () => ({
        jobNodes: [jobNode(A, job, [B]), jobNode(B, job, [C])],
        conditionNodes: [statusNode(C, "AllSuccess", { no: [B] })],
      }),
      { graph: like(new RegExp(`^has a cycle: (${B} -> ${C} -> ${B}|${C} -> ${B} -> ${C})$`)) },
    ],
    [
      "with a condition that decides by nothing, or by two things",
      () => ({
        jobNodes: [jobNode(A, job)],
        conditionNodes: [
          conditionNode(B, {}, {}),
          conditionNode(C, { status: { value: "AllSuccess" }, custom: { expression: "true" } }, {}),
        ],
      }),
      {
        "graph.conditionNodes[0].condition": "must have either a status or an expression",
        "graph.conditionNodes[1].condition": "must have either a status or an expression",
      },
    ],
    [
      "with an expression that is none",
      () => ({ jobNodes: [jobNode(A, job)], conditionNodes: [expressionNode(C, "1 +", {})] }),
      { "graph.conditionNodes[0].condition": "Unexpected token: EOF" },
    ],
    [
      "with an empty expression",
      () => ({ jobNodes: [jobNode(A, job)], conditionNodes: [expressionNode(C, "", {})] }),
      { "graph.conditionNodes[0].condition": "Unexpected token: EOF" },
    ],
    [
      "with an expression that yields no boolean",
      () => ({ jobNodes: [jobNode(A, job)], conditionNodes: [expressionNode(C, "1 + 1", {})] }),
      { "graph.conditionNodes[0].condition": "must yield a boolean, and yields int" },
    ],
  ];

  test.each(cases)("%s", async (_, graph, expected) => {
    expect(problems(await wire.post(CREATE_PIPELINE, graphPipeline(project, graph())))).toEqual(expected);
    const id = await makePipeline(wire, project, { jobNodes: [jobNode(A, job)] });
    const added = await wire.post(
      "mutation ($id: UUID!, $graph: PipelineGraphInput!) { addGraphPipelineVersion(pipelineId: $id, graph: $graph) { number } }",
      { id, graph: graph() },
    );
    expect(problems(added)).toEqual(expected);
  });

  test("with a preset that there is not, as any wrong variable", async () => {
    const graph = { jobNodes: [jobNode(A, job)], conditionNodes: [statusNode(C, "", {})] };
    const { errors } = await wire.post(CREATE_PIPELINE, graphPipeline(project, graph));
    expect(errors?.[0]?.extensions).toEqual({ classification: "ValidationError" });
  });
});

test("a large graph is no trouble", async () => {
  const ids = Array.from(
    { length: 2000 },
    (_, index) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, "0")}`,
  );
  // Each leads to the next two: as many ways through it as there are rabbits.
  const jobNodes = ids.map((id, index) => jobNode(id, job, ids.slice(index + 1, index + 3)));
  await makePipeline(wire, project, { jobNodes });
  const [first = "", last = ""] = [ids[0], ids.at(-1)];
  const cyclic = [...jobNodes.slice(0, -1), jobNode(last, job, [first])];
  const answer = await wire.post(
    CREATE_PIPELINE,
    graphPipeline(project, { jobNodes: cyclic }, { name: "Round", alias: "Round" }),
  );
  expect(problems(answer)).toEqual({ graph: like(/^has a cycle: /) });
});
