/** A way between two nodes. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

/** Where a node is: in which layer, and at which place in it. Places of a layer are around 0, at distances of 1. */
export interface Place {
  readonly layer: number;
  readonly at: number;
}

/** A graph that is laid out. */
export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  /** Through which places each way goes, both its ends included; in the order of the ways. */
  readonly routes: readonly (readonly Place[])[];
  readonly layers: number;
  /** How many places the widest layer has. */
  readonly breadth: number;
}

/** How often the order within layers is improved; more changes nothing any more in graphs that people draw. */
const SWEEPS = 6;

/**
 * Lays a graph without cycles out in layers, so that every way leads on, and crosses no node and few other ways.
 *
 * @remarks The layered drawing of Sugiyama: the longest way to a node is its layer, long ways get a place in each layer that they
 * pass, and the order in a layer is that of the middles of what is joined to it.
 */
export function layOut(ids: readonly string[], ways: readonly Way[]): Layout {
  const layerOf = layersOf(ids, ways);
  const rows: string[][] = Array.from({ length: Math.max(0, ...layerOf.values()) + 1 }, () => []);
  for (const id of ids) rows[layerOf.get(id) ?? 0]?.push(id);
  // A name that no node has, since it has a line break and its number.
  const chains = ways.map(({ from, to }, number) => {
    const chain = [from];
    for (let layer = (layerOf.get(from) ?? 0) + 1; layer < (layerOf.get(to) ?? 0); layer += 1) {
      const bend = `\n${String(number)} ${String(layer)}`;
      rows[layer]?.push(bend);
      chain.push(bend);
    }
    return [...chain, to];
  });
  order(rows, chains);
  const places = new Map<string, Place>();
  for (const [layer, row] of rows.entries())
    for (const [index, id] of row.entries()) places.set(id, { layer, at: index - (row.length - 1) / 2 });
  const routes = chains.map((chain) => chain.flatMap((id) => places.get(id) ?? []));
  return { places, routes, layers: rows.length, breadth: Math.max(0, ...rows.map(({ length }) => length)) };
}

/** The length of the longest way to each node. What is in a cycle, which the platform refuses, stays where it came to. */
function layersOf(ids: readonly string[], ways: readonly Way[]): Map<string, number> {
  const layers = new Map(ids.map((id) => [id, 0]));
  for (const _ of ids) {
    let isChanged = false;
    for (const { from, to } of ways) {
      const least = (layers.get(from) ?? 0) + 1;
      if ((layers.get(to) ?? 0) >= least) continue;
      layers.set(to, least);
      isChanged = true;
    }
    if (!isChanged) break;
  }
  return layers;
}

/** Puts each layer in the order of what it is joined to, down and up again. */
function order(rows: string[][], chains: readonly (readonly string[])[]): void {
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  for (const chain of chains)
    for (const [index, id] of chain.slice(1).entries()) {
      const from = chain[index] ?? id;
      before.set(id, [...(before.get(id) ?? []), from]);
      after.set(from, [...(after.get(from) ?? []), id]);
    }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isDown = sweep % 2 === 0;
    const all = isDown ? rows.slice(1) : rows.slice(0, -1).toReversed();
    const joined = isDown ? before : after;
    const index = new Map(rows.flatMap((row) => row.map((id, at) => [id, at - (row.length - 1) / 2])));
    for (const row of all) {
      sortByMiddle(row, joined, index);
      for (const [at, id] of row.entries()) index.set(id, at - (row.length - 1) / 2);
    }
  }
}

function sortByMiddle(
  row: string[],
  joined: ReadonlyMap<string, readonly string[]>,
  index: ReadonlyMap<string, number>,
): void {
  const middles = new Map(
    row.map((id) => {
      const others = joined.get(id) ?? [];
      const sum = others.reduce((total, other) => total + (index.get(other) ?? 0), 0);
      return [id, others.length === 0 ? (index.get(id) ?? 0) : sum / others.length];
    }),
  );
  row.sort((left, right) => (middles.get(left) ?? 0) - (middles.get(right) ?? 0));
}
