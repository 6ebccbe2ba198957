import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { doTheSame } from "../../../src/saagie/pipelines/graph-comparison.ts";
import { readPipelineGraph } from "../../../src/saagie/pipelines/graph-reading.ts";
import { pipelineGraph, type PipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import { asInput } from "../support/graphs.ts";

/** A random graph: jobs and conditions, and edges that only lead on. */
interface Sketch {
  readonly kinds: readonly ("job" | "status" | "expression")[];
  readonly edges: readonly (readonly [from: number, to: number, on: "success" | "failure"])[];
}

const sketches: fc.Arbitrary<Sketch> = fc
  .array(fc.constantFrom("job", "job", "status", "expression"), { minLength: 1, maxLength: 12 })
  .chain((kinds) =>
    fc
      .array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom("success", "failure")), { maxLength: 30 })
      .map((pairs): Sketch => {
        const first = "job" as const;
        const all = [first, ...kinds, first] as const;
        const last = all.length - 1;
        // Whatever stands between has the first before it and the last behind it: a condition needs both.
        const needed = kinds.flatMap((_, at) => [
          [0, at + 1, "success"] as const,
          [at + 1, last, "success"] as const,
        ]);
        const more = pairs
          .map(([a, b, on]) => [a % all.length, b % all.length, on] as const)
          .filter(([a, b]) => a < b);
        return { kinds: all, edges: [...needed, ...more] };
      }),
  );

/** Adds the nodes in an order of one's own, so that nothing depends on it. */
function draw({ kinds, edges }: Sketch, order: readonly number[] = kinds.map((_, at) => at)): PipelineGraph {
  let graph = pipelineGraph();
  for (const at of order) {
    const name = `n${String(at)}`;
    if (kinds[at] === "job") graph = graph.job(name, { name: `job ${String(at % 3)}` });
    else
      graph = graph.condition(
        name,
        kinds[at] === "status" ? "AllSuccess" : { expression: `v == "${String(at % 2)}"` },
      );
  }
  for (const [from, to, on] of edges) {
    graph = graph.edge(`n${String(from)}`, `n${String(to)}`, kinds[from] === "job" ? {} : { on });
  }
  return graph;
}

const shuffled = sketches.chain((sketch) =>
  fc
    .shuffledSubarray([...sketch.kinds.keys()], { minLength: sketch.kinds.length })
    .map((order) => ({ sketch, order })),
);

