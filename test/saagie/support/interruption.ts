import { getEventListeners } from "node:events";
import type { Saagie } from "../../../src/saagie/index.ts";
import { idle } from "./idle.ts";
import type { TestPlatform } from "./platform.ts";

/** Where a call is interrupted: around one of its requests, counted from 1, or in one of its waits. */
export interface Interruption {
  readonly moment: "before the request" | "while it is sent" | "behind the answer" | "in the wait";
  readonly count: number;
}

/** How an interrupted call ended. */
export interface Interrupted {
  /** Whether the call got as far as the interruption. */
  readonly aborted: boolean;
  /** What it was rejected with; absent when it succeeded. */
  readonly rejection?: unknown;
  /** The time from the abort to the rejection, by the emulator's clock. */
  readonly lateMs: number;
  /** Requests that were begun after the abort. */
  readonly requestsAfter: number;
  /** Requests that were under way and were not told. */
  readonly requestsLeft: number;
  /** Waits that had not ended by then. */
  readonly sleepersLeft: number;
  /** Listeners that the signal still has. */
  readonly listenersLeft: number;
  /** Timers of the machine that were added and not taken back. */
  readonly timersLeft: number;
}

/** Runs a call with a client of its own, aborts it at a point, and looks at what is left. */
export async function interrupt(
  { emulator, client }: TestPlatform,
  { moment, count }: Interruption,
  call: (saagie: Saagie, signal: AbortSignal) => Promise<unknown>,
): Promise<Interrupted> {
  const controller = new AbortController();
  const { signal } = controller;
  let requests = 0;
  let requestsAfter = 0;
  let requestsLeft = 0;
  let waits = 0;
  let sleepers = 0;
  let abortedAt = Infinity;
  const reach = (here: Interruption["moment"], number: number): void => {
    if (here !== moment || number !== count) return;
    abortedAt = emulator.clock.now();
    controller.abort(REASON);
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    // A `fetch` that is called with an aborted signal sends nothing.
    if (signal.aborted && init?.signal?.aborted !== true) requestsAfter += 1;
    requests += 1;
    const number = requests;
    reach("before the request", number);
    const answer = emulator.fetch(input, init);
    reach("while it is sent", number);
    if (moment === "while it is sent" && number === count) {
      await Promise.allSettled([answer, idle()]);
      if (init?.signal?.aborted !== true) requestsLeft += 1;
    }
    const response = await answer;
    reach("behind the answer", number);
    return response;
  };
  const sleep = async (ms: number, until?: AbortSignal): Promise<void> => {
    waits += 1;
    sleepers += 1;
    const sleeping = emulator.clock.sleep(ms, until).finally(() => (sleepers -= 1));
    reach("in the wait", waits);
    return sleeping;
  };
  const clock = { now: () => emulator.clock.now(), sleep };
  const timersBefore = timers();
  const outcome = await call(client({ fetch, clock }), signal).then(
    () => ({}),
    (rejection: unknown) => ({ rejection }),
  );
  const { aborted } = signal;
  const lateMs = Math.max(0, emulator.clock.now() - abortedAt);
  if (aborted) await settle(emulator);
  return {
    ...outcome,
    aborted,
    lateMs,
    requestsAfter,
    requestsLeft,
    sleepersLeft: sleepers,
    listenersLeft: getEventListeners(signal, "abort").length,
    timersLeft: Math.max(0, timers() - timersBefore),
  };
}

/** What interrupted calls are aborted with. */
export const REASON: Error = new Error("changed my mind");

/** Lets everything come that is still to come: an hour passes. */
async function settle({ clock }: TestPlatform["emulator"]): Promise<void> {
  await idle();
  clock.advance(3_600_000);
  await idle();
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}
