import type { HistoryRecord } from "../wire/history.ts";
import type { JsonObject } from "../wire/values.ts";

/** What somebody may do with a system, from little to much. */
export const ROLES = ["NONE", "GUEST", "USER", "PUBLISHER", "ADMIN", "OWNER"] as const;

/** One of the roles. */
export type Role = (typeof ROLES)[number];

/** A queue of an execution system. */
export interface QueueRecord {
  readonly name: string;
  readonly default: boolean;
  readonly maxJobs: number;
  readonly maxUserJobs: number;
  readonly maxNodes: number;
  readonly maxProcessorsPerNode: number;
  readonly maxMemoryPerNode: number;
  readonly maxRequestedTime: string | null;
  readonly customDirectives: string | null;
  readonly description: string | null;
  readonly mappedName: string | null;
}

/** A way to log in to a system. What is secret is never shown again. */
export interface CredentialRecord {
  readonly uuid: string;
  readonly parentType: "STORAGE" | "LOGIN";
  readonly internalUsername: string | null;
  readonly isDefault: boolean;
  readonly type: string;
  readonly created: number;
  readonly auth: JsonObject;
}

/** Where the files of a system are, without the log-in. */
export interface StorageRecord {
  readonly rootDir: string;
  readonly homeDir: string;
  readonly more: JsonObject;
}

/** A storage or an execution system. */
export interface SystemRecord {
  readonly id: string;
  readonly uuid: string;
  readonly type: "STORAGE" | "EXECUTION";
  readonly owner: string;
  readonly created: number;
  name: string;
  description: string | null;
  site: string | null;
  status: string;
  available: boolean;
  public: boolean;
  globalDefault: boolean;
  /** Whose default system of its type it is. */
  defaultFor: readonly string[];
  revision: number;
  lastUpdated: number;
  isDeleted: boolean;
  storage: StorageRecord;
  /** Everything that only execution systems have, but for the queues. */
  execution: JsonObject;
  login: JsonObject | null;
  queues: readonly QueueRecord[];
  roles: Record<string, Role>;
  credentials: readonly CredentialRecord[];
  history: HistoryRecord[];
}
