/** A node, as far as its place among others goes. */
export interface OrderedNode {
  readonly id: string;
  /** Ids of the nodes after it. */
  readonly next: readonly string[];
}

/** For each node, the ids of the nodes before it, each once. */
export function nodesBefore(nodes: readonly OrderedNode[]): ReadonlyMap<string, readonly string[]> {
  const before = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { id, next } of nodes) for (const to of new Set(next)) before.get(to)?.push(id);
  return before;
}

/** Puts nodes into an order in which each comes after those before it; without those on a cycle or behind one. */
export function inOrder<Node extends OrderedNode>(nodes: readonly Node[]): readonly Node[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const waitingFor = new Map([...nodesBefore(nodes)].map(([id, before]) => [id, before.length]));
  const ordered = nodes.filter(({ id }) => waitingFor.get(id) === 0);
  // It grows while it is walked.
  for (const { next } of ordered) {
    for (const to of new Set(next)) {
      const left = (waitingFor.get(to) ?? 0) - 1;
      waitingFor.set(to, left);
      const node = byId.get(to);
      if (left === 0 && node !== undefined) ordered.push(node);
    }
  }
  return ordered;
}

/** Finds a cycle: its nodes in their direction, the first one again at the end. */
export function findCycle(nodes: readonly OrderedNode[]): readonly string[] | undefined {
  const orderly = new Set(inOrder(nodes).map(({ id }) => id));
  const before = nodesBefore(nodes);
  // Whatever is stuck has something stuck before it: going back long enough leads round a cycle.
  const seen = new Map<string, number>();
  const path: string[] = [];
  let at = nodes.find(({ id }) => !orderly.has(id))?.id;
  while (at !== undefined && !seen.has(at)) {
    seen.set(at, path.length);
    path.push(at);
    at = before.get(at)?.find((id) => !orderly.has(id));
  }
  if (at === undefined) return undefined;
  return [at, ...path.slice(seen.get(at)).toReversed()];
}

/** A way to a node from one that has none before it. Only for graphs without a cycle, or up to where one closes. */
export function pathTo(nodes: readonly OrderedNode[], id: string): readonly string[] {
  const before = nodesBefore(nodes);
  const path = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !path.has(at); at = before.get(at)?.[0])
    path.add(at);
  return [...path].toReversed();
}
