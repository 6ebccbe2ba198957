/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Who owns a variable, and so who can see it. */
export type EnvVarScope =
  /** An app. */
  | 'APP'
  /** The platform: visible everywhere. */
  | 'GLOBAL'
  /** A job. Out of use. */
  | 'JOB'
  /** A pipeline: visible to its runs. */
  | 'PIPELINE'
  /** A project: visible to all that is in it. */
  | 'PROJECT';

/** A variable to create or change. */
export type EnvironmentVariableInput = {
  description?: string | null | undefined;
  /** Present: change this variable. Absent: create one. */
  id?: string | null | undefined;
  isPassword: boolean;
  /** Letters, digits and `_`, the first a letter, at most 128 characters. Unique for an owner. */
  name: string;
  scope: EnvVarScope;
  /** At most 2048 characters. Absent, for a password that exists: keep it. */
  value?: string | null | undefined;
};

/** A value for one parameter of a job version. */
export type ExternalJobParamInput = {
  /** The id of the parameter in the context. */
  id: string;
  value?: string | null | undefined;
};

/** A language beside the technology, as labelled in the catalogue. */
export type ExtraTechnologyInput = {
  language: string;
  version: string;
};

/** States of a run. SUCCEEDED, FAILED, KILLED, SKIPPED, ERROR and UNKNOWN end it; all others are on the way. */
export type InstanceStatus =
  /** In a pipeline: waits for the nodes before it. */
  | 'AWAITING'
  /** Could not be run or evaluated. */
  | 'ERROR'
  | 'FAILED'
  /** Stopped on request. */
  | 'KILLED'
  /** Someone asked for it to stop. */
  | 'KILLING'
  /** Accepted, waits for room in the cluster. */
  | 'QUEUED'
  /** Asked for, not yet accepted by the orchestrator. */
  | 'REQUESTED'
  | 'RUNNING'
  /** In a pipeline: not run, because of the outcome of the nodes before it. */
  | 'SKIPPED'
  | 'SUCCEEDED'
  /** The orchestrator lost track of it. */
  | 'UNKNOWN';

/** An image to run a job in. */
export type JobDockerInput = {
  /** Credentials of the same project for its registry; absent for a public image. */
  dockerCredentialsId?: string | null | undefined;
  /** Name with the tag. */
  image: string;
};

/** A job to create. */
export type JobInput = {
  alerting?: JobPipelineAlertingInput | null | undefined;
  /** Letters, digits and `_`; unique in the project. Absent: made from the name. */
  alias?: string | null | undefined;
  /** One of the categories of the project. */
  category: string;
  /** Needed when `isScheduled` is true. */
  cronScheduling?: unknown;
  description?: string | null | undefined;
  doesUseGPU?: boolean | null | undefined;
  isScheduled: boolean;
  isStreaming: boolean;
  /** Unique in the project without regard to case; not empty, shorter than 255 characters. */
  name: string;
  projectId: string;
  resources?: JobResourceInput | null | undefined;
  scheduleTimezone?: unknown;
  /** One of those that the project allows for the category. */
  technology: TechnologyInput;
};

/** Former way to name a package. */
export type JobPackageInput = {
  name: string;
  usePreviousArtifact?: boolean | null | undefined;
};

/** Alerting to set. What is read as `loginEmails` is written as `logins`: the read object is not valid here. */
export type JobPipelineAlertingInput = {
  emails?: Array<unknown> | null | undefined;
  /** Logins of users of the realm. */
  logins?: Array<string> | null | undefined;
  statusList: Array<InstanceStatus>;
};

/** What to guarantee the runs of a job, and what to let them take. */
export type JobResourceInput = {
  /** In cores. */
  cpu?: ResourceRequestLimitInput | null | undefined;
  /** In devices. */
  gpu?: ResourceRequestLimitInput | null | undefined;
  /** Apparently in GB: the platform does not state the unit. */
  memory?: ResourceRequestLimitInput | null | undefined;
};

/** Former limits of a version. Ignored. */
export type JobResourcesInput = {
  cpu: number;
  disk: number;
  memory: number;
};

