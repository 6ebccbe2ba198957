import type {
  FileNotificationInput,
  JobNotificationInput,
  JobStatusName,
  NotificationInput,
} from "../../../generated/agave/api.ts";

type PermissionEvent = "PERMISSION_GRANT" | "PERMISSION_REVOKE";

/** What is known to happen to the resources of each kind, as `event` of a notification names it. */
export interface NotificationEvents {
  readonly apps:
    | PermissionEvent
    | "CLONED"
    | "CLONING_FAILED"
    | "CREATED"
    | "DELETED"
    | "DISABLED"
    | "PUBLISHED"
    | "PUBLISHING_FAILED"
    | "REGISTERED"
    | "REPUBLISHED"
    | "RESTORED"
    | "UNPUBLISHED"
    | "UPDATED";
  readonly files:
    | PermissionEvent
    | "CONTENT_CHANGE"
    | "CREATED"
    | "DELETED"
    | "DOWNLOAD"
    | "INDEX_COMPLETE"
    | "INDEX_FAILED"
    | "INDEX_START"
    | "MOVED"
    | "OVERWRITTEN"
    | "PREPROCESSING"
    | "RENAME"
    | "STAGING"
    | "STAGING_COMPLETED"
    | "STAGING_FAILED"
    | "STAGING_QUEUED"
    | "TRANSFORMING"
    | "TRANSFORMING_COMPLETED"
    | "TRANSFORMING_FAILED"
    | "TRANSFORMING_QUEUED"
    | "UPLOAD";
  /** The statuses of a job, and what is done with it. */
  readonly jobs:
    JobStatusName | PermissionEvent | "CREATED" | "DELETED" | "HEARTBEAT" | "RESTORED" | "UPDATED";
  readonly metadata: PermissionEvent | "CREATED" | "DELETED" | "PERMISSION_UPDATE" | "RESTORED" | "UPDATED";
  readonly monitors:
    | "CHECK_FAILED"
    | "CHECK_FORBIDDEN"
    | "CHECK_PASSED"
    | "CHECK_UNKNOWN"
    | "CREATED"
    | "DELETED"
    | "DISABLED"
    | "ENABLED"
    | "FORCED_CHECK_REQUESTED"
    | "RESULT_CHANGE"
    | "STATUS_CHANGE"
    | "UPDATED";
  readonly notifications: "FAILURE" | "FORCED_ATTEMPT" | "RETRY_ERROR" | "SEND_ERROR" | "SUCCESS";
  /** Older services say `STATUS_CHANGE` for `STATUS_UPDATE`. */
  readonly systems:
    | "APP_CREATE"
    | "APP_DELETE"
    | "APP_UPDATE"
    | "CLEAR_CREDENTIALS"
    | "CREATED"
    | "DELETED"
    | "DISABLED"
    | "ENABLED"
    | "ERASED"
    | "JOB_COMPLETE"
    | "JOB_SUBMIT"
    | "PUBLISH"
    | "QUEUE_CREATE"
    | "QUEUE_DELETE"
    | "QUEUE_UPDATE"
    | "REMOVE_CREDENTIAL"
    | "REMOVE_DEFAULT_CREDENTIAL"
    | "ROLES_GRANT"
    | "ROLES_REVOKE"
    | "SET_PUBLIC_DEFAULT"
    | "SET_USER_DEFAULT"
    | "STATUS_CHANGE"
    | "STATUS_UPDATE"
    | "UNPUBLISH"
    | "UNSET_PUBLIC_DEFAULT"
    | "UNSET_USER_DEFAULT"
    | "UPDATED"
    | "UPDATE_CREDENTIAL"
    | "UPDATE_DEFAULT_CREDENTIAL";
}

/** The kinds of resources whose events are known. */
export type NotifyingResource = keyof NotificationEvents;

/**
 * An event that a notification tells of: one that is known of a kind of resource, `*` for all, or another by its name, since
 * services have their own.
 *
 * @example
 * ```ts
 * const event: NotificationEvent<"jobs"> = "FINISHED";
 * ```
 */
export type NotificationEvent<Resource extends NotifyingResource = NotifyingResource> =
  NotificationEvents[Resource] | "*" | (string & {});

/**
 * A notification, with the events of one kind of resource, or of all.
 *
 * @example
 * ```ts
 * const notification: NotificationFor<"systems"> = { url, associatedUuid, event: "STATUS_UPDATE", persistent: true };
 * ```
 */
export interface NotificationFor<
  Resource extends NotifyingResource = NotifyingResource,
> extends NotificationInput {
  readonly event: NotificationEvent<Resource>;
}

/** Who is told about a job that is submitted, and of which event. */
export interface JobNotification extends JobNotificationInput {
  readonly event: NotificationEvent<"jobs">;
}

/** Who is told about a file that is uploaded or imported, and of which event. */
export interface FileNotification extends FileNotificationInput {
  readonly event: NotificationEvent<"files">;
}
