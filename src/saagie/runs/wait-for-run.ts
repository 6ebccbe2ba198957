import { NotFoundError } from "../../core/errors.ts";
import type { Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";

/** Options of every wait for a run. */
export interface StoppableWaitOptions extends WatchOptions {
  /** Ask the platform to stop the run when `signal` is aborted. @defaultValue false: only the waiting ends */
  readonly stopOnAbort?: boolean;
}

/** A run to wait for. */
export interface Waiting<Run> {
  readonly watcher: Watcher<Run>;
  readonly id: string;
  /** What the run is called in messages, e.g. `job instance`. */
  readonly what: string;
  /** Asks the platform to stop it. */
  readonly stop: () => Promise<unknown>;
  /** Called with every state that is seen. */
  readonly onState: (run: Run) => void;
}

/** Follows a run to its end and returns its last state. */
export async function waitForRun<Run>(
  { watcher, id, what, stop, onState }: Waiting<Run>,
  options: StoppableWaitOptions,
): Promise<Run> {
  let last: Run | undefined;
  try {
    for await (const run of watcher.watch(id, options)) {
      last = run;
      onState(run);
    }
  } catch (error) {
    if (options.stopOnAbort && options.signal?.aborted) await stop();
    throw error;
  }
  if (last === undefined) throw new NotFoundError(`The ${what} ${id} was never seen.`);
  return last;
}
