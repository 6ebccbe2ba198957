import { describe, expect, test } from "vitest";
import { doTheSame } from "../../../src/saagie/pipelines/graph-comparison.ts";
import { pipelineGraph, type PipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import { asInput } from "../support/graphs.ts";

describe("comparing", () => {
  const ring = (sizes: readonly number[]): PipelineGraph => {
    // Rings of nodes that all look alike, every second one leading to both its neighbours.
    let graph = pipelineGraph();
    for (const [ringAt, size] of sizes.entries()) {
      const name = (at: number): string => `${String(ringAt)} ${String((at + size) % size)}`;
      for (let at = 0; at < size; at += 1) graph = graph.job(name(at), "x");
      for (let at = 0; at < size; at += 2) graph = graph.edge(name(at), [name(at - 1), name(at + 1)]);
    }
    return graph;
  };
  const compare = (a: PipelineGraph, b: PipelineGraph): boolean =>
    doTheSame(asInput(a.build()), asInput(b.build()));

  test("tells one ring from two, though every node has the same neighbours", () => {
    expect(compare(ring([12]), ring([6, 6]))).toBe(false);
    expect(compare(ring([6, 6]), ring([6, 6]))).toBe(true);
    expect(compare(ring([4, 8]), ring([8, 4]))).toBe(true);
  });

  test("tells branches, conditions and jobs apart", () => {
    const graph = (on: "success" | "failure", expression: string, job: string): PipelineGraph =>
      pipelineGraph()
        .job("a", "x")
        .condition("c", { expression })
        .job("b", job)
        .edge("a", "c")
        .edge("c", "b", { on });
    const one = graph("success", "a", "x");
    expect(compare(one, graph("success", "a", "x"))).toBe(true);
    expect(compare(one, graph("failure", "a", "x"))).toBe(false);
    expect(compare(one, graph("success", "b", "x"))).toBe(false);
    expect(compare(one, graph("success", "a", "y"))).toBe(false);
  });

  test("nodes that are alike but for what is before them take no time", () => {
    const comb = (names: readonly string[]): PipelineGraph => {
      let graph = pipelineGraph();
      for (const name of names) {
        graph = graph.job(name, name).job(`after ${name}`, "x").edge(name, `after ${name}`);
      }
      return graph;
    };
    const names = Array.from({ length: 100 }, (_, at) => String(at));
    expect(compare(comb(names), comb(names.toReversed()))).toBe(true);
  });

  test("hundreds of nodes, many alike, take no time", () => {
    const wide = (): PipelineGraph => {
      const names = Array.from({ length: 200 }, (_, at) => String(at));
      let graph = pipelineGraph().job("start", "x").job("end", "y");
      for (const name of names) graph = graph.job(name, "z");
      return graph.edge("start", names).edge(names, "end");
    };
    expect(compare(wide(), wide())).toBe(true);
  });
});
