import type { HistoryRecord } from "../wire/history.ts";
import type { Permissions } from "../wire/permissions.ts";

/** What the platform remembers of a file or folder that went through it. */
export interface FileRecord {
  readonly uuid: string;
  readonly systemId: string;
  readonly owner: string;
  readonly created: number;
  path: string;
  lastModified: number;
  status: string;
  source: string;
  pems: Permissions;
  history: HistoryRecord[];
}
