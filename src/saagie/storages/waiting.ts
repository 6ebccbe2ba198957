import type { BatchCaller } from "../../core/client.ts";
import type { Clock } from "../../core/watch/clock.ts";
import { NotFoundError, RefusedError } from "../../core/errors.ts";
import { createWatcher, type Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import { storagesOperations, type StoragesStatusResult } from "../../../generated/saagie/methods.ts";

/** What is going on with a storage. */
export type StorageStatus = StoragesStatusResult;

/** What a storage is busy with. */
export type StorageActivity = "idle" | "duplicating" | "expanding" | "moving" | "failed";

/** Options of a wait for a storage. */
export interface StorageWaitOptions extends WatchOptions {
  /**
   * Called whenever the activity has changed, first with the one found.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onActivity?: (activity: StorageActivity, status: StorageStatus) => void;
}

/**
 * Tells what a storage is busy with.
 *
 * @remarks An expansion that waits for an app to mount the storage is no activity: nothing will happen by itself.
 */
export function storageActivityOf(status: StorageStatus): StorageActivity {
  const { duplicationStatus, migrationStatus, expansionStatus, isLocked } = status;
  if (migrationStatus === "MIGRATING_IN" || migrationStatus === "MIGRATING_OUT") return "moving";
  if (duplicationStatus === "FAILED" || migrationStatus === "FAILED") return "failed";
  // A platform without duplication tells no status of it.
  if (isLocked === true || duplicationStatus != null) return "duplicating";
  return expansionStatus === "EXPANSION_IN_PROGRESS" ? "expanding" : "idle";
}

/** The status of a storage with which nothing can be going on. */
export function idleStorage({ id }: { readonly id: string }): StorageStatus {
  const nothing = { migrationStatus: null, migrationPlatformId: null, migrationProjectId: null };
  return { id, ...nothing, migrationVolumeId: null };
}

/** Watches storages: all waits of a client share one aliased query per tick and hundred storages. */
export function createStorageWatcher(batch: BatchCaller, clock: Clock): Watcher<StorageStatus> {
  return createWatcher<StorageStatus>({
    clock,
    read: (ids, signal) => batch(storagesOperations.status, ids, { signal }),
    isFinal: (status) => ["idle", "failed"].includes(storageActivityOf(status)),
    label: storageActivityOf,
    missing: (id) => new NotFoundError(`The storage ${id} does not exist, or is not visible to this user.`),
  });
}

/** Waits until nothing is going on with a storage. @throws RefusedError when it failed */
export async function waitUntilIdle(
  watcher: Watcher<StorageStatus>,
  id: string,
  { onActivity, ...options }: StorageWaitOptions,
): Promise<StorageStatus> {
  let last: StorageStatus | undefined;
  for await (const status of watcher.watch(id, options)) {
    last = status;
    onActivity?.(storageActivityOf(status), status);
  }
  if (last === undefined) throw new NotFoundError(`The storage ${id} was never seen.`);
  if (storageActivityOf(last) !== "failed") return last;
  const what = last.migrationStatus === "FAILED" ? "move" : "duplication";
  throw new RefusedError(`The ${what} of the storage ${id} has failed.`, {
    fields: { storage: `${what} failed` },
  });
}
