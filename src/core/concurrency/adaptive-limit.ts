import { isFootbridgeError } from "../errors.ts";
import type { RequestEvent } from "../request-event.ts";

/** How many things are handled at once: a number, or what a client finds out. */
export type Concurrency = number | AdaptiveLimit;

/** A limit that follows what the platform bears; all long work of a client shares one. */
export interface AdaptiveLimit {
  /** How many things may be under way now: a whole number from 1. */
  readonly current: number;
  /** Learns from a request that is over. */
  note(event: Pick<RequestEvent, "status" | "error" | "durationMs">): void;
}

const FIRST = 8;
const MOST = 32;
/** By how much more is done in the same time when growing has helped. */
const HELPED = 1.05;
/** Rounds without growing, before it is tried again. */
const REST = 4;
/** What says that there is too much at once. */
const OVERLOAD: ReadonlySet<number | undefined> = new Set([429, 503, 504]);

/**
 * Creates an {@link AdaptiveLimit}: it doubles, and after a first disappointment grows by a quarter, for as long as that
 * helps, up to 32, and halves when the platform asks for less or does not answer in time.
 */
export function adaptiveLimit(now: () => number = () => performance.now()): AdaptiveLimit {
  let current = FIRST;
  let halvedAt = -Infinity;
  let round = { startedAt: now(), finished: 0 };
  let lastRate = 0;
  let resting = 0;
  let isSlowStart = true;
  const begin = (): void => {
    round = { startedAt: now(), finished: 0 };
  };
  const halve = (startedAt: number): void => {
    // What was under way at that time tells nothing about the lower limit.
    if (startedAt < halvedAt) return;
    halvedAt = now();
    current = Math.max(1, Math.floor(current / 2));
    lastRate = 0;
    resting = REST;
    isSlowStart = false;
    begin();
  };
  const endRound = (): void => {
    const rate = round.finished / (now() - round.startedAt);
    begin();
    resting -= 1;
    if (resting > 0) return;
    const hasHelped = rate > lastRate * HELPED;
    lastRate = rate;
    if (hasHelped) {
      current = Math.min(MOST, current + (isSlowStart ? current : Math.ceil(current / 4)));
      return;
    }
    isSlowStart = false;
    // Not for ever: what slowed it down may be over.
    [resting, lastRate] = [REST, 0];
  };
  return {
    get current() {
      return current;
    },
    note({ status, error, durationMs }) {
      // A connection that breaks, or on which nothing comes in time, is not told apart: both mean too much.
      if (OVERLOAD.has(status) || isFootbridgeError(error, "CONNECTION")) {
        halve(now() - durationMs);
        return;
      }
      if (status === undefined) return;
      round.finished += 1;
      if (round.finished >= current * 2) endRound();
    },
  };
}
