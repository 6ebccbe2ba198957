/**
 * Saagie DataOps: projects with their jobs, pipelines, apps, storages, variables and credentials; the technology
 * catalogue; the people of the realm; logs, conditions and reports.
 *
 * @module
 */
export { Saagie, type ConnectOptions, type SaagieOptions } from "./saagie.ts";
export type { SaagieCredentials } from "./credentials.ts";
export type { Environment } from "../core/environment.ts";
export { compatibility, supportedVersions, toSupportedVersion } from "./compatibility.ts";
export type { MethodCompatibility } from "./compatibility-rows.ts";
export { parseSaagieUrl, type SaagieUrl } from "./urls.ts";
export type { GroupRole, ProjectRoleName } from "./authorized-groups.ts";
export type { ProjectChanges, ProjectDefinition } from "./project-definition.ts";
export type { Project, Projects, ProjectWaitOptions } from "./projects.ts";
export type { CategoryTechnologies, JobTechnologyChoice, TechnologyChoice } from "./project-technologies.ts";
export type { SaveArtifactOptions } from "./job-artifacts.ts";
export type {
  JobAlerting,
  JobChanges,
  JobDefinition,
  JobSettings,
  JobUpgrade,
  JobUpsertDefinition,
  JobVersionSettings,
} from "./job-definition.ts";
export type { JobDeploymentResult } from "./job-deployment.ts";
export type { LogLine, LogOptions } from "./log-pages.ts";
export { isFinalStatus, statusOf, type JobRun, type RunWaitOptions } from "./job-runs.ts";
export type { Jobs } from "./jobs.ts";
export type {
  AppContext,
  JobContext,
  Technologies,
  TechnologyFilter,
  TechnologySummary,
} from "./technologies.ts";
export type {
  LinearPipelineDefinition,
  PipelineChanges,
  PipelineDefinition,
  PipelineSettings,
  PipelineUpgrade,
  PipelineVersionSettings,
} from "./pipeline-definition.ts";
export type { PipelineDeploymentResult } from "./pipeline-deployment.ts";
export type { ConditionPreset, PipelineCondition } from "./pipeline-condition.ts";
export { pipelineGraph, type PipelineGraph, type PipelineGraphOptions } from "./pipeline-graph.ts";
export type {
  PipelineConditionNode,
  PipelineEdge,
  PipelineEdgeOptions,
  PipelineJobNode,
  PipelineJobReference,
  PipelineNode,
  PipelineNodeOptions,
} from "./pipeline-graph-nodes.ts";
export type { NodePosition } from "./pipeline-layout.ts";
export type { PipelineNodeStatus, PipelineRun, PipelineRunWaitOptions } from "./pipeline-runs.ts";
export type { Pipelines, PipelinesListOptions } from "./pipelines.ts";
export type {
  AppAlerting,
  AppChanges,
  AppDefinition,
  AppInstallation,
  AppMount,
  AppPort,
  AppSettings,
  AppUpgrade,
  AppVersionSettings,
} from "./app-definition.ts";
export type { AppDeploymentResult } from "./app-deployment.ts";
export type { AppLogLine, AppLogOptions } from "./app-logs.ts";
export { appStatusOf, type AppState, type AppWaitOptions } from "./app-states.ts";
export type { App, AppEventOptions, AppEvents, AppHistoryStatus, AppPeriod, Apps } from "./apps.ts";
export type { CreatedStorage, StorageDefinition } from "./storage-creation.ts";
export {
  storageActivityOf,
  type StorageActivity,
  type StorageStatus,
  type StorageWaitOptions,
} from "./storage-waiting.ts";
export type { EditedStorage, Storage, StorageChanges, StorageLink, Storages } from "./storages.ts";
export { formatDataSize, parseDataSize } from "./data-size.ts";
export type { DataSize, DataSizeInput, DataSizeUnit } from "./data-size.ts";
export type {
  EnvironmentVariableChanges,
  EnvironmentVariableDefinition,
  EnvironmentVariableUpsert,
  EnvironmentVariableWish,
  SavedEnvironmentVariable,
} from "./environment-variable-changes.ts";
export type {
  EnvironmentVariable,
  EnvironmentVariableOwner,
  NamedEnvironmentVariable,
  OverriddenValue,
} from "./environment-variable-owners.ts";
export type { EnvironmentVariableFilter, EnvironmentVariables } from "./environment-variables.ts";
export type { DockerCredentials } from "./docker-credentials.ts";
export type {
  DockerCredentialsChanges,
  DockerCredentialsDefinition,
  DockerCredentialsUpsert,
  SavedDockerCredentials,
} from "./docker-credentials-changes.ts";
export type {
  RepositoryChanges,
  RepositoryDefinition,
  RepositoryOutcome,
  RepositorySource,
  Synchronization,
} from "./repository-changes.ts";
export type { Repositories, SynchronizeOptions } from "./repositories.ts";
export type { PasswordChange, User, UserDefinition, Users } from "./users.ts";
export type { Group, GroupDefinition, GroupPermissions, Groups, PermissionChanges } from "./groups.ts";
export type { ProjectAuthorizations } from "./project-authorizations.ts";
export type { Profiles } from "./profiles.ts";
export type { Profile, ProfileChanges } from "./profile-changes.ts";
export type { GroupImportOptions, GroupPlanOptions } from "./people/import-groups.ts";
export type { ProfileImportOptions, ProfilePlanOptions } from "./people/import-profiles.ts";
export type { NewUser, UserImportOptions, UserPlanOptions } from "./people/import-users.ts";
export type {
  ImportedPerson,
  JournalOption,
  PeopleExportOptions,
  PeopleExportResult,
  PeopleImportOptions,
  PeopleImportResult,
  PeoplePlan,
  PeoplePlanOptions,
  PeopleStep,
  PersonKind,
} from "./people/people-plan.ts";
export type { ConditionLogTarget, Conditions, ConditionVariables, EvaluateOptions } from "./conditions.ts";
export type { LogCountOptions, LogDownloadOptions, Logs, LogTarget, TimedLogLine } from "./logs.ts";
export type { Reports } from "./reports.ts";
export type {
  AppReference,
  DockerCredentialsReference,
  EnvironmentVariableReference,
  JobInstanceReference,
  JobReference,
  PipelineInstanceReference,
  PipelineReference,
  ProjectReference,
  RepositoryReference,
  StorageReference,
  TechnologyReference,
} from "../../generated/saagie/methods.ts";
export type { ExportedJob, JobExportOptions, JobExportResult } from "./bundle/export/jobs.ts";
export type { PartExportOptions } from "./bundle/export/context.ts";
export type {
  ImportedJob,
  JobImportOptions,
  JobImportPlan,
  JobImportResult,
  JobImportStep,
} from "./bundle/import/jobs.ts";
export type {
  AppExportResult,
  PartExportResult,
  PipelineExportOptions,
  PipelineExportResult,
} from "./bundle/export/parts.ts";
export type {
  AppImportOptions,
  PartImportResult,
  PartPlan,
  PipelineImportOptions,
} from "./bundle/import/parts.ts";
export type { WrittenThing } from "./bundle/export/written-thing.ts";
export type { VersionChoice } from "./bundle/export/version-choice.ts";
export type { ExportOptions, ExportResult } from "./bundle/export/project.ts";
export type { ImportOptions, ImportResult, ImportPlan } from "./bundle/import/project.ts";
export type { ConflictPolicy, ImportedThing, PlanStep, ResourceType } from "./bundle/engine/plan-step.ts";
export type { ImportOverrides, RunOverrides, VariableOverrides } from "./bundle/engine/overrides.ts";
export { formatPlan } from "./bundle/import/format-plan.ts";
export type { SecretRequest, SecretSource } from "./bundle/format/secrets.ts";
export type * from "../../generated/saagie/results.ts";
