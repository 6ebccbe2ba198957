import { isSame } from "../../core/changes.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { readCondition, type ConditionRecord } from "./condition.ts";
import { pipelineGraph, type PipelineGraph, type PipelineGraphOptions } from "./graph.ts";
import type { PipelineJobReference, PipelineNodeOptions } from "./graph-nodes.ts";
import type { NodePosition } from "./layout.ts";

/** A job as a graph of a platform or of a file names it. */
export interface GraphJobRecord {
  readonly id: string;
  readonly name?: string;
}

/** What a platform's answer or a file says of any node. */
interface NodeRecord {
  readonly id: string;
  readonly position?: NodePosition | null;
}

/** A node that runs a job, as a platform or a file holds it. */
export interface JobNodeRecord extends NodeRecord {
  readonly job: GraphJobRecord;
  readonly nextNodes?: readonly string[] | null;
}

/** A node that decides, as a platform or a file holds it. */
export interface ConditionNodeRecord extends NodeRecord {
  readonly condition?: ConditionRecord | null;
  readonly nextNodesSuccess?: readonly string[] | null;
  readonly nextNodesFailure?: readonly string[] | null;
}

/** A graph as a platform answers it, or as a file holds it; older files lack some members. */
export interface GraphRecord {
  readonly jobNodes?: readonly JobNodeRecord[] | null;
  readonly conditionNodes?: readonly ConditionNodeRecord[] | null;
}

/** Options of reading a graph. */
export interface ReadGraphOptions extends PipelineGraphOptions {
  /** Which job a node is to run. Default: the one with the same id. */
  readonly job?: (job: GraphJobRecord) => PipelineJobReference;
}

/**
 * Reads the graph of a version, or of an exported one, so that it can be varied and sent again.
 *
 * @remarks Nodes are named by their ids, which they keep where these are UUIDs, as they keep their positions.
 * @throws {@link InvalidInputError} when it holds two different nodes with one id, or a condition that is not understood.
 * @example
 * ```ts
 * const { graph } = await saagie.pipelines.version(pipeline, 1);
 * await saagie.pipelines.upgrade(pipeline, { graph: readPipelineGraph(graph).job("mail", { name: "Mail" }) });
 * ```
 */
export function readPipelineGraph(record: GraphRecord | null, options: ReadGraphOptions = {}): PipelineGraph {
  const { job = ({ id }) => ({ id }), ...graphOptions } = options;
  const conditionNodes = once(record?.conditionNodes ?? []);
  const jobNodes = once(record?.jobNodes ?? []);
  let graph = pipelineGraph(graphOptions);
  for (const node of jobNodes) graph = graph.job(node.id, job(node.job), placeOf(node));
  for (const node of conditionNodes) {
    graph = graph.condition(node.id, readCondition(node.condition), placeOf(node));
  }
  for (const { id, nextNodes } of jobNodes) graph = graph.edge(id, nextNodes ?? []);
  for (const { id, nextNodesSuccess, nextNodesFailure } of conditionNodes) {
    graph = graph.edge(id, nextNodesSuccess ?? [], { on: "success" });
    graph = graph.edge(id, nextNodesFailure ?? [], { on: "failure" });
  }
  return graph;
}

function placeOf({ position }: NodeRecord): PipelineNodeOptions {
  return position == null ? {} : { position: { x: position.x, y: position.y } };
}

/** Some clients write a node once for every way that leads to it. */
function once<Node extends NodeRecord>(nodes: readonly Node[]): readonly Node[] {
  const byId = new Map<string, Node>();
  for (const node of nodes) {
    const other = byId.get(node.id);
    if (other !== undefined && !isSame(other, node)) {
      throw new InvalidInputError(`The graph has two different nodes with the id ${node.id}.`);
    }
    byId.set(node.id, node);
  }
  return [...byId.values()];
}
