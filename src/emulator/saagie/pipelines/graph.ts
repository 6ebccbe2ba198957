import type { ConditionNodeRecord, GraphRecord, JobNodeRecord } from "./records.ts";

/** When a node lets the nodes after it go on: always, or by what a condition decided. */
export type EdgeKind = "NEXT" | "SUCCESS" | "FAILURE";

/** A way into a node. */
export interface Edge {
  readonly from: string;
  readonly kind: EdgeKind;
}

/** The ways into each node of a graph, by the node's id. */
export type EdgesInto = ReadonlyMap<string, readonly Edge[]>;

/** A node of either kind. */
export type GraphNode = JobNodeRecord | ConditionNodeRecord;

/** All nodes, those of jobs first. */
function nodesOf({ jobNodes, conditionNodes }: GraphRecord): readonly GraphNode[] {
  return [...jobNodes, ...conditionNodes];
}

/** Whether a node decides, instead of running a job. */
export function isConditionNode(node: GraphNode): node is ConditionNodeRecord {
  return "condition" in node;
}

/** The ids of the nodes after a node, each with the kind of the way there. */
function waysOut(node: GraphNode): readonly { readonly to: string; readonly kind: EdgeKind }[] {
  const ways = (ids: readonly string[], kind: EdgeKind): { to: string; kind: EdgeKind }[] =>
    ids.map((to) => ({ to, kind }));
  if (!isConditionNode(node)) return ways(node.nextNodes, "NEXT");
  return [...ways(node.nextNodesSuccess, "SUCCESS"), ...ways(node.nextNodesFailure, "FAILURE")];
}

/** Turns the ways out of nodes into the ways into them. */
export function edgesInto(graph: GraphRecord): EdgesInto {
  const edges = new Map<string, Edge[]>(nodesOf(graph).map(({ id }) => [id, []]));
  for (const node of nodesOf(graph))
    for (const { to, kind } of waysOut(node)) edges.get(to)?.push({ from: node.id, kind });
  return edges;
}

/**
 * Puts the nodes into an order in which each comes after those that lead to it.
 *
 * @returns only the nodes that no cycle leads to: all of them, when there is none
 */
export function inOrder(graph: GraphRecord): readonly GraphNode[] {
  const waiting = new Map<string, number>();
  for (const [id, edges] of edgesInto(graph)) waiting.set(id, edges.length);
  const nodes = new Map(nodesOf(graph).map((node) => [node.id, node]));
  const ready = nodesOf(graph).filter(({ id }) => waiting.get(id) === 0);
  // It grows while it is walked over.
  for (const node of ready) {
    for (const { to } of waysOut(node)) {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      const next = nodes.get(to);
      if (left === 0 && next !== undefined) ready.push(next);
    }
  }
  return ready;
}

/** Finds a cycle. @returns its nodes, the first one again at the end; undefined when there is none */
export function findCycle(graph: GraphRecord): readonly string[] | undefined {
  const orderly = new Set(inOrder(graph).map(({ id }) => id));
  const stuck = nodesOf(graph).find(({ id }) => !orderly.has(id));
  const before = edgesInto(graph);
  // Every node that is stuck has one before it that is: going back long enough leads into the cycle.
  const path: string[] = [];
  let id = stuck?.id;
  while (id !== undefined && !path.includes(id)) {
    path.unshift(id);
    id = before.get(id)?.find(({ from }) => !orderly.has(from))?.from;
  }
  if (id === undefined) return undefined;
  return [id, ...path.slice(0, path.indexOf(id) + 1)];
}

/** Makes the graph that runs jobs one after the other. */
export function chain(jobIds: readonly string[], newId: () => string): GraphRecord {
  const ids = jobIds.map(newId);
  const jobNodes = jobIds.map((jobId, index): JobNodeRecord => {
    const id = ids[index] ?? newId();
    const next = ids[index + 1];
    return { id, jobId, nextNodes: next === undefined ? [] : [next], position: null };
  });
  return { jobNodes, conditionNodes: [] };
}

/** The jobs of a graph, each once however many nodes run it. */
export function jobIdsOf({ jobNodes }: GraphRecord): readonly string[] {
  return [...new Set(jobNodes.map(({ jobId }) => jobId))];
}

/** The job nodes right before a node: conditions in between do not count as a step. */
export function jobNodesBefore(
  edges: EdgesInto,
  jobNodeIds: ReadonlySet<string>,
  nodeId: string,
): ReadonlySet<string> {
  return reach(
    nodeId,
    (id) => (id === nodeId || !jobNodeIds.has(id) ? parentsOf(edges, id) : []),
    jobNodeIds,
  );
}

/** All job nodes from which a way leads to a node. */
export function allJobNodesBefore(
  edges: EdgesInto,
  jobNodeIds: ReadonlySet<string>,
  nodeId: string,
): ReadonlySet<string> {
  return reach(nodeId, (id) => parentsOf(edges, id), jobNodeIds);
}

function parentsOf(edges: EdgesInto, id: string): readonly string[] {
  return (edges.get(id) ?? []).map(({ from }) => from);
}

function reach(
  start: string,
  next: (id: string) => readonly string[],
  wanted: ReadonlySet<string>,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...next(start)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...next(id));
  }
  return new Set([...seen].filter((id) => wanted.has(id)));
}
