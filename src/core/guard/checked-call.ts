import { isFootbridgeError, type FootbridgeError } from "../errors.ts";
import { observeCall, type ObservedCall } from "../observe/call-messages.ts";
import { notify } from "../options.ts";
import { checkArguments } from "./check-arguments.ts";
import type { Inputs } from "./shape.ts";

/** One call of a method, as it was made. */
export interface MethodCall {
  /** E.g. `jobs.create`. */
  readonly method: string;
  readonly given: readonly unknown[];
  /** Made where the method was called: its stack has the frames of the caller. */
  readonly calledAt: Error;
  /** The operation is the caller's own: it is told by its name, not as the method. */
  readonly isOwn?: true;
}

/** What stands between a caller and the methods of a client. */
export interface CallGuard {
  /** Checks the arguments, runs the method, and tells an error of it as one of that method, with the frames of its caller. */
  readonly call: <T>(call: MethodCall, begin: (given: readonly unknown[]) => T | Promise<T>) => Promise<T>;
  /** The same for a method that gives one thing after the other. */
  readonly stream: <T, Return>(
    call: MethodCall,
    items: AsyncGenerator<T, Return, void>,
  ) => AsyncGenerator<T, Return, void>;
}

/** Makes the guard of a client of a platform from what its methods take. */
export function createCallGuard(inputs: Inputs, platform: string): CallGuard {
  const check = ({ method, given }: MethodCall): void => {
    // An abort that came first is what the caller waits to hear.
    signalOf(given)?.throwIfAborted();
    checkArguments(inputs, method, given);
  };
  return {
    // No `await` here: what was given, perhaps all of a large blob, must not stay in memory for as long as the call.
    call: (call, begin) => {
      const observed = observeCall(platform, call.method);
      const tell = teller(call, observed);
      try {
        check(call);
        const work = (): ReturnType<typeof begin> => begin(withListeners(call.given));
        return ended(observed === undefined ? work() : observed.within(work), observed).catch(tell);
      } catch (error) {
        return Promise.reject(error as Error).catch(tell);
      }
    },
    stream: async function* (call, items) {
      const observed = observeCall(platform, call.method);
      try {
        check(call);
        return yield* observed === undefined ? items : observed.items(items);
      } catch (error) {
        return teller(call, observed)(error);
      } finally {
        observed?.end();
      }
    },
  };
}

/** Apart, so that it holds on to nothing of the call but what it tells. */
function ended<T>(result: T | Promise<T>, observed: ObservedCall | undefined): Promise<T> {
  const done = Promise.resolve(result);
  return observed === undefined
    ? done
    : done.then((value) => {
        observed.end();
        return value;
      });
}

/** Throws errors as those of a call, without holding on to what it was given. */
function teller(
  { given, ...call }: MethodCall,
  observed: ObservedCall | undefined,
): (error: unknown) => never {
  const signal = signalOf(given);
  return (error) => {
    observed?.fail(error, signal);
    throw ofCall(error, { ...call, signal });
  };
}

/** The callbacks among the options: what they throw must not decide about the call. */
function withListeners(given: readonly unknown[]): readonly unknown[] {
  const options = given.at(-1);
  // The last argument may be content instead: bytes have as many entries as they are.
  if (typeof options !== "object" || options === null || ArrayBuffer.isView(options)) return given;
  const listeners = Object.entries(options).filter(
    ([name, value]) => /^on[A-Z]/u.test(name) && typeof value === "function",
  ) as [string, (...told: unknown[]) => void][];
  if (listeners.length === 0) return given;
  const safe = listeners.map(
    ([name, listener]) =>
      [
        name,
        (...told: unknown[]) => notify((event: readonly unknown[]) => listener(...event), told),
      ] as const,
  );
  return [...given.slice(0, -1), { ...options, ...Object.fromEntries(safe) }];
}

function signalOf(given: readonly unknown[]): AbortSignal | undefined {
  const options = given.at(-1);
  if (typeof options !== "object" || options === null || !("signal" in options)) return undefined;
  return options.signal instanceof AbortSignal ? options.signal : undefined;
}

interface ToldCall extends Omit<MethodCall, "given"> {
  readonly signal: AbortSignal | undefined;
}

/** Errors that several callers share are told as the first one's. */
const told = new WeakSet<FootbridgeError>();

function ofCall(error: unknown, { method, signal, calledAt, isOwn }: ToldCall): unknown {
  if (!isFootbridgeError(error) || told.has(error)) return error;
  // The caller's own reason goes back untouched, even where it is an error of this library.
  if (signal?.aborted && signal.reason === error) return error;
  told.add(error);
  const { operation, message, stack = "" } = error;
  // Users know the methods that they call, not the operations behind them.
  const words = operation === undefined || isOwn ? message : message.replaceAll(operation, () => method);
  const frames = framesOf(calledAt).filter((frame) => !stack.includes(frame));
  const facts = {
    message: words,
    stack: [stack.replace(message, () => words), `    at async ${method}`, ...frames].join("\n"),
  };
  for (const [key, value] of Object.entries(facts))
    Object.defineProperty(error, key, { value, enumerable: false, writable: true, configurable: true });
  return Object.assign(error, { method });
}

/** The frames above the guard itself. */
function framesOf({ stack = "" }: Error): readonly string[] {
  const frames = stack.split("\n").filter((line) => /^\s+at /u.test(line));
  return frames.slice(1);
}
