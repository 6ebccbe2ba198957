import { onAbort } from "./on-abort.ts";

/** Waits for work that others share: an abort ends the waiting, not the work. */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      // Nobody waits for the work any more, and nobody is to be told how it failed.
      work.catch(() => undefined);
      return;
    }
    const release = onAbort(signal, () => reject(signal.reason));
    work.then(resolve, reject).finally(release);
  });
}
