/** The searchable fields of a resource, by the kind of their values. */
export interface SearchFields {
  readonly text: readonly string[];
  readonly number: readonly string[];
  readonly boolean: readonly string[];
  readonly date: readonly string[];
  readonly enum: readonly string[];
}

/** What systems can be searched by. */
export const SYSTEM_FIELDS = {
  text: [
    "id",
    "uuid",
    "name",
    "description",
    "owner",
    "site",
    "workDir",
    "scratchDir",
    "startupScript",
    "environment",
    "storage.host",
    "storage.homeDir",
    "storage.rootDir",
    "storage.zone",
    "storage.resource",
    "storage.bucket",
    "storage.proxy.name",
    "storage.proxy.host",
    "login.host",
    "login.proxy.name",
    "login.proxy.host",
    "queues.name",
    "queues.customDirectives",
    "queues.maxRequestedTime",
  ],
  number: [
    "storage.port",
    "login.port",
    "maxSystemJobs",
    "maxSystemJobsPerUser",
    "queues.maxJobs",
    "queues.maxUserJobs",
    "queues.maxNodes",
    "queues.maxProcessorsPerNode",
    "queues.maxMemoryPerJob",
  ],
  boolean: ["available", "public", "default", "globalDefault", "queues.default"],
  date: ["created", "lastUpdated", "lastModified"],
  enum: ["type", "status", "scheduler", "executionType", "storage.protocol", "login.protocol"],
} as const;

/** What apps can be searched by. */
export const APP_FIELDS = {
  text: [
    "id",
    "uuid",
    "name",
    "version",
    "label",
    "shortDescription",
    "longDescription",
    "owner",
    "tags",
    "ontology",
    "modules",
    "helpURI",
    "icon",
    "checksum",
    "deploymentPath",
    "deploymentSystem",
    "executionSystem",
    "templatePath",
    "testPath",
    "defaultQueue",
    "defaultMaxRunTime",
    "inputs.id",
    "outputs.id",
    "parameters.id",
  ],
  number: ["revision", "defaultNodes", "defaultMemoryPerNode", "defaultProcessorsPerNode"],
  boolean: ["available", "checkpointable", "public", "publicOnly", "privateOnly"],
  date: ["created", "lastUpdated"],
  enum: ["executionType", "parallelism", "parameters.type"],
} as const;

/** What jobs can be searched by. */
export const JOB_FIELDS = {
  text: [
    "id",
    "name",
    "owner",
    "appId",
    "executionSystem",
    "batchQueue",
    "localId",
    "archivePath",
    "archiveSystem",
    "outputPath",
    "inputs",
    "parameters",
    "errorMessage",
    "maxRuntime",
  ],
  number: ["nodeCount", "processorsPerNode", "memoryPerNode", "retries", "charge", "runtime", "walltime"],
  boolean: ["archive", "visible"],
  date: ["created", "submitTime", "startTime", "endTime", "lastModified", "lastUpdated"],
  enum: ["status"],
} as const;

/** What the history of a job can be searched by. */
export const JOB_EVENT_FIELDS = {
  text: ["id", "status", "description", "createdBy", "ipAddress"],
  number: [],
  boolean: [],
  date: ["created"],
  enum: [],
} as const;

/** What notifications can be searched by. */
export const NOTIFICATION_FIELDS = {
  text: ["id", "url", "event", "associatedUuid", "owner"],
  number: ["policy.retryRate", "policy.retryLimit", "policy.retryDelay"],
  boolean: ["persistent", "visible", "policy.saveOnFailure"],
  date: ["created", "lastUpdated"],
  enum: ["status", "provider", "policy.retryStrategy"],
} as const;

/** What the deliveries of a notification can be searched by. */
export const ATTEMPT_FIELDS = {
  text: ["id", "url", "eventName", "notificationId", "owner", "content", "response.message"],
  number: ["attemptNumber", "response.code"],
  boolean: [],
  date: ["created", "scheduledTime", "startTime", "endTime"],
  enum: ["provider"],
} as const;

/** What monitors can be searched by. */
export const MONITOR_FIELDS = {
  text: ["id", "target", "owner", "internalUsername"],
  number: ["frequency"],
  boolean: ["active", "updateSystemStatus"],
  date: ["created", "lastUpdated", "lastSuccess", "nextUpdate"],
  enum: [],
} as const;
