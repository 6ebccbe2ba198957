/**
 * What all platforms share: errors, options, time, progress, archives.
 *
 * @module
 */
export {
  AmbiguousNameError,
  AuthenticationError,
  ConnectionError,
  DeadlineError,
  FootbridgeError,
  HttpError,
  InvalidInputError,
  isFootbridgeError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionError,
  ProtocolError,
  RefusedError,
  TransferError,
  UnsupportedByPlatformError,
  type Attempt,
  type ConnectionFacts,
  type ConnectionPhase,
  type ErrorByCode,
  type ErrorCode,
  type ErrorFacts,
} from "./core/errors.ts";
export { systemClock, type Clock } from "./core/watch/clock.ts";
export type { ConnectionOptions, Pem } from "./core/transport/connection-options.ts";
export type { UpsertAction } from "./core/changes.ts";
export type { Download } from "./core/http/download.ts";
export type { CallOptions, ClientOptions, RetryOptions, Warning } from "./core/options.ts";
export type { RequestEvent } from "./core/request-event.ts";
export type { Logger, LogFacts } from "./core/observe/logger.ts";
export type { CallMessage, FailureCode, RequestMessage } from "./core/observe/messages.ts";
export {
  traceFootbridge,
  type SpanLike,
  type TracerLike,
  type TracingApi,
} from "./core/observe/trace-footbridge.ts";
export type { OnProgress, ProgressEvent } from "./core/progress.ts";
export type { NamedContent, UploadSource } from "./core/content/upload.ts";
export type { ByteStream, LazyContent, OpenFile, UploadContent } from "./core/content/upload-content.ts";
export type { WatchOptions } from "./core/watch/watch-options.ts";
export type {
  Archive,
  ArchiveEntry,
  ReadableArchive,
  RefusedEntry,
  WritableArchive,
  WrittenFile,
} from "./core/content/archive.ts";
