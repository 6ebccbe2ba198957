import type { Concurrency } from "./adaptive-limit.ts";
import { InvalidInputError } from "../errors.ts";
import { onAbort } from "./on-abort.ts";

/** Options of {@link pooled}. */
export interface PoolOptions {
  /** How many at once: a whole number from 1, or what a client finds out. */
  readonly concurrency: Concurrency;
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
  if (typeof concurrency === "number" && !(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw new InvalidInputError(`concurrency must be a whole number from 1, not ${concurrency}.`);
  }
  signal?.throwIfAborted();
  const stop = new AbortController();
  const release = signal && onAbort(signal, () => stop.abort(signal.reason));
  const results: R[] = [];
  let [begun, active] = [0, 0];
  let failure: { readonly error: unknown } | undefined;
  const one = async (at: number, item: T): Promise<void> => {
    try {
      results[at] = await work(item, stop.signal);
    } catch (error) {
      failure ??= { error };
      stop.abort(error);
    }
  };
  try {
    await new Promise<void>((resolve) => {
      const beginMore = (): void => {
        const most = typeof concurrency === "number" ? concurrency : concurrency.current;
        for (; active < most && begun < items.length && !stop.signal.aborted; active += 1) {
          const at = begun;
          begun += 1;
          void one(at, items[at] as T).finally(() => {
            active -= 1;
            beginMore();
          });
        }
        if (active === 0) resolve();
      };
      beginMore();
    });
  } finally {
    release?.();
  }
  signal?.throwIfAborted();
  if (failure !== undefined) throw failure.error;
  return results;
}
