import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import { readPipelineGraph } from "../../../src/saagie/pipelines/graph-reading.ts";
import { idAt, UUID } from "../support/graphs.ts";

describe("reading", () => {
  const record = {
    jobNodes: [
      { id: idAt(1), job: { id: idAt(11), name: "Load" }, position: null, nextNodes: [idAt(3)] },
      { id: idAt(2), job: { id: idAt(12), name: "Report" }, position: { x: 310, y: 75 }, nextNodes: null },
    ],
    conditionNodes: [
      {
        id: idAt(3),
        position: null,
        nextNodesSuccess: [idAt(2)],
        nextNodesFailure: [],
        condition: { toString: "ConditionStatus(value=AtLeastOneSuccess)" },
      },
    ],
  };

  test("keeps ids, edges and positions", () => {
    expect(readPipelineGraph(record).build()).toEqual({
      jobNodes: [
        { id: idAt(1), job: { id: idAt(11) }, nextNodes: [idAt(3)], position: { x: 100, y: 200 } },
        { id: idAt(2), job: { id: idAt(12) }, nextNodes: [], position: { x: 310, y: 75 } },
      ],
      conditionNodes: [
        {
          id: idAt(3),
          condition: { status: { value: "AtLeastOneSuccess" } },
          nextNodesSuccess: [idAt(2)],
          nextNodesFailure: [],
          position: { x: 350, y: 200 },
        },
      ],
    });
  });

  test("can put other jobs in their place, and makes ids for nodes that have none that the platform would take", () => {
    const graph = readPipelineGraph(
      {
        jobNodes: [
          { id: "n1", job: { id: "j", name: "Load" }, nextNodes: ["n2"] },
          { id: "n2", job: { id: "j", name: "Load" } },
        ],
      },
      { job: ({ name = "" }) => ({ name }) },
    );
    const [first, second] = graph.build().jobNodes;
    expect(first?.job).toEqual({ name: "Load" });
    expect(first?.id).toMatch(UUID);
    expect(first?.nextNodes).toEqual([second?.id]);
  });

  test("takes a node that was written once for every way to it as one", () => {
    const twice = { ...record, jobNodes: [...record.jobNodes, ...record.jobNodes] };
    expect(readPipelineGraph(twice).build()).toEqual(readPipelineGraph(record).build());
  });

  test("refuses two different nodes with one id", () => {
    const [first] = record.jobNodes;
    const broken = { jobNodes: [first, { ...first, job: { id: idAt(12) } }] } as typeof record;
    expect(() => readPipelineGraph(broken)).toThrow(/two different nodes/u);
  });

  test("takes missing parts as what they stand for", () => {
    expect(readPipelineGraph(null).nodes).toEqual([]);
    const old = { jobNodes: record.jobNodes, conditionNodes: [{ id: idAt(3), nextNodesSuccess: [idAt(2)] }] };
    expect(readPipelineGraph(old).build().conditionNodes[0]?.condition).toEqual({
      status: { value: "AllSuccessOrSkipped" },
    });
  });

  const conditionOf = (condition: object): unknown =>
    readPipelineGraph({ conditionNodes: [{ id: idAt(3), condition }] }).nodes[0];

  test.each([
    ['ConditionExpression(expression="1 + 1 == 2")', "1 + 1 == 2"],
    ['ConditionExpression(expression="x.contains("a") || y")', 'x.contains("a") || y'],
    ['ConditionExpression(expression="a="b" && c == "d")")', 'a="b" && c == "d")'],
    ['ConditionExpression(expression="a\n== b")', "a\n== b"],
  ])("reads %s from the outside", (toString, expression) => {
    expect(conditionOf({ toString })).toMatchObject({ condition: { expression } });
  });

  test("prefers what is typed", () => {
    expect(conditionOf({ toString: "whatever", expression: "a" })).toMatchObject({
      condition: { expression: "a" },
    });
    expect(conditionOf({ toString: "whatever", value: "AllSuccess" })).toMatchObject({
      condition: "AllSuccess",
    });
  });

  const broken: readonly (readonly [object])[] = [
    [{}],
    [{ toString: "ConditionTime(at=noon)" }],
    [{ toString: "ConditionStatus(value=Never)" }],
    [{ toString: 1 }],
  ];
  test.each(broken)("refuses a condition that is not understood: %o", (condition) => {
    expect(() => conditionOf(condition)).toThrow(InvalidInputError);
  });

  test("property: whatever expression there is, it is read as it was", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "binary" }), (text) => {
        const expression = `a${text}`;
        expect(conditionOf({ toString: `ConditionExpression(expression="${expression}")` })).toMatchObject({
          condition: { expression },
        });
      }),
    );
  });
});
