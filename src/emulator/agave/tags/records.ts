import type { HistoryRecord } from "../wire/history.ts";
import type { Permissions } from "../wire/permissions.ts";

/** A name for several resources. */
export interface TagRecord {
  readonly uuid: string;
  readonly owner: string;
  readonly created: number;
  name: string;
  associationIds: readonly string[];
  lastUpdated: number;
  pems: Permissions;
  history: HistoryRecord[];
}
