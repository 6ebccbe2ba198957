import { InvalidInputError } from "./errors.ts";
import { onAbort } from "./on-abort.ts";

/** Options of {@link pooled}. */
export interface PoolOptions {
  /** How many at once: a whole number from 1. */
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs work over items, a few at a time, and returns the results in the items' order.
 *
 * @remarks After the first failure nothing new is begun, what is under way is told by its signal to end, and the failure is
 * thrown when all of it has ended: nothing goes on behind the caller's back.
 * @throws {@link InvalidInputError} for a concurrency that is no whole number from 1; what the work throws; the signal's reason.
 */
export async function pooled<T, R>(
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<R>,
  { concurrency, signal }: PoolOptions,
): Promise<readonly R[]> {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new InvalidInputError(`concurrency must be a whole number from 1, not ${concurrency}.`);
  }
  signal?.throwIfAborted();
  const stop = new AbortController();
  const release = signal && onAbort(signal, () => stop.abort(signal.reason));
  const results: R[] = [];
  const queue = items.entries();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (const [at, item] of queue) {
      if (stop.signal.aborted) return;
      try {
        results[at] = await work(item, stop.signal);
      } catch (error) {
        failure ??= { error };
        stop.abort(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  } finally {
    release?.();
  }
  signal?.throwIfAborted();
  if (failure !== undefined) throw failure.error;
  return results;
}
