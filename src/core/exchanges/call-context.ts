import type { Exchange, Operation as UrqlOperation, OperationResult } from "@urql/core";
import { filter, fromPromise, makeSubject, merge, mergeMap, pipe } from "wonka";
import type { Attempt } from "../errors.ts";
import type { OperationFacts } from "../operation.ts";
import type { Sent } from "../secrets/redact.ts";
import type { SecretMemory } from "../secrets/memory.ts";

/** What is known of the platform that a client speaks to, as far as errors have to know. */
export interface PlatformWords {
  readonly name: string;
  /** What to do when the log-in is not accepted. */
  readonly loginHint: string;
  /** What to do when the user lacks a right. */
  readonly rightHint: string;
  /** What no message may repeat, whichever request it went along with. */
  readonly secrets: SecretMemory;
}

/** What one call carries through the exchanges, so that none of them has to ask another. */
export interface CallContext {
  /** Tells this call from others, its retries included: 32 hexadecimal digits. */
  readonly id: string;
  readonly platform: PlatformWords;
  readonly operation: OperationFacts;
  readonly signal: AbortSignal;
  /** Headers added on the way, e.g. the token's. */
  readonly headers: Readonly<Record<string, string>>;
  /** Failed tries so far; the retry exchange writes it, the error shows it. */
  readonly attempts: Attempt[];
  /**
   * Whether the last request of this call may have taken effect, written by the sender and the auth exchange; and whether
   * the answer to one that may have was lost, written by the retry exchange.
   */
  readonly effect: { mayHaveHappened: boolean; lost: boolean };
  /** Whether all that came is asked for, instead of what the operation selects. */
  readonly raw?: boolean;
  /** Keeps signal and limit in force beyond the answer, for a body that is still on its way; call what it returns at its end. */
  readonly keepAlive: () => () => void;
}

const KEY = "footbridge";

/** Puts a call's context into an urql context. */
export function withCall(call: CallContext): { readonly [KEY]: CallContext } {
  return { [KEY]: call };
}

/** The call an urql operation belongs to. */
export function callOf(operation: UrqlOperation): CallContext {
  return operation.context[KEY] as CallContext;
}

/** Everything that a call sends along and that no message may repeat: its values, and its headers with the token. */
export function sentWith(operation: UrqlOperation): Sent {
  const { headers, operation: facts, platform } = callOf(operation);
  const references = new Set(Object.keys(facts.references ?? {}));
  const variables =
    facts.literals === undefined ? operation.variables : [operation.variables, facts.literals];
  return { variables, headers, secrets: platform.secrets.values(), references };
}

/** The same operation with a changed call context. */
export function changeCall(operation: UrqlOperation, change: Partial<CallContext>): UrqlOperation {
  return {
    ...operation,
    context: { ...operation.context, ...withCall({ ...callOf(operation), ...change }) },
  };
}

/** The rest of the pipeline, as a function. */
export type Next = (operation: UrqlOperation) => Promise<OperationResult>;

/** An exchange written as one asynchronous function per operation: it may change the operation, repeat it, or answer itself. */
export function asyncExchange(
  handle: (operation: UrqlOperation, next: Next) => Promise<OperationResult>,
): Exchange {
  return ({ forward }) =>
    (operations$) => {
      // The rest of the pipeline is one stream; each result finds its way back to its call by the operation's key.
      const onward = makeSubject<UrqlOperation>();
      const waiting = new Map<number, (result: OperationResult) => void>();
      const next: Next = (operation) =>
        new Promise((resolve) => {
          waiting.set(operation.key, resolve);
          onward.next(operation);
        });
      const returned$ = pipe(
        forward(onward.source),
        filter((result) => {
          const resolve = waiting.get(result.operation.key);
          waiting.delete(result.operation.key);
          resolve?.(result);
          return false;
        }),
      );
      const handled$ = pipe(
        operations$,
        filter(({ kind }) => kind !== "teardown"),
        mergeMap((operation) => fromPromise(handle(operation, next))),
      );
      return merge([returned$, handled$]);
    };
}
