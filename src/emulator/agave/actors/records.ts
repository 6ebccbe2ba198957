import type { Json, JsonObject } from "../wire/values.ts";

/** What somebody may do with an actor, from little to much. */
export const LEVELS = ["NONE", "READ", "EXECUTE", "UPDATE"] as const;

/** One of the levels. */
export type Level = (typeof LEVELS)[number];

/** One run of an actor for one message. */
export interface ExecutionRecord {
  readonly id: string;
  readonly executor: string;
  readonly messageReceivedTime: number;
  status: "SUBMITTED" | "RUNNING" | "COMPLETE" | "ERROR";
  workerId: string | null;
  startTime: number | null;
  finishTime: number | null;
  exitCode: number | null;
  logs: string;
  /** What has not been collected yet, in base64. */
  results: readonly string[];
}

/** A worker of an actor. */
export interface WorkerRecord {
  readonly id: string;
  readonly created: number;
  status: string;
  lastExecutionTime: number | null;
}

/** A key that stands for a log-in. */
export interface NonceRecord {
  readonly id: string;
  readonly owner: string;
  readonly level: Level;
  readonly maxUses: number;
  readonly description: string;
  readonly createTime: number;
  currentUses: number;
  lastUseTime: number | null;
}

/** An actor. */
export interface ActorRecord {
  readonly id: string;
  readonly owner: string;
  readonly createTime: number;
  lastUpdateTime: number;
  status: "SUBMITTED" | "READY" | "ERROR";
  statusMessage: string;
  revision: number;
  /** What was asked for at registration, with the defaults. */
  definition: JsonObject;
  state: Json;
  permissions: Record<string, Level>;
  executions: ExecutionRecord[];
  workers: readonly WorkerRecord[];
  nonces: NonceRecord[];
}

/** Another name of an actor. */
export interface AliasRecord {
  readonly alias: string;
  readonly owner: string;
  actorId: string;
  permissions: Record<string, Level>;
  nonces: NonceRecord[];
}

/** Settings for the environment of actors. */
export interface ConfigRecord {
  readonly name: string;
  readonly owner: string;
  value: Json;
  isSecret: boolean;
  actors: string;
}
