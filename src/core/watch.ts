import type { Clock } from "./clock.ts";
import type { FootbridgeError } from "./errors.ts";
import type { Ticks } from "./watch-ticks.ts";

/** Options of a wait. */
export interface WatchOptions {
  /**
   * Time between two reads in milliseconds. Each is moved by up to a tenth, so that clients do not march in step; one may
   * come earlier to share a request with another wait. @defaultValue 2000
   */
  readonly intervalMs?: number;
  /** Limit for the whole wait in milliseconds. A last read begins when it passes, and has one interval. Default: none. */
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

/** Watches any number of things of one kind with one request per tick and batch. */
export interface Watcher<State> {
  /**
   * Yields the state at once, then whenever its mark (by default its label) has changed, and last the final one.
   *
   * @throws {@link DeadlineError} with the last state; the signal's reason on abort.
   */
  watch(id: string, options?: WatchOptions): AsyncGenerator<State, void, void>;
}

/** Creates a {@link Watcher}: its cost grows with ticks, not with what is watched. */
export function createWatcher<State>(source: WatchSource<State>): Watcher<State> {
  let ticks: Ticks<State> | undefined;
  return {
    async *watch(id, options = {}) {
      // Loaded when it is first asked for: who waits for nothing does not carry it.
      const { Ticks, watchOne } = await import("./watch-ticks.ts");
      ticks ??= new Ticks(source);
      yield* watchOne(source, ticks, { id, options });
    },
  };
}
