import type { Archive, ReadableArchive } from "../../core/content/archive.ts";
import type { CallOptions } from "../../core/options.ts";
import type { OnProgress } from "../../core/progress.ts";
import type { StorageType } from "../../../generated/descartes/storage.ts";

/** The blobs whose keys begin with a prefix, as a folder. */
export interface BlobFolder {
  /** A slash is added where it does not end in one; `""` stands for all keys. */
  readonly prefix: string;
  /** @defaultValue "data" */
  readonly type?: StorageType;
}

/** From where to where: one side is an archive (a folder, a zip, memory), the other one a prefix. */
export type SyncWay =
  | { readonly from: ReadableArchive; readonly to: BlobFolder }
  | { readonly from: BlobFolder; readonly to: Archive };

/** Options of planning a synchronization. */
export interface SyncPlanOptions extends CallOptions {
  /**
   * How a file is told from a blob of the same name, since the service tells neither sizes nor checksums of blobs. `record`:
   * by the checksums that earlier uploads of `sync` left in a blob of their own, `.footbridge-sync.json`, and those that
   * earlier downloads left with the entity tags of the blobs in a file of that name; what is not in them is transferred.
   * `content`: by reading every blob that could be the same, which also sees what others have changed.
   * @defaultValue "record"
   */
  readonly compare?: "record" | "content";
  /** Delete blobs that have no file. Files are never deleted. @defaultValue false */
  readonly delete?: boolean;
  /** Let `delete` delete every blob below the prefix where the archive has no file at all. @defaultValue false */
  readonly allowEmpty?: boolean;
  /** How many files at the same time. Default: what the service bears, up to 32; all long work of a client finds it out together. */
  readonly concurrency?: number;
}

/** Options of a synchronization. */
export interface SyncOptions extends SyncPlanOptions {
  /**
   * Leave out what cannot be done, instead of refusing the whole before anything is done, and what turns out on the way to be
   * unreadable, or changes while it is read. The result's steps tell of it. @defaultValue false
   */
  readonly skipImpossible?: boolean;
  /** Called after every blob that was moved. What it throws is uncaught, as in an event listener. */
  readonly onProgress?: OnProgress;
}

/**
 * What is to become of one file or blob, or has become of it. `extra`: it is on the other side only, and stays. `cannot`: it
 * is left out.
 */
export interface SyncStep {
  readonly action: "upload" | "download" | "delete" | "unchanged" | "extra" | "cannot";
  /** The path of the file. */
  readonly path: string;
  /** The key of the blob. */
  readonly key: string;
  /** Why, for people. */
  readonly reason: string;
}

/** What a synchronization would do, or did; sorted by path. */
export interface SyncResult {
  readonly steps: readonly SyncStep[];
  /** How many bytes were moved; 0 in a plan. */
  readonly bytes: number;
}
