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
export type { BlobAddress, BlobOptions, TransferOptions } from "./blobs/options.ts";
export type { Claims } from "./log-in/claims.ts";
export type { Environment } from "../core/environment.ts";
export type { DescartesCredentials } from "./log-in/credentials.ts";
export { saveLogin, type SaveLoginOptions } from "./log-in/login-code.ts";
export type { CopyOptions } from "./blobs/copy.ts";
export { KeyListing, type KeyPage, type ListOptions, type ListPageOptions } from "./blobs/listing.ts";
export type { BlobFacts } from "./blobs/head.ts";
export { SignedUrl } from "./blobs/signed-url.ts";
export type {
  BlobFolder,
  SyncOptions,
  SyncPlanOptions,
  SyncResult,
  SyncStep,
  SyncWay,
} from "./sync/options.ts";
export type { BlobContent, SetOptions } from "./blobs/write.ts";
export type { StorageType } from "../../generated/descartes/storage.ts";
export type * from "../../generated/descartes/results.ts";
