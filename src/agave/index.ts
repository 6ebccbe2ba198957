/**
 * Agave (Tapis v2): tenants and sessions, systems, files, apps, jobs, metadata, notifications, actors, and what else the science
 * gateway offers.
 *
 * @module
 */
export { Agave } from "./agave.ts";
export type { AgaveOptions, ConnectOptions, RestoreOptions, SaveOptions } from "./options.ts";
export type { Environment } from "../core/environment.ts";
export type { AgaveCredentials, AgaveTokens, JwtCredential } from "./sessions/credentials.ts";
export type { KeptSession, SessionsOptions } from "./sessions/list.ts";
export type { RestoreChoice } from "./sessions/restore.ts";
export type { Tenant } from "./tenants/tenants.ts";
export type { TenantsOptions } from "./options.ts";
export { Listing, type ListingOptions } from "./listing/listing.ts";
export type { OrderOptions, Search, SearchDate } from "./listing/search.ts";
export type { Action } from "./changes.ts";

export { actorContext, reservedActorVariables, type ActorExecutionContext } from "./actors/inside.ts";
export { actorClient, updateActorState, type ActorClientOptions } from "./actors/inside-client.ts";
export { sendActorResult, type ActorResultOptions } from "./actors/result.ts";
export { readBinaryMessage, type BinaryMessageOptions } from "./actors/binary-message.ts";
export type { Actors } from "./actors/actors.ts";
export type { ActorOutcome, MapActorOptions, RunActorOptions } from "./actors/run.ts";
export type { ActorDeployment } from "./actors/deploy.ts";
export type { ActorExecution, ExecutionWaitOptions } from "./actors/executions.ts";
export type { MessageReceipt, SendOptions } from "./actors/messages.ts";
export type { Admin } from "./admin/admin.ts";
export type { AppClone, AppRow, Apps, ListAppsOptions } from "./apps/apps.ts";
export type { AppDeployment } from "./apps/deploy.ts";
export { keysOf, type ClientKeys, type Clients, type CreateClientOptions } from "./clients/clients.ts";
export {
  placeOf as parseFileAddress,
  uriOf as formatFileAddress,
  type FileAddress,
  type FileLocation,
  type FilePlace,
} from "./files/address.ts";
export type { CopyOptions, FileHandle, ImportOptions } from "./files/changes.ts";
export type { ByteRange } from "./files/content.ts";
export type { FileEntry, WalkedEntry, WalkOptions } from "./files/entries.ts";
export type { DownloadOptions, FileContents, OpenFileOptions } from "./files/file-contents.ts";
export type { DeletePermissionsOptions, Files } from "./files/files.ts";
export type { FolderOptions, FolderProgress, FolderResult, FolderStep } from "./files/folder-options.ts";
export type { FileEvent, FilePermission, FilePermissionsOptions } from "./files/records.ts";
export type { StagingOptions } from "./files/staging.ts";
export type { FileContent, UploadOptions } from "./files/uploads.ts";
export type {
  JobHistoryOptions,
  Jobs,
  ListJobsOptions,
  ResubmitOptions,
  RunJobOptions,
} from "./jobs/jobs.ts";
export type { JobOutputs } from "./jobs/job-outputs.ts";
export type { JobOutput } from "./jobs/outputs.ts";
export { readJob, type AnyJob, type JobReading } from "./jobs/reading.ts";
export type { JobState, JobWaitOptions } from "./jobs/runs.ts";
export type { JobSubmission, SubmitOptions } from "./jobs/submission.ts";
export type {
  ListMetadataOptions,
  ListSchemasOptions,
  Meta,
  MetadataItem,
  MetadataPermission,
  MetadataQuery,
} from "./meta/meta.ts";
export type { Validator, ValidatorResult } from "./meta/standard-schema.ts";
export type { ListChecksOptions, ListMonitorsOptions, Monitors } from "./monitors/monitors.ts";
export type {
  FileNotification,
  JobNotification,
  NotificationEvent,
  NotificationEvents,
  NotificationFor,
  NotifyingResource,
} from "./notifications/events.ts";
export type {
  ListAttemptsOptions,
  ListNotificationsOptions,
  Notifications,
} from "./notifications/notifications.ts";
export type { Postits } from "./postits/postits.ts";
export type { ListProfilesOptions, Profiles } from "./profiles/profiles.ts";
export type { AgaveAppReference, AgaveSystemReference } from "../../generated/agave/methods.ts";
export type { ListSystemsOptions, Systems } from "./systems/systems.ts";
export type { SystemDeployment } from "./systems/deploy.ts";
export type { Tags } from "./tags/tags.ts";
export type { TransformFile, Transforms } from "./transforms/transforms.ts";
export type {
  ActorDefinition,
  ActorLevel,
  AppDefinition,
  CredentialInput,
  CredentialType,
  FilePermissionInput,
  JobRequest,
  LoginInput,
  MetadataInput,
  MetadataUpdate,
  MonitorInput,
  NotificationInput,
  Permission,
  PermissionInput,
  PostitInput,
  ProfileInput,
  QueueInput,
  StorageInput,
  SystemInput,
  SystemRoleInput,
  SystemRoleName,
} from "../../generated/agave/api.ts";
export type * from "../../generated/agave/results.ts";
