import type { AppRecord } from "./apps/records.ts";
import type { ConnectionRecord } from "./connections/records.ts";
import type { DockerCredentialsRecord } from "./docker-credentials/records.ts";
import type { VariableRecord } from "./environment-variables/records.ts";
import type { GroupRecord } from "./groups/records.ts";
import type { InstanceRecord, JobRecord } from "./jobs/records.ts";
import type { ConditionRunRecord, PipelineInstanceRecord, PipelineRecord } from "./pipelines/records.ts";
import type { ProjectRecord } from "./projects/records.ts";
import type { StorageRecord } from "./storages/records.ts";
import type { CatalogueRepository, FacetRecord } from "./technologies/records.ts";
import type { UserRecord } from "./users/records.ts";

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
  readonly volumes: Map<string, StorageRecord>;
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
