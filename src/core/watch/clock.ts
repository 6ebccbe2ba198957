import { onAbort } from "../concurrency/on-abort.ts";

/** Time, as the client sees it; an emulator's clock has the same shape, so that tests wait for nothing. */
export interface Clock {
  /** The present, in milliseconds since 1970. */
  now(): number;
  /**
   * Waits `ms` milliseconds.
   *
   * @throws the signal's reason as soon as it is aborted.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. Its waits end with the signal, leave no listener behind and keep no timer. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const release =
        signal &&
        onAbort(signal, () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      const timer = setTimeout(() => {
        release?.();
        resolve();
      }, ms);
    }),
});

/** The longest time that a timer of the machine can run, in milliseconds; given more, it would fire at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;
