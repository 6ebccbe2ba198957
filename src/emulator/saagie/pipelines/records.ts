import type { InstanceRecord } from "../jobs/records.ts";
import type { LogLine, StatusRecord, VariableValue } from "../runs/records.ts";
import type { AlertingRecord, Moment, ScheduleRecord } from "../shared/records.ts";

/** Where the web page draws a node. */
export interface NodePosition {
  readonly x: number;
  readonly y: number;
}

/** A node that runs a job. */
export interface JobNodeRecord {
  readonly id: string;
  readonly jobId: string;
  readonly nextNodes: readonly string[];
  readonly position: NodePosition | null;
}

/** The outcomes of the nodes before that make a status condition hold. */
export type ConditionPreset = "AllSuccess" | "AllSuccessOrSkipped" | "AtLeastOneSuccess";

/** What a node decides by. */
export type ConditionRecord =
  | { readonly kind: "STATUS"; readonly value: ConditionPreset }
  | { readonly kind: "EXPRESSION"; readonly expression: string };

/** A node that decides which nodes come next. */
export interface ConditionNodeRecord {
  readonly id: string;
  readonly nextNodesSuccess: readonly string[];
  readonly nextNodesFailure: readonly string[];
  readonly position: NodePosition | null;
  readonly condition: ConditionRecord;
}

/** Nodes that point to the nodes after them, without a cycle. */
export interface GraphRecord {
  readonly jobNodes: readonly JobNodeRecord[];
  readonly conditionNodes: readonly ConditionNodeRecord[];
}

/** One version of a pipeline. */
export interface PipelineVersionRecord {
  readonly pipelineId: string;
  readonly number: number;
  readonly creationDate: Moment;
  readonly creator: string;
  readonly releaseNote: string | null;
  readonly sourceUrl: string | null;
  /** What it runs; for a linear version, the graph that does the same. */
  readonly graph: GraphRecord;
  /** Whether it was given as a mere list of jobs. */
  readonly isLinear: boolean;
  isMajor: boolean;
}

/** A condition in a run of a pipeline. */
export interface ConditionRunRecord {
  readonly nodeId: string;
  readonly pipelineInstanceId: string;
  readonly statuses: StatusRecord[];
  readonly logs: LogLine[];
  /** Null until the run has come to it. */
  id: string | null;
  /** Whether it held; null as long as it is not decided, and when there was nothing to decide by. */
  isSuccess: boolean | null;
  startTime: Moment | null;
  endTime: Moment | null;
}

/** One run of a pipeline. */
export interface PipelineInstanceRecord {
  readonly id: string;
  readonly number: number;
  readonly pipelineId: string;
  readonly version: PipelineVersionRecord;
  readonly startTime: Moment;
  readonly author: string;
  readonly statuses: StatusRecord[];
  /** Whether its jobs hand variables on to each other. */
  readonly runWithExecutionVariables: boolean;
  /** The pipeline's variables as they were when it started. */
  readonly variables: readonly VariableValue[];
  /** A run for each job node, in the order of the graph, there from the beginning. */
  readonly jobRuns: readonly InstanceRecord[];
  /** One for each condition node, in the order of the graph, there from the beginning. */
  readonly conditions: readonly ConditionRunRecord[];
  /** Whether a schedule has begun it. Absent in older states: it has not. */
  readonly byCron?: boolean;
  /** When its last node ended, which can be later than its own last state. */
  endTime: Moment | null;
  stoppedBy: string | null;
}

/** One end of a move of a pipeline. */
export interface PipelineMoveRecord {
  readonly platformId: number;
  readonly projectId: string;
  readonly pipelineId: string;
  readonly migrationDate: Moment;
}

/** A pipeline. */
export interface PipelineRecord {
  readonly id: string;
  readonly projectId: string;
  readonly creator: string;
  readonly creationDate: Moment;
  /** Where it came from, the last place last. */
  readonly sources: readonly PipelineMoveRecord[];
  name: string;
  alias: string;
  description: string | null;
  schedule: ScheduleRecord;
  alerting: AlertingRecord | null;
  hasExecutionVariablesEnabled: boolean;
  /** In the order in which they were made. */
  versions: PipelineVersionRecord[];
  currentVersion: number;
  /** In the order in which they were started. */
  instances: PipelineInstanceRecord[];
  /** How many runs there have been, those deleted since included: the next one's number is one more. */
  runs: number;
}
