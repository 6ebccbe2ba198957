import type { ConnectionRecord } from "./connection-records.ts";
import type { AppRecord } from "./app-records.ts";
import type { CatalogueRepository, FacetRecord } from "./catalogue-model.ts";
import type { DockerCredentialsRecord } from "./docker-credentials-records.ts";
import type { VariableRecord } from "./environment-variable-records.ts";
import type {
  ConditionRunRecord,
  PipelineInstanceRecord,
  PipelineRecord,
  VariableValue,
} from "./pipeline-records.ts";
import type { VolumeRecord } from "./volume-records.ts";

/** A moment, in milliseconds since 1970 on the emulator's clock. */
export type Moment = number;

/**
 * A right on a platform: on one project (`PROJECT`), on all of them (`PROJECTS`), to make them
 * (`PROJECTS_CREATOR`), to change variables everywhere (`PROJECTS_ENVVAR_EDITOR`), or of another module.
 */
export interface Permission {
  readonly platformId: number;
  readonly type: string;
  /** The project, for the type `PROJECT`. */
  readonly id?: string;
  readonly role: string;
}

/** A right on the realm as a whole, in the shape in which it is sent. */
export interface RealmPermission {
  readonly artifact: { readonly type: string };
  readonly role: string;
}

/** Rights are given to groups only. */
export interface GroupRecord {
  readonly name: string;
  /** Whether it came with the installation, and cannot be deleted. */
  readonly protected: boolean;
  /** A realm role. What it is good for is not known: here, what people may do follows from the other members. */
  role: string;
  permissions: Permission[];
  /** Kept as it was sent. */
  realmAuthorization: { readonly permissions: readonly RealmPermission[] };
}

/** A person or a robot with a login. */
export interface UserRecord {
  readonly login: string;
  /** Whether it came with the installation, and cannot be deleted. */
  readonly protected: boolean;
  /** Realm roles; `ROLE_ADMIN` may do everything. */
  readonly roles: readonly string[];
  /** Without a known meaning. */
  readonly platforms: readonly unknown[];
  /** Null for somebody who cannot log in. */
  password: string | null;
  groups: readonly string[];
  job: string | null;
  email: string | null;
}

/** The technologies that jobs of one category may use. */
export interface CategoryRecord {
  readonly jobCategory: string;
  readonly technologies: readonly string[];
}

/** Life of a project: it is made in steps, and can be used from `READY` on. */
export type ProjectStatus = "CREATED" | "INIT_REQUESTED" | "INITIALIZING" | "FAILED" | "READY";

/** A project. */
export interface ProjectRecord {
  readonly id: string;
  readonly platformId: number;
  readonly creator: string;
  name: string;
  description: string | null;
  status: ProjectStatus;
  categories: readonly CategoryRecord[];
  appTechnologies: readonly string[];
}

/** Who is told of which states of runs. */
export interface AlertingRecord {
  readonly emails: readonly string[];
  readonly logins: readonly string[];
  readonly statusList: readonly string[];
}

/** A share of one resource. */
export interface RequestLimit {
  readonly request?: number | null;
  readonly limit?: number | null;
}

/** What a run may take. */
export interface ResourcesRecord {
  readonly cpu?: RequestLimit | null;
  readonly memory?: RequestLimit | null;
  readonly gpu?: RequestLimit | null;
}

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

/** The schedule of a job; what is remembered of it while it is off is kept too. */
export interface ScheduleRecord {
  readonly isScheduled: boolean;
  readonly cronScheduling: string | null;
  readonly scheduleTimezone: string | null;
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

/** Everything that an emulated Saagie knows, apart from time. */
export interface World {
  readonly platforms: readonly number[];
  readonly users: Map<string, UserRecord>;
  readonly groups: Map<string, GroupRecord>;
  readonly projects: Map<string, ProjectRecord>;
  readonly jobs: Map<string, JobRecord>;
  /** The runs of all jobs: each is in its job's list too. */
  readonly instances: Map<string, InstanceRecord>;
  readonly pipelines: Map<string, PipelineRecord>;
  /** The runs of all pipelines: each is in its pipeline's list too. */
  readonly pipelineInstances: Map<string, PipelineInstanceRecord>;
  /** The conditions that runs of pipelines came to: each is in its run's list too. */
  readonly conditions: Map<string, ConditionRunRecord>;
  readonly apps: Map<string, AppRecord>;
  readonly volumes: Map<string, VolumeRecord>;
  /** The environment variables of all scopes. */
  readonly variables: Map<string, VariableRecord>;
  readonly dockerCredentials: Map<string, DockerCredentialsRecord>;
  /** Connections to other systems, which only older versions know of. */
  readonly connections: Map<string, ConnectionRecord>;
  readonly repositories: CatalogueRepository[];
  /** What the installation is capable of. */
  readonly facets: FacetRecord[];
  /** How many users with a login there were before: their tokens are not those of the one there is now. */
  readonly formerUsers: Map<string, { readonly count: number }>;
}

/** The jobs of a project, in the order in which they came. */
export function jobsOf(world: World, projectId: string): readonly JobRecord[] {
  return [...world.jobs.values()].filter((job) => job.projectId === projectId);
}

/** The pipelines of a project, in the order in which they came. */
export function pipelinesOf(world: World, projectId: string): readonly PipelineRecord[] {
  return [...world.pipelines.values()].filter((pipeline) => pipeline.projectId === projectId);
}
