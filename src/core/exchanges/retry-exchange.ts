import type { Exchange } from "@urql/core";
import { HttpError, isFootbridgeError, type FootbridgeError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { isOutcomeUnknown, mayRepeat, retryDelayMs, type RetryBudget } from "../retry/retry-table.ts";
import { asyncExchange, callOf } from "./call-context.ts";
import { failed, failureOf } from "./result.ts";

/** Repeats what the retry table allows, with full jitter, within the client's shared budget. */
export function retryExchange({ retry, clock, log }: Settings, budget: RetryBudget): Exchange {
  return asyncExchange(async (operation, next) => {
    const call = callOf(operation);
    const { operation: asked, attempts, effect, signal } = call;
    for (let attempt = 1; ; attempt += 1) {
      const result = await next(operation);
      const failure = failureOf(result);
      if (failure === undefined) {
        budget.refill();
        if (attempt > 1) log?.("info", call, { what: `answered at try ${attempt}`, attempt });
      }
      const error = failure?.reason;
      // Nothing to repeat: an answer, or an abort, whatever its reason.
      if (signal.aborted || !isFootbridgeError(error)) return result;
      effect.lost ||= effect.mayHaveHappened && isOutcomeUnknown(error);
      const waitMs =
        attempt <= retry.retries && mayRepeat(asked.safety, error)
          ? retryDelayMs(attempt, error, retry)
          : undefined;
      if (waitMs === undefined || !budget.take()) {
        attempts.push({ failure: nameOf(error) });
        return result;
      }
      const tried = { failure: nameOf(error), waitedMs: Math.round(waitMs) };
      attempts.push(tried);
      const what = `try ${attempt} failed (${tried.failure}), again in ${tried.waitedMs} ms`;
      log?.("warn", call, { what, attempt, reason: tried.failure, waitMs: tried.waitedMs });
      try {
        await clock.sleep(waitMs, signal);
      } catch (reason) {
        return failed(operation, reason);
      }
    }
  });
}

function nameOf(error: FootbridgeError): string {
  return error instanceof HttpError ? `HTTP ${error.status}` : error.code;
}
