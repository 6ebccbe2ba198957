/**
 * Saagie DataOps: projects with their jobs, pipelines, apps, storages, variables and credentials; the technology
 * catalogue; the people of the realm; logs, conditions and reports.
 *
 * @module
 */
export { Saagie, type ConnectOptions, type SaagieOptions } from "./saagie.ts";
export type { SaagieCredentials } from "./credentials.ts";
export type { RequestArguments, RequestDocument, RequestOptions } from "./requests/request.ts";
export type { Environment } from "../core/environment.ts";
export { compatibility, supportedVersions, toSupportedVersion } from "./versions/compatibility.ts";
export type { MethodCompatibility } from "./versions/compatibility-rows.ts";
export { parseSaagieUrl, type SaagieUrl } from "./references/urls.ts";
export type { GroupRole, ProjectRoleName } from "./projects/authorized-groups.ts";
export type { ProjectChanges, ProjectDefinition } from "./projects/definition.ts";
export type { Project, Projects, ProjectWaitOptions } from "./projects/projects.ts";
export type { CategoryTechnologies, JobTechnologyChoice, TechnologyChoice } from "./projects/technologies.ts";
export type { SaveArtifactOptions } from "./jobs/artifacts.ts";
export type {
  JobAlerting,
  JobChanges,
  JobDefinition,
  JobSettings,
  JobUpgrade,
  JobUpsertDefinition,
  JobVersionSettings,
} from "./jobs/definition.ts";
export type { JobDeploymentResult } from "./jobs/deployment.ts";
export type { LogLine, LogOptions } from "./logs/pages.ts";
export { isFinalStatus, statusOf, type JobRun, type RunWaitOptions } from "./jobs/runs.ts";
export type { Jobs } from "./jobs/jobs.ts";
export type {
  AppContext,
  JobContext,
  Technologies,
  TechnologyFilter,
  TechnologySummary,
} from "./technologies/technologies.ts";
export type {
  LinearPipelineDefinition,
  PipelineChanges,
  PipelineDefinition,
  PipelineSettings,
  PipelineUpgrade,
  PipelineVersionSettings,
} from "./pipelines/definition.ts";
export type { PipelineDeploymentResult } from "./pipelines/deployment.ts";
export type { ConditionPreset, PipelineCondition } from "./pipelines/condition.ts";
export { pipelineGraph, type PipelineGraph, type PipelineGraphOptions } from "./pipelines/graph.ts";
export type {
  PipelineConditionNode,
  PipelineEdge,
  PipelineEdgeOptions,
  PipelineJobNode,
  PipelineJobReference,
  PipelineNode,
  PipelineNodeOptions,
} from "./pipelines/graph-nodes.ts";
export type { NodePosition } from "./pipelines/layout.ts";
export type { PipelineNodeStatus, PipelineRun, PipelineRunWaitOptions } from "./pipelines/runs.ts";
export type { Pipelines, PipelinesListOptions } from "./pipelines/pipelines.ts";
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
} from "./apps/definition.ts";
export type { AppDeploymentResult } from "./apps/deployment.ts";
export type { AppLogLine, AppLogOptions } from "./apps/logs.ts";
export { appStatusOf, type AppState, type AppWaitOptions } from "./apps/states.ts";
export type { App, AppEventOptions, AppEvents, AppHistoryStatus, AppPeriod, Apps } from "./apps/apps.ts";
export type { CreatedStorage, StorageDefinition } from "./storages/creation.ts";
export {
  storageActivityOf,
  type StorageActivity,
  type StorageStatus,
  type StorageWaitOptions,
} from "./storages/waiting.ts";
export type { EditedStorage, Storage, StorageChanges, StorageLink, Storages } from "./storages/storages.ts";
export { formatDataSize, parseDataSize } from "./storages/data-size.ts";
export type { DataSize, DataSizeInput, DataSizeUnit } from "./storages/data-size.ts";
export type {
  EnvironmentVariableChanges,
  EnvironmentVariableDefinition,
  EnvironmentVariableUpsert,
  EnvironmentVariableWish,
  SavedEnvironmentVariable,
} from "./environment-variables/changes.ts";
export type {
  EnvironmentVariable,
  EnvironmentVariableOwner,
  NamedEnvironmentVariable,
  OverriddenValue,
} from "./environment-variables/owners.ts";
export type {
  EnvironmentVariableFilter,
  EnvironmentVariables,
} from "./environment-variables/environment-variables.ts";
export type { DockerCredentials } from "./docker-credentials/docker-credentials.ts";
export type {
  DockerCredentialsChanges,
  DockerCredentialsDefinition,
  DockerCredentialsUpsert,
  SavedDockerCredentials,
} from "./docker-credentials/changes.ts";
export type {
  RepositoryChanges,
  RepositoryDefinition,
  RepositoryOutcome,
  RepositorySource,
  Synchronization,
} from "./repositories/changes.ts";
export type { Repositories, SynchronizeOptions } from "./repositories/repositories.ts";
export type { PasswordChange, User, UserDefinition, Users } from "./people/users.ts";
export type { Group, GroupDefinition, GroupPermissions, Groups, PermissionChanges } from "./people/groups.ts";
export type { ProjectAuthorizations } from "./projects/authorizations.ts";
export type { Profiles } from "./people/profiles.ts";
export type { Profile, ProfileChanges } from "./people/profile-changes.ts";
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
export type {
  ConditionLogTarget,
  Conditions,
  ConditionVariables,
  EvaluateOptions,
} from "./conditions/conditions.ts";
export type { LogCountOptions, LogDownloadOptions, Logs, LogTarget, TimedLogLine } from "./logs/logs.ts";
export type { Reports } from "./reports/reports.ts";
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
