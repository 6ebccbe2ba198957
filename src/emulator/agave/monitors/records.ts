import type { HistoryRecord } from "../wire/history.ts";

/** One check of a system. */
export interface CheckRecord {
  readonly uuid: string;
  readonly result: "PASSED" | "FAILED" | "UNKNOWN";
  readonly message: string | null;
  readonly type: "STORAGE" | "LOGIN";
  readonly created: number;
}

/** A monitor of a system. */
export interface MonitorRecord {
  readonly uuid: string;
  readonly owner: string;
  readonly target: string;
  readonly created: number;
  readonly internalUsername: string | null;
  active: boolean;
  /** In minutes. */
  frequency: number;
  updateSystemStatus: boolean;
  lastUpdated: number;
  lastSuccess: number | null;
  nextUpdate: number;
  isDeleted: boolean;
  checks: readonly CheckRecord[];
  history: HistoryRecord[];
}
