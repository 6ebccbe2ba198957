import type { Clock } from "../../../src/index.ts";

/** A clock whose waits are over at once, and remembered. */
export interface InstantClock extends Clock {
  /** The waits so far, in milliseconds. */
  readonly waits: readonly number[];
  advance(ms: number): void;
  /** Called when a wait begins. */
  onSleep: ((ms: number) => unknown) | undefined;
}

/** Creates an {@link InstantClock}. */
export function instantClock(): InstantClock {
  let time = Date.UTC(2024, 5, 3, 8);
  const waits: number[] = [];
  return {
    waits,
    onSleep: undefined,
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      waits.push(ms);
      await this.onSleep?.(ms);
      signal?.throwIfAborted();
      time += ms;
    },
  };
}
