import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestEvent } from "../../../src/index.ts";
import type { Saagie } from "../../../src/saagie/index.ts";
import { publicMethods } from "./public-methods.ts";

/** The variable of the environment that names a folder for what recorders see. */
export const RECORD_VARIABLE = "FOOTBRIDGE_RECORD_CALLS";

/** Notes which public methods of clients run which operations. */
export interface CallRecorder {
  /** Told of the requests of a recorded client. */
  readonly onRequest: (event: RequestEvent) => void;
  /** Has a client's methods recorded; returns the client. */
  readonly record: (saagie: Saagie) => Saagie;
  /** `Operation method`, each pair once, sorted. */
  readonly pairs: () => readonly string[];
}

/**
 * Makes a {@link CallRecorder}.
 *
 * @remarks A request belongs to the outermost method whose call it is made in. What polls for many calls at once is in no
 * call: such a request belongs to the method that is under way, if it is the only one.
 */
export function createCallRecorder(): CallRecorder {
  const current = new AsyncLocalStorage<string>();
  const underWay: string[] = [];
  const found = new Set<string>();
  const inside =
    (method: string, original: (...args: readonly unknown[]) => unknown) =>
    (...args: readonly unknown[]): unknown => {
      if (current.getStore() !== undefined) return original(...args);
      underWay.push(method);
      const end = (): void => void underWay.splice(underWay.indexOf(method), 1);
      const answer = current.run(method, () => original(...args));
      if (answer instanceof Promise) void answer.then(end, end);
      else end();
      return answer;
    };
  return {
    onRequest: ({ operation }) => {
      const only = new Set(underWay).size === 1 ? underWay[0] : undefined;
      const method = current.getStore() ?? only;
      if (method !== undefined) found.add(`${operation} ${method}`);
    },
    record: (saagie) => {
      for (const [name, resource] of Object.entries(saagie) as [string, unknown][]) {
        if (typeof resource !== "object" || resource === null) continue;
        for (const method of publicMethods(resource)) {
          const original: unknown = Reflect.get(resource, method);
          if (typeof original !== "function") continue;
          const call = (...args: readonly unknown[]): unknown => Reflect.apply(original, resource, args);
          Reflect.set(resource, method, inside(`${name}.${method}`, call));
        }
      }
      return saagie;
    },
    pairs: () => [...found].toSorted(),
  };
}
