import { InvalidInputError, isFootbridgeError } from "../errors.ts";
import { lazy } from "../concurrency/lazy.ts";
import type { CallGuard, MethodCall } from "./checked-call.ts";
import type { Inputs } from "./shape.ts";

/** What the methods of a client take. */
export interface GuardedInputs {
  /** Whose methods they are, e.g. `saagie`. */
  readonly platform: string;
  /** Loads the shapes: with the first call, so that an import stays light. */
  readonly load: () => Promise<{ readonly inputs: Inputs }>;
  /** The methods that answer at once instead of by a promise, each between blanks. */
  readonly immediate: string;
}

/** Gives callers a view of a service, named as in `jobs.create`, which checks what its methods are given. */
export type Guard = <Service extends object>(name: string, service: Service) => Service;

/** Makes the guard for the services of a client. */
export function createGuard({ platform, load, immediate }: GuardedInputs): Guard {
  let guard: CallGuard | undefined;
  const loading = lazy(async () => {
    const [{ createCallGuard }, { inputs }] = await Promise.all([import("./checked-call.ts"), load()]);
    return createCallGuard(inputs, platform);
  });
  const ready = async (): Promise<CallGuard> => (guard ??= await loading());

  const guardOf: Guard = (name, service) => {
    const wrap: Wrap = (member, key) => {
      const method = name === "" ? key : `${name}.${key}`;
      if (immediate.includes(` ${method} `)) {
        return (...given) => {
          const call = { method, given, calledAt: new Error() };
          return checkedItems(
            beginning(call, () => member(...given)),
            call,
            ready,
          );
        };
      }
      const begin = (given: readonly unknown[]): unknown => member(...given);
      return (...given) => {
        const call = { method, given, calledAt: new Error() };
        return guard === undefined ? ready().then((one) => one.call(call, begin)) : guard.call(call, begin);
      };
    };
    // The same calls with all that came take the same.
    return viewOf(service, wrap, (raw) => guardOf(`${name}.raw`, raw));
  };
  return guardOf;
}

type Method = (...given: unknown[]) => unknown;

/** Wraps one method of an object; `original` is the method itself, without the object. */
type Wrap = (member: Method, key: string, original: object) => Method;

/** A view of an object whose methods are wrapped, each once; whatever is set on the object itself, as by a spy, is as it is. */
function viewOf<T extends object>(object: T, wrap: Wrap, wrapRaw = (raw: object): object => raw): T {
  const wrapped = new Map<unknown, Method>();
  return new Proxy(object, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (key === "raw" && typeof member === "object" && member !== null) return wrapRaw(member);
      if (typeof member !== "function" || !isForCallers(key) || Object.hasOwn(target, key)) return member;
      let method = wrapped.get(member);
      if (method === undefined) {
        method = wrap((...given) => Reflect.apply(member, target, given), String(key), member);
        // What can be asked of the method itself is told as before.
        for (const name of ["name", "length"])
          Object.defineProperty(method, name, { value: Reflect.get(member, name), configurable: true });
        wrapped.set(member, method);
      }
      return method;
    },
  });
}

/** Not what the language and Node ask an object for, such as `toString`. */
function isForCallers(key: string | symbol): boolean {
  return typeof key === "string" ? !(key in Object.prototype) : key === Symbol.asyncIterator;
}

/** A method that answers at once has no time for the checks to be loaded: what it trips over is told all the same. */
function beginning({ method }: MethodCall, begin: () => unknown): unknown {
  try {
    return begin();
  } catch (cause) {
    if (isFootbridgeError(cause) || !(cause instanceof TypeError)) throw cause;
    throw new InvalidInputError(`${method} does not take what it was given: ${cause.message}.`, { cause });
  }
}

/** Items that come one after the other, with the check before the first; anything else as it is. */
function checkedItems(result: unknown, call: MethodCall, ready: () => Promise<CallGuard>): unknown {
  if (typeof result !== "object" || result === null || !(Symbol.asyncIterator in result)) return result;
  const stream = async function* (items: unknown): AsyncGenerator<unknown, unknown, void> {
    return yield* (await ready()).stream(call, items as AsyncGenerator<unknown, unknown, void>);
  };
  if ("next" in result) return stream(result);
  // A listing: whatever one does with it is to read.
  return viewOf(result, (member, _, original) =>
    Object.prototype.toString.call(original) === "[object AsyncGeneratorFunction]"
      ? (...given) => stream(member(...given))
      : async (...given) => (await ready()).call(call, () => member(...given)),
  );
}
