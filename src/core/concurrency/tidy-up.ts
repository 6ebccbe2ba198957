import { raceAbort } from "./race-abort.ts";

/** What is going on, perhaps behind callers who have left. */
const pending = new Set<Promise<unknown>>();

function track(work: Promise<unknown>): void {
  const over = work.then(
    () => undefined,
    () => undefined,
  );
  pending.add(over);
  void over.then(() => pending.delete(over));
}

/**
 * Waits for work that tidies up after itself, but not beyond an abort: what it then has to tidy up, it does behind its caller.
 *
 * @throws what the work throws; the signal's reason as soon as it is aborted.
 */
export function untilAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  track(work);
  return raceAbort(work, signal);
}

/** Tidies up after work that is over; who has aborted it does not wait for that. */
export async function tidyUp(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  track(work);
  if (!signal?.aborted) await work;
}

/** Waits until nothing is left to be tidied up behind anybody: for tests, and for those who are about to end the process. */
export async function allTidiedUp(): Promise<void> {
  while (pending.size > 0) await Promise.all(pending);
}
