import type { PipelinesForExportResult } from "../../../../generated/saagie/methods.ts";
import type { ConditionInput, PipelineGraphInput } from "../../../../generated/saagie/platform.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import { isId } from "../../references/urls.ts";
import { parseCondition } from "../format/condition-text.ts";
import type { ArchivedGraph } from "../format/pipeline-record.ts";

type FoundVersion = PipelinesForExportResult["versions"][number];

/** What is wrong with a graph by itself. */
export function faultOf({ jobNodes, conditionNodes }: ArchivedGraph): string | undefined {
  const next = new Map<string, readonly string[]>();
  for (const { id, nextNodes } of jobNodes) next.set(id, nextNodes);
  for (const { id, nextNodesSuccess, nextNodesFailure } of conditionNodes) {
    next.set(id, [...nextNodesSuccess, ...nextNodesFailure]);
  }
  if (next.size < jobNodes.length + conditionNodes.length) return "two of its nodes have one id";
  const odd = [...next.keys()].find((id) => !isId(id));
  if (odd !== undefined) return `the id of its node ${JSON.stringify(odd)} is not a UUID`;
  for (const [id, ids] of next) {
    const dangling = ids.find((other) => !next.has(other));
    if (dangling !== undefined) return `its node ${id} leads to ${dangling}, which is not there`;
  }
  const cycle = cycleIn(next);
  return cycle && `its graph has a cycle: ${shortened(cycle).join(" → ")}`;
}

/** Both ends of a long list: a message is read by people. */
function shortened(ids: readonly string[]): readonly string[] {
  return ids.length > 12 ? [...ids.slice(0, 5), "…", ...ids.slice(-5)] : ids;
}

function cycleIn(next: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of next.keys()) {
    // Not by recursion: a graph from an archive may be deeper than the stack.
    const path = new Set<string>();
    const stack: { readonly id: string; readonly left: string[] }[] = [];
    const enter = (id: string): void => {
      path.add(id);
      stack.push({ id, left: [...(next.get(id) ?? [])] });
    };
    if (!done.has(start)) enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const id = top.left.pop();
      if (id === undefined) {
        done.add(top.id);
        stack.pop();
        path.delete(top.id);
      } else if (path.has(id)) return [...[...path].slice([...path].indexOf(id)), id];
      else if (!done.has(id)) enter(id);
    }
  }
  return undefined;
}

/** The graph of a version as it is read, in the form in which it is written; the order of nodes means nothing. */
export function graphOf({ graph }: FoundVersion): unknown {
  return sorted({
    jobNodes: (graph?.jobNodes ?? []).map(({ id, job, nextNodes, position }) => ({
      id,
      job: { id: job?.id ?? "" },
      nextNodes: nextNodes ?? [],
      position: position ?? null,
    })),
    conditionNodes: (graph?.conditionNodes ?? []).map(({ condition, ...node }) => ({
      ...node,
      ...omitUndefined({ condition: conditionOf(condition) }),
    })),
  });
}

const USUAL: ConditionInput = { status: { value: "AllSuccessOrSkipped" } };

function conditionOf(
  condition: { readonly toString: unknown } | null | undefined,
): ConditionInput | undefined {
  return typeof condition?.toString === "string" ? parseCondition(condition.toString) : undefined;
}

/** A graph in an order in which two can be compared. */
export function sorted({ jobNodes, conditionNodes }: PipelineGraphInput): unknown {
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
  return {
    jobNodes: [...(jobNodes ?? [])].toSorted(byId),
    // A node without a condition decides as one with the platform's own.
    conditionNodes: [...(conditionNodes ?? [])]
      .map((node) => ({ ...node, condition: node.condition ?? USUAL }))
      .toSorted(byId),
  };
}

/** The jobs of a linear version in the order in which they run; `undefined` where it is no chain. */
export function chainIds({ graph }: FoundVersion): readonly string[] | undefined {
  const nodes = new Map((graph?.jobNodes ?? []).map((node) => [node.id, node]));
  const led = new Set([...nodes.values()].flatMap(({ nextNodes }) => nextNodes ?? []));
  const ids: string[] = [];
  let node = [...nodes.values()].find(({ id }) => !led.has(id));
  while (node !== undefined && ids.length < nodes.size) {
    ids.push(node.job?.id ?? "");
    const [next] = node.nextNodes ?? [];
    node = next === undefined ? undefined : nodes.get(next);
  }
  return ids.length === nodes.size && (graph?.conditionNodes ?? []).length === 0 ? ids : undefined;
}
