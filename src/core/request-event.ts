import type { FootbridgeError } from "./errors.ts";

/** One finished request, as told to `onRequest`: nothing in it is secret. */
export interface RequestEvent {
  readonly platform: string;
  readonly operation: string;
  readonly endpoint: string;
  /** Which try this was, from 1. */
  readonly attempt: number;
  /** From sending to the end of the answer (of its head, for streams), in milliseconds. */
  readonly durationMs: number;
  /** The HTTP status, or `undefined` when no answer came. */
  readonly status: number | undefined;
  /** Why no whole answer came. A status that says no is not told here. */
  readonly error: FootbridgeError | undefined;
}
