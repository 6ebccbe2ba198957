import type { Clock } from "../watch/clock.ts";
import { isFootbridgeError, type FootbridgeError } from "../errors.ts";
import type { LogLine } from "../observe/logger.ts";
import type { RetryOptions } from "../options.ts";
import { retryDelayMs, type RetryBudget } from "./retry-table.ts";

/** What a client allows for repeating. */
interface Allowance {
  readonly retry: Required<RetryOptions>;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  /** Writes a line about the call. */
  readonly log: ((line: LogLine) => void) | undefined;
  /** The caller's: it ends the wait. */
  readonly signal: AbortSignal | undefined;
}

// Beside the errors: who looks a lost write up has the error at hand, and nothing of the client that threw it.
const allowances = new WeakMap<FootbridgeError, Allowance>();

/** Keeps what the client allows, for whoever finds by a look-up that a lost write took no effect. */
export function letRepeat(lost: FootbridgeError, allowance: Allowance): void {
  allowances.set(lost, allowance);
}

/**
 * Waits until a lost write that took no effect may be sent again, like any retry: as often, after such waits, and within
 * the budget of the client.
 *
 * @returns how long it waited; `undefined` where it may not be sent again.
 */
export async function waitToRepeat(lost: FootbridgeError, attempt: number): Promise<number | undefined> {
  const allowance = allowances.get(lost);
  // The limit of a call holds for its repetitions, too.
  if (allowance === undefined || isFootbridgeError(lost.cause, "DEADLINE")) return undefined;
  const { retry, budget, clock, log, signal } = allowance;
  if (attempt > retry.retries) return undefined;
  const cause = isFootbridgeError(lost.cause) ? lost.cause : lost;
  const waitMs = retryDelayMs(attempt, cause, retry);
  if (waitMs === undefined || !budget.take()) return undefined;
  const waitedMs = Math.round(waitMs);
  log?.({ what: `took no effect, again in ${waitedMs} ms`, attempt, reason: lost.code, waitMs: waitedMs });
  await clock.sleep(waitMs, signal);
  return waitedMs;
}
