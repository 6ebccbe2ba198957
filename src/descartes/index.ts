/**
 * Descartes Labs Storage: blobs under keys, signed URLs, and folders that are kept in step with a prefix.
 *
 * @module
 */
export {
  DescartesStorage,
  type DescartesStorageOptions,
  type ExistingOptions,
  type UploadUrlOptions,
} from "./storage.ts";
export type { BlobAddress, BlobOptions, TransferOptions } from "./blob-options.ts";
export type { Claims } from "./claims.ts";
export type { Environment } from "../core/environment.ts";
export type { DescartesCredentials } from "./credentials.ts";
export { saveLogin, type SaveLoginOptions } from "./login-code.ts";
export type { CopyOptions } from "./copy-blob.ts";
export { KeyListing, type KeyPage, type ListOptions, type ListPageOptions } from "./key-listing.ts";
export type { BlobFacts } from "./read-head.ts";
export { SignedUrl } from "./signed-url.ts";
export type {
  BlobFolder,
  SyncOptions,
  SyncPlanOptions,
  SyncResult,
  SyncStep,
  SyncWay,
} from "./sync/sync-options.ts";
export type { BlobContent, SetOptions } from "./write-blob.ts";
export type { StorageType } from "../../generated/descartes/storage.ts";
export type * from "../../generated/descartes/results.ts";
