/**
 * Saagie DataOps: projects, jobs and the technology catalogue.
 *
 * @module
 */
export {
  Saagie,
  type ConnectOptions,
  type Environment,
  type SaagieCredentials,
  type SaagieOptions,
} from "./saagie.ts";
export { parseSaagieUrl, type SaagieUrl } from "./urls.ts";
export type { GroupRole, ProjectRoleName } from "./authorized-groups.ts";
export type { Project, ProjectChanges, ProjectDefinition, Projects, ProjectWaitOptions } from "./projects.ts";
export type { CategoryTechnologies, JobTechnologyChoice, TechnologyChoice } from "./project-technologies.ts";
export type { SaveArtifactOptions } from "./job-artifacts.ts";
export type {
  JobAlerting,
  JobChanges,
  JobDefinition,
  JobSettings,
  JobUpgrade,
  JobVersionSettings,
} from "./job-definition.ts";
export type { JobDeploymentResult } from "./job-deployment.ts";
export type { LogLine, LogOptions } from "./job-logs.ts";
export { isFinalStatus, statusOf, type JobRun, type RunWaitOptions } from "./job-runs.ts";
export type { Jobs } from "./jobs.ts";
export type { JobContext, Technologies, TechnologyFilter, TechnologySummary } from "./technologies.ts";
export type {
  JobInstanceReference,
  JobReference,
  ProjectReference,
  TechnologyReference,
} from "../../generated/saagie/methods.ts";
export type { ImportedJob } from "./bundle/apply.ts";
export type { ExportedJob, ExportOptions, ExportResult } from "./bundle/export-jobs.ts";
export type { ImportOptions, ImportResult } from "./bundle/import-jobs.ts";
export type { ImportPlan, ImportStep } from "./bundle/plan.ts";
