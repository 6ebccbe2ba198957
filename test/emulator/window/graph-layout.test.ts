import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layOut, type Way } from "../../../src/emulator/window/page/graph/layout.ts";

// How the window lays out the graph of a pipeline.

const way = (text: string): Way => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};

/** A graph without cycles: ways lead from lower numbers to higher ones. */
const graphs = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const ids = Array.from({ length: size }, (_, at) => `n${String(at)}`);
  const numbers = fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([from, to]) => from < to);
  const ways = fc.uniqueArray(numbers, { maxLength: 24, selector: ([from, to]) => from * size + to });
  return fc
    .tuple(fc.shuffledSubarray(ids, { minLength: size }), size === 1 ? fc.constant([]) : ways)
    .map(([shuffled, pairs]) => ({
      ids: shuffled,
      ways: pairs.map(([from, to]): Way => ({ from: `n${String(from)}`, to: `n${String(to)}` })),
    }));
});

describe("the layout of a graph", () => {
  test("puts a node behind the longest way to it", () => {
    const ways = ["a>b", "b>c", "a>c", "c>d"].map(way);
    const { places, layers, breadth } = layOut(["d", "c", "b", "a"], ways);
    expect(["a", "b", "c", "d"].map((id) => places.get(id)?.layer)).toEqual([0, 1, 2, 3]);
    expect([layers, breadth]).toEqual([4, 2]);
  });

  test("has nothing to lay out without nodes", () => {
    expect(layOut([], [])).toMatchObject({ layers: 1, breadth: 0, routes: [] });
  });

  test("untangles branches", () => {
    // Listed the other way round, and still no way crosses another one.
    const { places } = layOut(["a", "b", "c", "d", "e"], ["a>c", "a>b", "b>e", "c>d"].map(way));
    const at = (id: string): number => places.get(id)?.at ?? 0;
    expect(Math.sign(at("b") - at("c"))).toBe(Math.sign(at("e") - at("d")));
  });

  test("ends for a graph with a cycle, too", () => {
    expect(layOut(["a", "b"], ["a>b", "b>a"].map(way)).places.size).toBeGreaterThan(1);
  });

  test("gives every node a place of its own, and leads every way on by one layer at a time", () => {
    fc.assert(
      fc.property(graphs, ({ ids, ways }) => {
        const { places, routes, layers, breadth } = layOut(ids, ways);
        const taken = ids.map((id) => JSON.stringify(places.get(id)));
        expect(new Set(taken).size).toBe(ids.length);
        for (const [index, { from, to }] of ways.entries()) {
          const route = routes[index] ?? [];
          expect([route[0], route.at(-1)]).toEqual([places.get(from), places.get(to)]);
          for (const [step, place] of route.slice(1).entries())
            expect(place.layer).toBe((route[step]?.layer ?? 0) + 1);
          // A bend is nobody else's place: no way goes through a node.
          for (const bend of route.slice(1, -1)) expect(taken).not.toContain(JSON.stringify(bend));
        }
        for (const { layer, at } of places.values()) {
          expect(layer).toBeLessThan(layers);
          expect(Math.abs(at)).toBeLessThanOrEqual((breadth - 1) / 2);
        }
      }),
      { numRuns: 200 },
    );
  });
});
