import type { Exchange, Operation as UrqlOperation } from "@urql/core";
import { isFootbridgeError } from "../errors.ts";
import type { OperationFacts } from "../operation.ts";
import type { Session, TokenLease } from "../session.ts";
import { asyncExchange, callOf, changeCall, type Next } from "./call-context.ts";
import { failed, footbridgeFailureOf } from "./result.ts";

/**
 * Adds what says who asks to every operation that needs it; when that is not accepted, it takes a fresh log-in and repeats
 * the call once.
 */
export function authExchange(
  session: Session,
  isOpen: (operation: OperationFacts) => Promise<boolean>,
): Exchange {
  return asyncExchange(async (operation, next: Next) => {
    const call = callOf(operation);
    try {
      if (await isOpen(call.operation)) return await next(operation);
      const lease = await session.acquire(call.signal);
      const first = await next(withLogin(operation, lease));
      // An abort may carry anything as its reason, also an error of another call.
      const isRefused =
        isFootbridgeError(footbridgeFailureOf(first), "AUTHENTICATION") && !call.signal.aborted;
      if (!isRefused) return first;
      call.effect.mayHaveHappened = false;
      session.invalidate(lease);
      const fresh = await session.acquire(call.signal);
      return fresh.generation === lease.generation ? first : await next(withLogin(operation, fresh));
    } catch (error) {
      return failed(operation, error);
    }
  });
}

function withLogin(operation: UrqlOperation, { token, headers }: TokenLease): UrqlOperation {
  const own = headers ?? { authorization: `Bearer ${token}` };
  const lowered = Object.entries(own).map(([name, value]) => [name.toLowerCase(), value] as const);
  return changeCall(operation, {
    headers: { ...callOf(operation).headers, ...Object.fromEntries(lowered) },
  });
}
