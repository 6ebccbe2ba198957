import { pipelineGraph, type PipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import type { BuiltGraph } from "../../../src/saagie/pipelines/graph-nodes.ts";
import type { PipelineGraphInput } from "../../../generated/saagie/platform.ts";

/** The form of an id that was made at random. */
export const UUID: RegExp = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u;

/** The n-th of an orderly row of ids. */
export const idAt = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;

/** A graph whose nodes get ids in order. */
export function orderly(): PipelineGraph {
  let count = 0;
  return pipelineGraph({
    newId: () => {
      count += 1;
      return idAt(count);
    },
  });
}

/** A built graph whose jobs are looked up: by their names, which stand for ids here. */
export function asInput({ jobNodes, conditionNodes }: BuiltGraph): PipelineGraphInput {
  return {
    conditionNodes,
    jobNodes: jobNodes.map((node) => ({ ...node, job: { id: JSON.stringify(node.job) } })),
  };
}
