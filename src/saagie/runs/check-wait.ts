import { InvalidInputError } from "../../core/errors.ts";
import { milliseconds } from "../../core/options.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";

/**
 * Checks the options of a wait, for calls that do something before they wait.
 *
 * @throws {@link InvalidInputError} naming the option that is no time.
 */
export function checkWait({ intervalMs, maxIntervalMs, deadlineMs }: WatchOptions): void {
  if (intervalMs !== undefined) milliseconds("intervalMs", intervalMs);
  if (maxIntervalMs !== undefined) milliseconds("maxIntervalMs", maxIntervalMs);
  if (deadlineMs !== undefined && !(deadlineMs > 0)) {
    throw new InvalidInputError(`deadlineMs must be positive, not ${deadlineMs}.`);
  }
}
