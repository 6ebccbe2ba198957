import { onAbort } from "./on-abort.ts";
import { raceAbort } from "./race-abort.ts";

/** Work that any number of callers wait for. */
export interface SharedFlight<T> {
  /** Waits for the work. The signal ends this wait; the work goes on as long as anybody waits for it. */
  join(signal?: AbortSignal): Promise<T>;
}

/**
 * Starts work that several callers share.
 *
 * @remarks When the last waiter has gone, the work is aborted and `onAbandoned` is called, so that nobody joins it any more.
 * One caller's abort never ends another's wait.
 */
export function singleFlight<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onAbandoned: () => void,
): SharedFlight<T> {
  const controller = new AbortController();
  let waiting = 0;
  let isOver = false;
  // Started in a turn of its own, so that the caller knows the flight before the work can end it.
  const result = Promise.resolve()
    .then(() => work(controller.signal))
    .finally(() => {
      isOver = true;
    });
  // Every waiter has a handler of its own; this one is for work that everybody has left.
  result.catch(() => undefined);
  // At once, not a turn later: the work may be about to send something.
  const leave = (): void => {
    waiting -= 1;
    if (waiting > 0 || isOver) return;
    onAbandoned();
    controller.abort(new DOMException("Nobody waits for this any more.", "AbortError"));
  };
  return {
    join: async (signal) => {
      signal?.throwIfAborted();
      waiting += 1;
      if (signal === undefined) return result;
      const release = onAbort(signal, leave);
      return raceAbort(result, signal).finally(release);
    },
  };
}
