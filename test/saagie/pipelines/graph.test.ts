import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import { pipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import { idAt, orderly, UUID } from "../support/graphs.ts";

describe("building", () => {
  test("gives the platform's form, with ids for names", () => {
    const built = orderly()
      .job("load", { project: "Sales", name: "Load" })
      .condition("good", { expression: "double(rmse) < 500.0" })
      .job("report", { name: "Report" })
      .job("alarm", idAt(99), { id: idAt(50), position: { x: 1, y: 2 } })
      .edge("load", "good")
      .edge("good", "report")
      .edge("good", ["alarm"], { on: "failure" })
      .build();
    expect(built).toEqual({
      jobNodes: [
        {
          id: idAt(1),
          job: { project: "Sales", name: "Load" },
          nextNodes: [idAt(2)],
          position: { x: 100, y: 127 },
        },
        { id: idAt(3), job: { name: "Report" }, nextNodes: [], position: { x: 600, y: 127 } },
        { id: idAt(50), job: idAt(99), nextNodes: [], position: { x: 1, y: 2 } },
      ],
      conditionNodes: [
        {
          id: idAt(2),
          condition: { custom: { expression: "double(rmse) < 500.0" } },
          nextNodesSuccess: [idAt(3)],
          nextNodesFailure: [idAt(50)],
          position: { x: 350, y: 127 },
        },
      ],
    });
  });

  test("makes random ids, which stay however often it is built; a name that is a UUID is the id", () => {
    const graph = pipelineGraph().job("a", "x").job(idAt(1), "x");
    const [first, second] = graph.build().jobNodes;
    expect(first?.id).toMatch(UUID);
    expect(second?.id).toBe(idAt(1));
    expect(graph.build()).toEqual(graph.build());
  });

  test("a graph never changes, and can be varied", () => {
    const base = orderly().job("a", "x");
    const one = base.job("b", "x").edge("a", "b");
    const other = base.job("c", "x");
    expect(base.nodes.map(({ name }) => name)).toEqual(["a"]);
    expect(one.nodes.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(other.nodes.map(({ name }) => name)).toEqual(["a", "c"]);
    expect([base.edges, one.edges]).toEqual([[], [{ from: "a", to: "b" }]]);
  });

  test("a node that two ways lead to is one node, and an edge told twice is one", () => {
    const { jobNodes } = orderly()
      .job("a", "x")
      .job("b", "x")
      .job("c", "x")
      .job("d", "x")
      .edge("a", ["b", "c"])
      .edge(["b", "c"], "d")
      .edge("b", "d")
      .build();
    expect(jobNodes.map(({ nextNodes }) => nextNodes)).toEqual([
      [idAt(2), idAt(3)],
      [idAt(4)],
      [idAt(4)],
      [],
    ]);
  });

  test("one job may be in several nodes", () => {
    const { jobNodes } = orderly().job("a", "x").job("again", "x").edge("a", "again").build();
    expect(jobNodes.map(({ job }) => job)).toEqual(["x", "x"]);
  });

  test("a condition is always sent: what the web page takes at first, where nothing is said", () => {
    const { conditionNodes } = orderly()
      .job("a", "x")
      .condition("c")
      .job("b", "x")
      .edge("a", "c")
      .edge("c", "b")
      .build();
    expect(conditionNodes[0]?.condition).toEqual({ status: { value: "AllSuccessOrSkipped" } });
  });
});

const REFUSED: readonly (readonly [string, () => unknown, RegExp])[] = [
  ["an empty graph", () => orderly().build(), /The graph is empty/u],
  ["a graph without a job", () => orderly().condition("c").build(), /no job/u],
  [
    "a cycle",
    () =>
      orderly()
        .job("in", "x")
        .job("a", "x")
        .job("b", "x")
        .edge("in", "a")
        .edge("a", "b")
        .edge("b", "a")
        .build(),
    /cycle: (?:a → b → a|b → a → b)\./u,
  ],
  ["an edge from a node to itself", () => orderly().job("a", "x").edge("a", "a").build(), /cycle: a → a\./u],
  [
    "a cycle through a condition's branch",
    () =>
      orderly()
        .job("a", "x")
        .condition("again")
        .edge("a", "again")
        .edge("again", "a", { on: "failure" })
        .build(),
    /cycle: (?:a → again → a|again → a → again)\./u,
  ],
  [
    "an edge to nowhere",
    () =>
      orderly().job("load", "x").job("report", "x").edge("load", "report").edge("report", "reprot").build(),
    /load → report → reprot: the graph has no node "reprot"/u,
  ],
  ["an edge from nowhere", () => orderly().job("load", "x").edge("laod", "load").build(), /no node "laod"/u],
  [
    "a condition that leads nowhere",
    () => orderly().job("a", "x").condition("c").edge("a", "c").build(),
    /a → c: nothing follows the condition "c"/u,
  ],
  [
    "a condition with nothing before it",
    () => orderly().condition("c").job("a", "x").edge("c", "a").build(),
    /Nothing leads to the condition "c"/u,
  ],
  [
    "a job that decides",
    () => orderly().job("a", "x").job("b", "x").edge("a", "b", { on: "failure" }).build(),
    /"a" is a job/u,
  ],
  ["two nodes of one name", () => orderly().job("a", "x").condition("a"), /two nodes named "a"/u],
  [
    "two nodes of one id",
    () =>
      orderly()
        .job("a", "x", { id: idAt(7) })
        .job("b", "x", { id: idAt(7) })
        .build(),
    /"a" and "b" have the same id/u,
  ],
  ["an id that is none", () => orderly().job("a", "x", { id: "7" }), /"7" of "a" is not a UUID/u],
  ["a node without a name", () => orderly().job("", "x"), /no name/u],
  [
    "an empty expression",
    () => orderly().condition("c", { expression: " " }),
    /expression of a condition is empty/u,
  ],
  [
    "an unknown condition",
    () => orderly().condition("c", "AllSucces" as "AllSuccess"),
    /"AllSucces" is not a condition; valid: AllSuccess, AllSuccessOrSkipped, AtLeastOneSuccess/u,
  ],
  [
    "a position that is none",
    () => orderly().job("a", "x", { position: { x: Number.NaN, y: 0 } }),
    /two numbers/u,
  ],
];

describe("is refused", () => {
  test.each(REFUSED)("%s", (_, build, message) => {
    expect(build).toThrow(InvalidInputError);
    expect(build).toThrow(message);
  });

  test("an edge to nowhere, with a near name", () => {
    const graph = orderly().job("report", "x").edge("report", "reprot");
    expect(() => graph.build()).toThrow(expect.objectContaining({ hint: 'Did you mean "report"?' }));
  });
});
