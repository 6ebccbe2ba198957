import type { HistoryRecord } from "../wire/history.ts";
import type { Permissions } from "../wire/permissions.ts";
import type { JsonObject } from "../wire/values.ts";

/** An input or a parameter of an app, as far as jobs are held to it. */
export interface AppValueRecord {
  readonly id: string;
  readonly value: JsonObject;
  readonly details: JsonObject;
  readonly semantics: JsonObject;
}

/** An app. */
export interface AppRecord {
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly version: string;
  readonly owner: string;
  readonly created: number;
  readonly isPublic: boolean;
  revision: number;
  available: boolean;
  isDeleted: boolean;
  lastModified: number;
  executionSystem: string;
  deploymentSystem: string;
  inputs: readonly AppValueRecord[];
  parameters: readonly AppValueRecord[];
  outputs: readonly AppValueRecord[];
  /** The other members, as they are shown. */
  more: JsonObject;
  pems: Permissions;
  history: HistoryRecord[];
}
