import { lazy } from "../concurrency/lazy.ts";
import type { PollScheduler } from "./poll-scheduler.ts";
import type { WatchOptions, WatchSource } from "./watch-options.ts";

/** Watches any number of things of one kind with one request per tick and batch. */
export interface Watcher<State> {
  /**
   * Yields the state at once, then whenever its mark (by default its label) has changed, and last the final one.
   *
   * @throws {@link DeadlineError} with the last state; the signal's reason on abort.
   */
  watch(id: string, options?: WatchOptions): AsyncGenerator<State, void, void>;
}

// Loaded when it is first asked for: who waits for nothing does not carry it. And once: `import()` answers each caller in
// its own time, and those who begin together are to be read together.
const load = lazy(() => import("./poll-scheduler.ts"));

/** Creates a {@link Watcher}: its cost grows with ticks, not with what is watched. */
export function createWatcher<State>(source: WatchSource<State>): Watcher<State> {
  let scheduler: PollScheduler<State> | undefined;
  return {
    async *watch(id, options = {}) {
      const { PollScheduler, Wait } = await load();
      scheduler ??= new PollScheduler(source);
      const wait = new Wait(source, scheduler, { id, options });
      while (!wait.isOver) {
        const state = await wait.next();
        if (state !== undefined) yield state;
      }
    },
  };
}