describe("properties of random graphs", () => {
  test("every edge is kept, and nothing else is there", () => {
    fc.assert(
      fc.property(shuffled, ({ sketch, order }) => {
        const graph = draw(sketch, order);
        const nameOf = new Map(graph.nodes.map(({ id, name }) => [id, name]));
        const { jobNodes, conditionNodes } = graph.build();
        const found = [
          ...jobNodes.flatMap(({ id, nextNodes }) => nextNodes.map((to) => [id, to, ""])),
          ...conditionNodes.flatMap(({ id, nextNodesSuccess }) =>
            nextNodesSuccess.map((to) => [id, to, "success"]),
          ),
          ...conditionNodes.flatMap(({ id, nextNodesFailure }) =>
            nextNodesFailure.map((to) => [id, to, "failure"]),
          ),
        ].map(([from = "", to = "", on]) => `${nameOf.get(from) ?? ""} ${nameOf.get(to) ?? ""} ${on ?? ""}`);
        const wanted = sketch.edges.map(
          ([from, to, on]) => `n${String(from)} n${String(to)} ${sketch.kinds[from] === "job" ? "" : on}`,
        );
        expect(found.toSorted()).toEqual([...new Set(wanted)].toSorted());
        expect(jobNodes.length + conditionNodes.length).toBe(sketch.kinds.length);
      }),
    );
  });

  test("no nodes overlap, and each stands right of those before it", () => {
    fc.assert(
      fc.property(shuffled, ({ sketch, order }) => {
        const { jobNodes, conditionNodes } = draw(sketch, order).build();
        const nodes = [
          ...jobNodes.map(({ id, position, nextNodes }) => ({ id, position, next: nextNodes })),
          ...conditionNodes.map(({ id, position, nextNodesSuccess, nextNodesFailure }) => ({
            id,
            position,
            next: [...nextNodesSuccess, ...nextNodesFailure],
          })),
        ];
        const positionOf = new Map(nodes.map(({ id, position }) => [id, position]));
        for (const { id, position, next } of nodes) {
          expect(position.x * position.y).not.toBe(0);
          for (const to of next) expect(positionOf.get(to)?.x).toBeGreaterThan(position.x);
          for (const other of nodes) {
            const isApart =
              Math.abs(other.position.x - position.x) >= 250 ||
              Math.abs(other.position.y - position.y) >= 125;
            expect(other.id === id || isApart).toBe(true);
          }
        }
      }),
    );
  });

  test("given positions stay, and nothing is put upon them", () => {
    const given = fc.array(fc.tuple(fc.nat(11), fc.integer(), fc.integer()), { maxLength: 5 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), given, (count, positions) => {
        const wanted = new Map(positions.map(([at, x, y]) => [at, { x, y }]));
        let graph = pipelineGraph();
        for (let at = 0; at < count; at += 1) {
          const position = wanted.get(at);
          graph = graph.job(String(at), "x", position === undefined ? {} : { position });
          if (at > 1) graph = graph.edge("0", String(at));
        }
        const { jobNodes } = graph.build();
        for (const [at, { position }] of jobNodes.entries()) {
          if (wanted.has(at)) expect(position).toEqual(wanted.get(at));
          else {
            for (const [other, { position: there }] of jobNodes.entries()) {
              const isApart = Math.abs(there.x - position.x) >= 250 || Math.abs(there.y - position.y) >= 125;
              expect(other === at || isApart).toBe(true);
            }
          }
        }
      }),
    );
  });

  test("an edge back makes a cycle, which is always found and is really there", () => {
    fc.assert(
      fc.property(shuffled, fc.nat(), ({ sketch, order }, seed) => {
        const [from, to] = sketch.edges[seed % sketch.edges.length] ?? [0, 1, "success"];
        const graph = draw(sketch, order).edge(`n${String(to)}`, `n${String(from)}`);
        let message = "";
        try {
          graph.build();
        } catch (error) {
          message = String(error);
        }
        const path = /cycle: (.*)\.$/u.exec(message)?.[1]?.split(" → ") ?? [];
        expect(path.length).toBeGreaterThan(2);
        expect(path.at(0)).toBe(path.at(-1));
        for (const [at, name] of path.slice(0, -1).entries()) {
          expect(graph.edges).toContainEqual(expect.objectContaining({ from: name, to: path[at + 1] }));
        }
      }),
    );
  });

  test("what is built, read and built again is the same", () => {
    fc.assert(
      fc.property(shuffled, ({ sketch, order }) => {
        const input = asInput(draw(sketch, order).build());
        const record = {
          jobNodes: input.jobNodes ?? [],
          conditionNodes: (input.conditionNodes ?? []).map(({ condition, ...node }) => ({
            ...node,
            condition: {
              value: condition?.status?.value ?? null,
              expression: condition?.custom?.expression ?? null,
            },
          })),
        };
        const again = readPipelineGraph(record as Parameters<typeof readPipelineGraph>[0], {
          job: ({ id }) => id,
        });
        const built = again.build();
        expect({
          ...built,
          jobNodes: built.jobNodes.map((node) => ({ ...node, job: { id: node.job } })),
        }).toEqual(input);
      }),
    );
  });

  test("a graph drawn in another order, with other ids, does the same; with one edge less or more, it does not", () => {
    fc.assert(
      fc.property(shuffled, fc.nat(), ({ sketch, order }, seed) => {
        const one = asInput(draw(sketch).build());
        expect(doTheSame(one, asInput(draw(sketch, order).build()))).toBe(true);
        const edges = new Set(sketch.edges.map(String));
        const added = [seed % sketch.kinds.length, sketch.kinds.length, "success"] as const;
        const longer = { kinds: [...sketch.kinds, "job"] as const, edges: [...sketch.edges, added] };
        expect(doTheSame(one, asInput(draw(longer, [...order, order.length]).build()))).toBe(false);
        const bridge = [0, sketch.kinds.length - 1, "success"] as const;
        if (!edges.has(String(bridge)) && !edges.has("0," + String(sketch.kinds.length - 1) + ",failure")) {
          const more = asInput(draw({ ...sketch, edges: [...sketch.edges, bridge] }, order).build());
          expect(doTheSame(one, more)).toBe(false);
        }
      }),
    );
  });
});
