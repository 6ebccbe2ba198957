import type { Exchange } from "@urql/core";
import { isFootbridgeError } from "../errors.ts";
import type { OperationFacts } from "../operation.ts";
import type { Session } from "../session.ts";
import { asyncExchange, callOf, changeCall, type Next } from "./call-context.ts";
import { failed, footbridgeFailureOf } from "./result.ts";

/** Adds the token to every operation that needs one; after a 401 it takes a fresh one and repeats the call once. */
export function authExchange(
  session: Session,
  isOpen: (operation: OperationFacts) => Promise<boolean>,
): Exchange {
  return asyncExchange(async (operation, next: Next) => {
    const call = callOf(operation);
    try {
      if (await isOpen(call.operation)) return await next(operation);
      const ticket = await session.ticket(call.signal);
      const first = await next(withToken(operation, ticket.token));
      // An abort may carry anything as its reason, also an error of another call.
      const isRefused =
        isFootbridgeError(footbridgeFailureOf(first), "AUTHENTICATION") && !call.signal.aborted;
      if (!isRefused) return first;
      call.effect.possible = false;
      session.refused(ticket);
      const fresh = await session.ticket(call.signal);
      return fresh.generation === ticket.generation ? first : await next(withToken(operation, fresh.token));
    } catch (error) {
      return failed(operation, error);
    }
  });
}

function withToken(operation: Parameters<typeof callOf>[0], token: string): Parameters<typeof callOf>[0] {
  return changeCall(operation, {
    headers: { ...callOf(operation).headers, authorization: `Bearer ${token}` },
  });
}
