import type { PipelineGraphInput } from "../../../generated/saagie/platform.ts";

/** A node without its id and its position: what it does, and what follows it. */
interface PlainNode {
  readonly label: string;
  /** The places of the nodes that follow, each with the branch it is on. */
  readonly next: readonly Way[];
  /** The places of the nodes before, each with the branch that leads here. */
  readonly before: readonly Way[];
}

interface Way {
  readonly branch: string;
  readonly node: number;
}

type PlainGraph = readonly PlainNode[];

/** For every node of both graphs, the class of nodes that it cannot be told from. */
type Classes = readonly [readonly number[], readonly number[]];

/**
 * How often classes are refined at most. Graphs that need more consist of hundreds of nodes of one job, all alike; taken
 * as different, they cost a version that was not needed, and nothing else.
 */
const PATIENCE = 500;

/**
 * Whether two graphs do the same: the same jobs and conditions, followed by the same.
 *
 * @remarks Ids of nodes do not count, since a graph that is built anew has new ones; nor do positions, which only say how
 * it is drawn.
 */
export function doTheSame(a: PipelineGraphInput, b: PipelineGraphInput): boolean {
  const graphs = [plain(a), plain(b)] as const;
  if (graphs[0].length !== graphs[1].length) return false;
  const patience = { left: PATIENCE };
  return match(graphs, byLabel(graphs), patience);
}

function plain({ jobNodes, conditionNodes }: PipelineGraphInput): PlainGraph {
  const nodes = [
    ...(jobNodes ?? []).map(({ id, job, nextNodes }) => ({
      id,
      label: `job ${job.id}`,
      ways: { next: nextNodes ?? [] } as Readonly<Record<string, readonly string[]>>,
    })),
    ...(conditionNodes ?? []).map(({ id, condition, nextNodesSuccess, nextNodesFailure }) => ({
      id,
      label: `condition ${condition?.status?.value ?? ""} ${condition?.custom?.expression ?? ""}`,
      ways: { success: nextNodesSuccess ?? [], failure: nextNodesFailure ?? [] },
    })),
  ];
  const places = new Map(nodes.map(({ id }, at) => [id, at]));
  const next = nodes.map(({ ways }) =>
    Object.entries(ways).flatMap(([branch, ids]) =>
      [...new Set(ids)].flatMap((id): readonly Way[] => {
        const node = places.get(id);
        return node === undefined ? [] : [{ branch, node }];
      }),
    ),
  );
  const before = nodes.map((): Way[] => []);
  for (const [from, ways] of next.entries())
    for (const { branch, node } of ways) before[node]?.push({ branch, node: from });
  return nodes.map(({ label }, at) => ({ label, next: next[at] ?? [], before: before[at] ?? [] }));
}

type Graphs = readonly [PlainGraph, PlainGraph];

/** Numbers marks: equal ones alike, in both graphs. */
function classify(marks: readonly [readonly string[], readonly string[]]): Classes {
  const numbers = new Map<string, number>();
  const numberOf = (mark: string): number => {
    const number = numbers.get(mark) ?? numbers.size;
    numbers.set(mark, number);
    return number;
  };
  return [marks[0].map(numberOf), marks[1].map(numberOf)];
}

function byLabel([a, b]: Graphs): Classes {
  return classify([a.map(({ label }) => label), b.map(({ label }) => label)]);
}

/** Tells apart whatever has other neighbours, until nothing more can be told apart so. */
function refine([a, b]: Graphs, classes: Classes): Classes {
  let current = classes;
  for (;;) {
    const marks = (graph: PlainGraph, own: readonly number[]): readonly string[] =>
      graph.map(({ next, before }, at) => [own[at], around(next, own), around(before, own)].join("/"));
    const refined = classify([marks(a, current[0]), marks(b, current[1])]);
    if (countOf(refined) === countOf(current)) return refined;
    current = refined;
  }
}

function around(ways: readonly Way[], classes: readonly number[]): string {
  return ways
    .map(({ branch, node }) => `${branch}${String(classes[node])}`)
    .toSorted()
    .join();
}

function countOf([a, b]: Classes): number {
  return new Set([...a, ...b]).size;
}

/** Whether the nodes of both graphs can be paired so that neighbours are paired with neighbours. */
function match(graphs: Graphs, classes: Classes, patience: { left: number }): boolean {
  patience.left -= 1;
  if (patience.left < 0) return false;
  const [a, b] = refine(graphs, classes);
  const [membersOfA, membersOfB] = [members(a), members(b)];
  const sizes = [...membersOfA].map(
    ([of, nodes]) => [nodes.length, membersOfB.get(of)?.length ?? 0] as const,
  );
  if (membersOfA.size !== membersOfB.size || sizes.some(([inA, inB]) => inA !== inB)) return false;
  const alike = [...membersOfA].find(([, nodes]) => nodes.length > 1);
  if (alike === undefined) return true;
  // Of nodes that are all alike so far, one is paired with each possible partner in turn.
  const [of, [first]] = alike;
  return (membersOfB.get(of) ?? []).some((partner) =>
    match(graphs, [setApart(a, first), setApart(b, partner)], patience),
  );
}

function members(classes: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const [node, of] of classes.entries()) {
    const others = found.get(of);
    if (others === undefined) found.set(of, [node]);
    else others.push(node);
  }
  return found;
}

/** Puts one node into a class of its own. */
function setApart(classes: readonly number[], node: number | undefined): readonly number[] {
  return classes.map((of, at) => (at === node ? -1 : of));
}
