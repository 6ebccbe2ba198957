import type { RecordedLine, StatusRecord, VariableValue } from "../runs/records.ts";
import type { AlertingRecord, Moment, ResourcesRecord, ScheduleRecord } from "../shared/records.ts";

/** The package of a version. */
export interface ArtifactRecord {
  readonly name: string;
  readonly content: Blob;
}

/** One version of a job. */
export interface VersionRecord {
  readonly jobId: string;
  readonly number: number;
  readonly creationDate: Moment;
  readonly creator: string;
  readonly releaseNote: string | null;
  readonly runtimeVersion: string | null;
  readonly commandLine: string | null;
  readonly dockerInfo: { readonly image: string; readonly dockerCredentialsId?: string | null } | null;
  readonly extraTechnology: { readonly language: string; readonly version: string } | null;
  readonly sourceUrl: string | null;
  /** The connection to the system that it runs on, and the values of its parameters; only older versions know of them. */
  readonly connectionId: string | null;
  readonly externalJobParams: readonly { readonly id: string; readonly value: string }[] | null;
  readonly doesUseGPU: boolean;
  readonly artifact: ArtifactRecord | null;
  isMajor: boolean;
}

/** One run of a job. */
export interface InstanceRecord {
  readonly id: string;
  readonly number: number;
  readonly jobId: string;
  readonly version: VersionRecord;
  readonly author: string;
  readonly statuses: StatusRecord[];
  readonly logs: RecordedLine[];
  /** The run of a pipeline that it is a part of; null when it runs on its own. */
  readonly pipelineInstanceId: string | null;
  /** The node of the pipeline that it runs. */
  readonly jobNodeId: string | null;
  /** Whether a schedule has begun it, or the pipeline that it is in. Absent in older states: it has not. */
  readonly byCron?: boolean;
  /** When it was requested; while it awaits its turn in a pipeline, when the pipeline was. */
  startTime: Moment;
  endTime: Moment | null;
  stoppedBy: string | null;
  /** What it handed on to the jobs after it. */
  variablesOutput: readonly VariableValue[];
}

/** A job. */
export interface JobRecord {
  readonly id: string;
  readonly projectId: string;
  readonly technologyId: string;
  readonly creationDate: Moment;
  readonly originalJobId: string | null;
  category: string;
  name: string;
  alias: string | null;
  description: string | null;
  schedule: ScheduleRecord;
  alerting: AlertingRecord | null;
  resources: ResourcesRecord | null;
  isStreaming: boolean;
  doesUseGPU: boolean | null;
  /** In the order in which they were made. */
  versions: VersionRecord[];
  currentVersion: number;
  /** In the order in which they were started. */
  instances: InstanceRecord[];
  /** How many runs there have been, those deleted since included: the next one's number is one more. */
  runs: number;
  /** The version from which the description was generated, where the platform version does that. */
  aiDescriptionVersion: number | null;
}
