import { isFootbridgeError, type ErrorCode } from "../errors.ts";

/** Why something failed: an error's code, `ABORTED` by the caller's signal, or `OTHER` for what is none of this library's errors. */
export type FailureCode = ErrorCode | "ABORTED" | "OTHER";

/**
 * One call of a method, as published on `footbridge:call:start`, and when it has ended on either `footbridge:call:end` or
 * `footbridge:call:error`.
 *
 * @remarks The same object each time, so that a `WeakMap` joins what was kept at the start to the end.
 */
export interface CallMessage {
  /** E.g. `saagie`. */
  readonly platform: string;
  /** E.g. `jobs.create`. */
  readonly method: string;
  /** Joins the call to its requests. */
  readonly callId: string;
  /** How long it took in milliseconds; absent at the start. */
  readonly durationMs?: number;
  /** On `footbridge:call:error` alone. */
  readonly code?: FailureCode;
}

/**
 * One request, as published on `footbridge:request:start`, and when its answer has ended on `footbridge:request:end`, whatever
 * its status; without a whole answer on `footbridge:request:error`.
 *
 * @remarks The same object each time, so that a `WeakMap` joins what was kept at the start to the end. Neither variables nor
 * headers, bodies or paths are in it.
 */
export interface RequestMessage {
  /** E.g. `saagie`. */
  readonly platform: string;
  /** E.g. `JobsGet`. */
  readonly operation: string;
  /** E.g. `platform` or `gateway`. */
  readonly endpoint: string;
  /** The method within which it was sent, e.g. `jobs.create`; absent where no call was observed from its start. */
  readonly method?: string;
  /** The call within which it was sent; the `requestId` where no call was observed from its start. */
  readonly callId: string;
  /** The same for all tries of the operation; `error.requestId` where the platform takes one. */
  readonly requestId: string;
  /** Which try this is, from 1. */
  readonly attempt: number;
  /** E.g. `POST`. */
  readonly httpMethod: string;
  /** Absent where what a platform hands out to send to is no URL. */
  readonly host?: string;
  readonly port?: number;
  /** The size of what is sent, where that is known beforehand. */
  readonly requestBytes?: number;
  /** Absent at the start, and where no answer came. */
  readonly status?: number;
  /** The size of the answer, where it is known. */
  readonly responseBytes?: number;
  /** From sending to the end of the answer (of its head, for streams), in milliseconds; absent at the start. */
  readonly durationMs?: number;
  /** On `footbridge:request:error` alone. */
  readonly code?: FailureCode;
}

/** What may be told of a failure: of a caller's reason, for example, nothing at all. */
export function failureCode(error: unknown, signal: AbortSignal | undefined): FailureCode {
  if (signal?.aborted === true) return "ABORTED";
  return isFootbridgeError(error) ? error.code : "OTHER";
}
