import type { AlertingInput } from "../jobs/inputs.ts";
import type { ConditionPreset, ConditionRecord, GraphRecord, NodePosition } from "./records.ts";

/** What to decide by, as a client sends it. */
export interface ConditionInput {
  readonly status?: { readonly value: ConditionPreset } | null;
  readonly custom?: { readonly expression: string } | null;
}

/** A node to run a job in. */
export interface JobNodeInput {
  readonly id: string;
  readonly job: { readonly id: string };
  readonly nextNodes?: readonly string[] | null;
  readonly position?: NodePosition | null;
}

/** A node to decide in. */
export interface ConditionNodeInput {
  readonly id: string;
  readonly nextNodesSuccess?: readonly string[] | null;
  readonly nextNodesFailure?: readonly string[] | null;
  readonly position?: NodePosition | null;
  readonly condition?: ConditionInput | null;
}

/** The `PipelineGraphInput` of the schema. */
export interface GraphInput {
  readonly jobNodes?: readonly JobNodeInput[] | null;
  readonly conditionNodes?: readonly ConditionNodeInput[] | null;
}

/** What clients may say about a pipeline both when they make it and later. */
export interface PipelineFields {
  readonly name?: string | null;
  readonly alias?: string | null;
  readonly description?: string | null;
  readonly alerting?: AlertingInput | null;
  readonly hasExecutionVariablesEnabled?: boolean | null;
  readonly isScheduled?: boolean | null;
  readonly cronScheduling?: string | null;
  readonly scheduleTimezone?: string | null;
}

/** What the two ways to make a pipeline have in common. */
export interface NewPipelineInput extends PipelineFields {
  readonly projectId: string;
  readonly name: string;
  readonly alias: string;
  readonly releaseNote?: string | null;
  readonly sourceUrl?: string | null;
  /** Lines `NAME=value`. */
  readonly environmentVariables?: string | null;
}

/** The `GraphPipelineInput` of the schema. */
export interface GraphPipelineInput extends NewPipelineInput {
  readonly graph: GraphInput;
}

/** The `PipelineInput` of the schema: a linear pipeline. */
export interface LinearPipelineInput extends NewPipelineInput {
  readonly jobsId: readonly string[];
}

/** The `PipelineEditionInput` of the schema. */
export interface PipelineEditionInput extends PipelineFields {
  readonly id: string;
}

/** What a condition node without a condition decides by: what the web page offers first. */
const DEFAULT_CONDITION: ConditionRecord = { kind: "STATUS", value: "AllSuccessOrSkipped" };

/** What is kept of a graph: lists are never null, and every condition node has its condition. */
export function graphRecord({ jobNodes, conditionNodes }: GraphInput): GraphRecord {
  return {
    jobNodes: (jobNodes ?? []).map(({ id, job, nextNodes, position }) => ({
      id,
      jobId: job.id,
      nextNodes: nextNodes ?? [],
      position: position ?? null,
    })),
    conditionNodes: (conditionNodes ?? []).map((node) => ({
      id: node.id,
      nextNodesSuccess: node.nextNodesSuccess ?? [],
      nextNodesFailure: node.nextNodesFailure ?? [],
      position: node.position ?? null,
      condition: conditionRecord(node.condition),
    })),
  };
}

function conditionRecord(input: ConditionInput | null | undefined): ConditionRecord {
  if (input?.custom != null) return { kind: "EXPRESSION", expression: input.custom.expression };
  return input?.status == null ? DEFAULT_CONDITION : { kind: "STATUS", value: input.status.value };
}
