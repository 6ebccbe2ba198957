import type { VariableValue, InstanceStatus, LogStream, StatusRecord } from "./records.ts";
import type { InstanceRecord, JobRecord } from "../jobs/records.ts";
import type { Moment } from "../shared/records.ts";
import type { ProjectRecord } from "../projects/records.ts";

/** Why a run is in a state, as far as the platform tells. */
export interface Because {
  readonly reason?: string;
  readonly details?: string;
}

/** A run that an executor is to carry out. */
export interface Run {
  readonly project: ProjectRecord;
  readonly job: JobRecord;
  readonly instance: InstanceRecord;
  /** What it finds in its environment. */
  readonly variables: readonly VariableValue[];
  /** Records the state that the run has reached, by default at present. Final states end it, once and for all. */
  reached(status: InstanceStatus, because?: Because, at?: Moment): void;
  /** Adds a line to its output, by default at present. */
  print(stream: LogStream, value: string, at?: Moment): void;
  /** Hands variables on to the jobs after it, when it runs in a pipeline that does that. To be told before its end. */
  handOn(variables: readonly VariableValue[]): void;
}

/** What makes runs happen. It is told to start and to stop, and reports states and output to the run. */
export interface Executor {
  /** Starts a run that is `REQUESTED` since its start time. Returns at once. */
  start(run: Run): void;
  /** Stops a run that is `KILLING`. Returns at once. */
  stop(instanceId: string): void;
  /** Drops whatever runs; resolves when nothing of it is left on the machine. */
  dropAll(): Promise<void>;
}

/** The states that a run does not leave. */
const FINAL: ReadonlySet<InstanceStatus> = new Set([
  "SUCCEEDED",
  "FAILED",
  "KILLED",
  "ERROR",
  "SKIPPED",
  "UNKNOWN",
]);

/** Whether a state is the last one of a run. */
export function isFinal(status: InstanceStatus): boolean {
  return FINAL.has(status);
}

/** The state that a run is in. */
export function currentStatus({ statuses }: { readonly statuses: readonly StatusRecord[] }): InstanceStatus {
  return statuses.at(-1)?.status ?? "UNKNOWN";
}
