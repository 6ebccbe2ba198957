import type { Moment } from "../shared/records.ts";

/** States of a run. */
export type InstanceStatus =
  | "AWAITING"
  | "REQUESTED"
  | "QUEUED"
  | "RUNNING"
  | "KILLING"
  | "KILLED"
  | "SUCCEEDED"
  | "FAILED"
  | "ERROR"
  | "SKIPPED"
  | "UNKNOWN";

/** One step in the life of a run. */
export interface StatusRecord {
  readonly status: InstanceStatus;
  readonly recordAt: Moment;
  readonly reason: string | null;
  readonly details: string | null;
}

/** Where a line of output came from. */
export type LogStream =
  "STDOUT" | "STDERR" | "ORCHESTRATION_STDOUT" | "ORCHESTRATION_STDERR" | "ENVVARS_STDOUT" | "ENVVARS_STDERR";

/** One line of output. */
export interface LogLine {
  readonly stream: LogStream;
  readonly value: string;
}

/** A line of output, and when it was written. */
export interface RecordedLine extends LogLine {
  readonly recordAt: Moment;
}

/** A variable with its value, which is kept also when it is a password. */
export interface VariableValue {
  readonly key: string;
  readonly value: string;
  readonly isPassword: boolean;
}