/** A version to add. */
export type JobVersionInput = {
  /** What is run; `{file}` in it stands for the package. */
  commandLine?: string | null | undefined;
  /** For a job that runs on another system: the connection to it. */
  connectionId?: string | null | undefined;
  /** The image to run. It is not taken over from the version before. */
  dockerInfo?: JobDockerInput | null | undefined;
  /** Out of use: belongs to the job now. */
  doesUseGPU?: boolean | null | undefined;
  /** For a job that runs on another system: values for the parameters of its context. */
  externalJobParams?: Array<ExternalJobParamInput> | null | undefined;
  /** For Spark: the language and its version, in the catalogue's letter case. Leave it out otherwise. */
  extraTechnology?: ExtraTechnologyInput | null | undefined;
  /** Out of use: the upload names the package. */
  packageInfo?: JobPackageInput | null | undefined;
  releaseNote?: string | null | undefined;
  /** Out of use and ignored: belong to the job now. */
  resources?: JobResourcesInput | null | undefined;
  /** The id (not the label) of a context of the technology, available and not deprecated. */
  runtimeVersion?: string | null | undefined;
  /** An http or https address of the source code. */
  sourceUrl?: string | null | undefined;
  /** Take the package of the version before. Absent means false; false, too, when that version has none. */
  usePreviousArtifact?: boolean | null | undefined;
};

/** What to guarantee a container and what to let it take at most. */
export type ResourceRequestLimitInput = {
  /** At most. Not negative. */
  limit?: number | null | undefined;
  /** Guaranteed. Not negative. */
  request?: number | null | undefined;
};

/** A technology of the catalogue, by its id there. */
export type TechnologyInput = {
  id: string;
};

export type ProjectWithJobsQueryVariables = Exact<{
  id: string;
}>;


export type ProjectWithJobsQuery = { project: { id: string, name: string } | null, jobs: Array<{ id: string, name: string, versions: Array<{ number: number, isCurrent: boolean }> }> | null };

export type JobLineFragment = { id: string, name: string, versions: Array<{ number: number, isCurrent: boolean }> };

export type PlatformCountsQueryVariables = Exact<{ [key: string]: never; }>;


export type PlatformCountsQuery = { platform: { id: number, counts: { jobs: number } } | null };

export type CreateJobWithFileMutationVariables = Exact<{
  job: JobInput;
  version: JobVersionInput;
  file?: File | Blob | null | undefined;
}>;


export type CreateJobWithFileMutation = { createJob: { id: string, name: string } };

export type SaveVariableMutationVariables = Exact<{
  variable: EnvironmentVariableInput;
}>;


export type SaveVariableMutation = { saveEnvironmentVariable: { id: string, name: string } };

export const JobLineFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"versions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"isCurrent"}}]}}]}}]} as unknown as DocumentNode<JobLineFragment, unknown>;
export const ProjectWithJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ProjectWithJobs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UUID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"projectId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"JobLine"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"versions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"isCurrent"}}]}}]}}]} as unknown as DocumentNode<ProjectWithJobsQuery, ProjectWithJobsQueryVariables>;
export const PlatformCountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PlatformCounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"}}]}}]}}]}}]} as unknown as DocumentNode<PlatformCountsQuery, PlatformCountsQueryVariables>;
export const CreateJobWithFileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateJobWithFile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"job"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"JobInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"version"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"JobVersionInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"file"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Upload"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"job"},"value":{"kind":"Variable","name":{"kind":"Name","value":"job"}}},{"kind":"Argument","name":{"kind":"Name","value":"jobVersion"},"value":{"kind":"Variable","name":{"kind":"Name","value":"version"}}},{"kind":"Argument","name":{"kind":"Name","value":"file"},"value":{"kind":"Variable","name":{"kind":"Name","value":"file"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<CreateJobWithFileMutation, CreateJobWithFileMutationVariables>;
export const SaveVariableDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SaveVariable"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"variable"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EnvironmentVariableInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"saveEnvironmentVariable"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"environmentVariable"},"value":{"kind":"Variable","name":{"kind":"Name","value":"variable"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<SaveVariableMutation, SaveVariableMutationVariables>;