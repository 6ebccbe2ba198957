import { DeadlineError } from "../errors.ts";
import { onAbort } from "../concurrency/on-abort.ts";
import { milliseconds, type CallOptions } from "../options.ts";

/** A caller's signal and the limit for the whole, as one signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Ends the limit: no timer and no listener is left. An abort ends it too. */
  end(): void;
}

/**
 * Joins a caller's signal and its limit; `defaultMs` is the limit where the caller gives none.
 *
 * @throws {@link InvalidInputError} when `timeoutMs` is no number of milliseconds.
 */
export function deadline({ signal, timeoutMs }: CallOptions, defaultMs: number | undefined): Deadline {
  const ms = timeoutMs === undefined ? defaultMs : milliseconds("timeoutMs", timeoutMs);
  const controller = new AbortController();
  let release: (() => void) | undefined;
  const end = (): void => {
    clearTimeout(timer);
    release?.();
  };
  const stop = (reason: unknown): void => {
    end();
    controller.abort(reason);
  };
  const timer =
    ms === undefined
      ? undefined
      : setTimeout(() => stop(new DeadlineError(`No result within ${ms} ms.`)), ms);
  if (signal?.aborted) stop(signal.reason);
  else if (signal !== undefined) release = onAbort(signal, () => stop(signal.reason));
  return { signal: controller.signal, end };
}

/** Works under a caller's signal and the limit that it gives, if it gives one. */
export async function withinDeadline<T>(
  options: CallOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = deadline(options, undefined);
  try {
    limit.signal.throwIfAborted();
    return await work(limit.signal);
  } finally {
    limit.end();
  }
}
