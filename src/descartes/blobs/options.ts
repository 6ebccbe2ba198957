import type { CallOptions } from "../../core/options.ts";
import type { StorageType } from "../../../generated/descartes/storage.ts";

/** Options of calls about blobs. */
export interface BlobOptions extends CallOptions {
  /** What the blob is for: one key of two types names two blobs. @defaultValue "data" */
  readonly type?: StorageType;
}

/** Options of calls that move a blob's bytes. */
export interface TransferOptions extends BlobOptions {
  /**
   * Called as bytes move, with how many have been moved so far and how many there are, where that is known. What has to be
   * moved again counts again from where it begins. What it throws is uncaught, as in an event listener.
   */
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
}

/** Names one blob. */
export interface BlobAddress {
  readonly key: string;
  readonly type?: StorageType | undefined;
}
