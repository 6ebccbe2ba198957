import { InvalidInputError } from "../../core/errors.ts";
import { nearNames } from "../../core/lookup/lookup.ts";
import { toConditionInput } from "./condition.ts";
import { findCycle, pathTo } from "./graph-order.ts";
import type { BuiltGraph, PipelineConditionNode, PipelineNode } from "./graph-nodes.ts";
import { layOut } from "./layout.ts";

/** What a graph consists of. */
interface Graph {
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly on?: "success" | "failure";
  }[];
}

/** A node with what follows it, by name. */
interface LinkedNode {
  readonly node: PipelineNode;
  /** Its name, since this is what messages show. */
  readonly id: string;
  readonly next: readonly string[];
  readonly success: readonly string[];
  readonly failure: readonly string[];
}

/** See `PipelineGraph.build`. */
export function buildGraph(graph: Graph): BuiltGraph {
  const linked = link(graph);
  check(linked);
  const idOf = new Map(linked.map(({ id, node }) => [id, node.id]));
  const ids = (names: readonly string[]): readonly string[] => names.map((name) => idOf.get(name) ?? name);
  const positions = layOut(
    linked.map(({ id, next, node: { position } }) => ({ id, next, ...(position && { position }) })),
  );
  const place = (name: string): { readonly x: number; readonly y: number } =>
    positions.get(name) ?? { x: 0, y: 0 };
  return {
    jobNodes: linked.flatMap(({ node, next }) =>
      isCondition(node)
        ? []
        : [{ id: node.id, job: node.job, nextNodes: ids(next), position: place(node.name) }],
    ),
    conditionNodes: linked.flatMap(({ node, success, failure }) =>
      isCondition(node)
        ? [
            {
              id: node.id,
              condition: toConditionInput(node.condition),
              nextNodesSuccess: ids(success),
              nextNodesFailure: ids(failure),
              position: place(node.name),
            },
          ]
        : [],
    ),
  };
}

function isCondition(node: PipelineNode): node is PipelineConditionNode {
  return "condition" in node;
}

/** Gives every node its edges, each once. */
function link({ nodes, edges }: Graph): readonly LinkedNode[] {
  const byName = new Map(
    nodes.map((node) => [
      node.name,
      { node, next: new Set<string>(), success: new Set<string>(), failure: new Set<string>() },
    ]),
  );
  for (const { from, to, on } of edges) {
    const start = byName.get(from);
    if (start === undefined || !byName.has(to)) throw dangling({ nodes, edges }, { from, to });
    if (!isCondition(start.node) && on !== undefined) {
      throw new InvalidInputError(`The edge ${from} → ${to} is for ${on}, but "${from}" is a job.`, {
        hint: "Only conditions decide: put one between them.",
      });
    }
    start.next.add(to);
    if (isCondition(start.node)) start[on ?? "success"].add(to);
  }
  return [...byName.values()].map(({ node, next, success, failure }) => ({
    node,
    id: node.name,
    next: [...next],
    success: [...success],
    failure: [...failure],
  }));
}

function dangling(
  { nodes, edges }: Graph,
  { from, to }: { readonly from: string; readonly to: string },
): InvalidInputError {
  const names = nodes.map(({ name }) => name);
  const unknown = names.includes(from) ? to : from;
  const links = names.map((id) => ({
    id,
    next: edges.filter((edge) => edge.from === id).map((edge) => edge.to),
  }));
  const path = names.includes(from) ? pathTo(links, from) : [from];
  const near = nearNames(unknown, names);
  const hint = { hint: `Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?` };
  return new InvalidInputError(
    `${[...path, to].join(" → ")}: the graph has no node "${unknown}".`,
    near.length > 0 ? hint : {},
  );
}

/** Checks what the platform refuses, and what can only be a mistake: its web page does not allow it either. */
function check(linked: readonly LinkedNode[]): void {
  if (linked.every(({ node }) => isCondition(node))) {
    throw new InvalidInputError(linked.length === 0 ? "The graph is empty." : "The graph has no job.");
  }
  const names = new Map<string, string>();
  for (const { id: name, node } of linked) {
    const other = names.get(node.id.toLowerCase());
    if (other !== undefined) {
      throw new InvalidInputError(`The nodes "${other}" and "${name}" have the same id: ${node.id}.`);
    }
    names.set(node.id.toLowerCase(), name);
  }
  const cycle = findCycle(linked);
  if (cycle !== undefined) throw new InvalidInputError(`The graph has a cycle: ${cycle.join(" → ")}.`);
  const reached = new Set(linked.flatMap(({ next }) => next));
  for (const { id: name, node, next } of linked) {
    if (!isCondition(node)) continue;
    if (next.length === 0) {
      throw new InvalidInputError(
        `${pathTo(linked, name).join(" → ")}: nothing follows the condition "${name}".`,
      );
    }
    if (!reached.has(name)) {
      throw new InvalidInputError(
        `Nothing leads to the condition "${name}", so that it has nothing to decide by.`,
      );
    }
  }
}
