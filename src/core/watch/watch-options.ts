import type { Clock } from "./clock.ts";
import type { FootbridgeError } from "../errors.ts";

/** Options of a wait. */
export interface WatchOptions {
  /**
   * A fixed time between two reads in milliseconds. Default: a seventh of what the wait has lasted, from 1 s up
   * to `maxIntervalMs`, so that an hour's run takes less than a hundred reads. Each is moved by up to a tenth, so that clients do
   * not march in step; one may come earlier to share a request with another wait.
   */
  readonly intervalMs?: number;
  /** The longest time between two reads in milliseconds, where `intervalMs` is not given. @defaultValue 60000 */
  readonly maxIntervalMs?: number;
  /**
   * Limit for the whole wait in milliseconds. A last read begins when it passes, and has a tenth of it, at most a second; a
   * read that hangs until then is given up. Default: none.
   */
  readonly deadlineMs?: number;
  /** Ends this wait, not the work on the platform. */
  readonly signal?: AbortSignal;
}

/** What a shared watch has to know about the things it watches. */
export interface WatchSource<State> {
  /** Reads many at once; a missing one is left out of the answer, and an error may stand in the place of one. */
  readonly read: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, State | FootbridgeError>>;
  /** Whether nothing will change any more. An unknown state is not final. */
  readonly isFinal: (state: State) => boolean;
  /** What a state is called, e.g. its status. */
  readonly label: (state: State) => string;
  /** What tells one state from another, where that is more than its label. */
  readonly mark?: (state: State) => string;
  /** The error for an id that does not exist. */
  readonly missing: (id: string) => Error;
  readonly clock: Clock;
  /** Ids in one request. @defaultValue 100 */
  readonly batchSize?: number;
}
