import type { HistoryRecord } from "../wire/history.ts";
import type { Permissions } from "../wire/permissions.ts";
import type { Json } from "../wire/values.ts";

/** A job. */
export interface JobRecord {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly appId: string;
  readonly executionSystem: string;
  readonly batchQueue: string | null;
  readonly nodeCount: number;
  readonly processorsPerNode: number;
  readonly memoryPerNode: number;
  readonly maxRunTime: string;
  readonly archive: boolean;
  readonly archiveSystem: string | null;
  readonly archivePath: string | null;
  /** Whether outputs are archived of a job whose app has failed, too: in the newer service. @defaultValue false */
  readonly archiveOnAppError?: boolean;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly created: number;
  readonly submitTime: number;
  lastUpdated: number;
  status: string;
  retries: number;
  localId: string | null;
  outputPath: string | null;
  startTime: number | null;
  endTime: number | null;
  message: string | null;
  /** How it went on its system, in the newer service. */
  remoteOutcome?: "FINISHED" | "FAILED" | "FAILED_SKIP_ARCHIVE";
  isVisible: boolean;
  /** Whether the outputs lie in the archive by now. */
  isArchived: boolean;
  pems: Permissions;
  history: HistoryRecord[];
}
