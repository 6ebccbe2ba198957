import type { JobReference } from "../../../generated/saagie/methods.ts";
import type { ConditionInput } from "../../../generated/saagie/platform.ts";
import type { PipelineCondition } from "./condition.ts";
import type { NodePosition } from "./layout.ts";

/** A job of a pipeline: as everywhere, or by its name or alias alone, which is then one of the pipeline's project. */
export type PipelineJobReference = JobReference | { readonly name: string } | { readonly alias: string };

/** Options of a node. */
export interface PipelineNodeOptions {
  /** A UUID, unique in the graph. Default: the node's name if it is one, else a new one. */
  readonly id?: string;
  /** Where it is drawn. Default: placed automatically. */
  readonly position?: NodePosition;
}

/** Options of an edge. */
export interface PipelineEdgeOptions {
  /** From a condition: whether to go on when it holds, or when it does not. @defaultValue `"success"` */
  readonly on?: "success" | "failure";
}

/** A node of a {@link PipelineGraph}. */
export type PipelineNode = PipelineJobNode | PipelineConditionNode;

/** What every node of a {@link PipelineGraph} has. */
export interface AnyNode {
  /** What edges call it; unique in the graph. */
  readonly name: string;
  /** What the platform calls it. */
  readonly id: string;
  readonly position?: NodePosition;
}

/** A node that runs a job. */
export interface PipelineJobNode extends AnyNode {
  readonly job: PipelineJobReference;
}

/** A node that decides which nodes come next. */
export interface PipelineConditionNode extends AnyNode {
  readonly condition: PipelineCondition;
}

/** An edge of a {@link PipelineGraph}, by the names of its nodes. */
export interface PipelineEdge extends PipelineEdgeOptions {
  readonly from: string;
  readonly to: string;
}

/** A checked graph in the platform's form, but for jobs that are still to be looked up. */
export interface BuiltGraph {
  readonly jobNodes: readonly {
    readonly id: string;
    readonly job: PipelineJobReference;
    readonly nextNodes: readonly string[];
    readonly position: NodePosition;
  }[];
  readonly conditionNodes: readonly {
    readonly id: string;
    readonly condition: ConditionInput;
    readonly nextNodesSuccess: readonly string[];
    readonly nextNodesFailure: readonly string[];
    readonly position: NodePosition;
  }[];
}
