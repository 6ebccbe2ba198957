import { ConnectionError, HttpError, ProtocolError, type FootbridgeError } from "../errors.ts";
import type { Safety } from "../operation.ts";
import type { RetryOptions } from "../options.ts";
import { tellsOfPlatformFault } from "../refusal.ts";

/** Statuses after which the same request may succeed. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/**
 * The retry table, whole:
 *
 * | failure | read | idempotent write | write |
 * | --- | --- | --- | --- |
 * | nothing reached the platform | again | again | again |
 * | connection lost, or an answer cut short | again | again | look up, or report as unknown |
 * | 408, 502, 503, 504 | again | again | look up, or report as unknown |
 * | 303, 499, any other 5xx | report | report | look up, or report as unknown |
 * | an answer that is not the platform's: a page, no result and no error | report | report | look up, or report as unknown |
 * | an error inside the platform, told in GraphQL's way | report | report | look up, or report as unknown |
 * | 429, or throttling told inside a 200 answer | again | again | report: it was refused |
 * | anything else | report | report | report: it was refused |
 *
 * What is looked up and not found is sent again, as often and after such waits as a read. An idempotent write that fails in
 * the end says so where one of its tries may have taken effect.
 */
export function mayRepeat(safety: Safety, error: FootbridgeError): boolean {
  if (error instanceof ConnectionError) return !error.sent || safety !== "write";
  return safety !== "write" && isPassing(error);
}

/** Whether a write that was sent may have taken effect in spite of what came, or did not come, in answer to it. */
export function isOutcomeUnknown(error: FootbridgeError): boolean {
  if (error instanceof ConnectionError) return error.sent;
  if (error instanceof HttpError) return error.status === undefined || tellsNothing(error.status);
  return error instanceof ProtocolError || tellsOfPlatformFault(error);
}

/** Whether a status is no refusal: a gateway's, a failure's, or that of a form which was taken ("see other"). */
function tellsNothing(status: number): boolean {
  return status >= 500 || [303, 408, 499].includes(status);
}

function isPassing(error: FootbridgeError): boolean {
  return error instanceof HttpError && error.status !== undefined && PASSING.has(error.status);
}

/** Retries that all calls of a client share, so that an outage is not multiplied by its callers. */
export interface RetryBudget {
  /** Takes one retry, if there is one. */
  take(): boolean;
  /** A success gives a tenth of a retry back, up to what there was at first. */
  refill(): void;
}

/** Creates a {@link RetryBudget} of `size` retries. */
export function retryBudget(size: number): RetryBudget {
  // In tenths, and whole ones: ten times 0.1 is less than 1.
  let tenths = size * 10;
  return {
    take: () => {
      if (tenths < 10) return false;
      tenths -= 10;
      return true;
    },
    refill: () => {
      tenths = Math.min(size * 10, tenths + 1);
    },
  };
}

/**
 * The wait before a retry in milliseconds: what the platform asked for, else full jitter over a doubling span.
 * `undefined` when the platform asks for more than `maxDelayMs`.
 */
export function retryDelayMs(
  attempt: number,
  error: FootbridgeError,
  { baseDelayMs, maxDelayMs }: Required<RetryOptions>,
): number | undefined {
  const asked = error instanceof HttpError ? error.retryAfterMs : undefined;
  if (asked !== undefined) return asked <= maxDelayMs ? asked : undefined;
  return Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
}

/** Reads `Retry-After`: seconds, or a date. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/u.test(header)) return Number(header) * 1000;
  // Every form of a date has a time of day; without one, parsers make dates of anything.
  const date = header.includes(":") ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
