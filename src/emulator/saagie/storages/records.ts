import type { DataSize } from "./data-size.ts";
import type { Moment } from "../shared/records.ts";

/** Where a storage is to go, or went. */
interface MigrationTarget {
  readonly platformId: number;
  readonly projectId: string;
  readonly volumeId: string;
}

/** A storage: a disk that an app mounts. Schema and API call it a volume. */
export interface StorageRecord {
  readonly id: string;
  readonly projectId: string;
  readonly creator: string;
  readonly creationDate: Moment;
  readonly originalVolumeId: string | null;
  name: string;
  description: string | null;
  size: DataSize;
  /** The app that has it, whether or not the app's current version mounts it. */
  linkedAppId: string | null;
  duplicationStatus: "DUPLICATION_IN" | "DUPLICATION_OUT" | "FAILED" | null;
  duplicationTargetId: string | null;
  expansionStatus: "EXPANSION_IN_PROGRESS" | "WAITING_FOR_LINK_TO_AN_APP" | null;
  migrationStatus: "MIGRATING_IN" | "MIGRATING_OUT" | "READY" | "FAILED" | null;
  migrationTarget: MigrationTarget | null;
}

/** What is different about a storage that is in no way special. */
export const IDLE: Pick<
  StorageRecord,
  | "linkedAppId"
  | "duplicationStatus"
  | "duplicationTargetId"
  | "expansionStatus"
  | "migrationStatus"
  | "migrationTarget"
> = {
  linkedAppId: null,
  duplicationStatus: null,
  duplicationTargetId: null,
  expansionStatus: null,
  migrationStatus: null,
  migrationTarget: null,
};

/** Whether a duplication reads or fills a storage now. */
export function isLocked({ duplicationStatus }: StorageRecord): boolean {
  return duplicationStatus === "DUPLICATION_IN" || duplicationStatus === "DUPLICATION_OUT";
}

/**
 * Why nothing can be done with a storage now.
 *
 * @remarks What the platform refuses meanwhile is not known, but for the deletion of a copy. Refusing everything
 * makes clients wait, which works either way.
 */
export function busyProblem(volume: StorageRecord): string | undefined {
  if (isLocked(volume)) return "is locked by a duplication";
  const { migrationStatus } = volume;
  return migrationStatus === "MIGRATING_IN" || migrationStatus === "MIGRATING_OUT"
    ? "is being moved"
    : undefined;
}
