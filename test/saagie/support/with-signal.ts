import { inputs } from "../../../generated/saagie/inputs.ts";
import type { Saagie } from "../../../src/saagie/index.ts";
import { isMethod } from "./public-methods.ts";

type Method = (...given: readonly unknown[]) => unknown;

/**
 * A client that gives a signal to every call of its resources, whatever its parameters are.
 *
 * @remarks It goes into the options, and these are the last parameter of every method.
 */
export function withSignal(saagie: Saagie, signal: AbortSignal): Saagie {
  const giving = (resource: object, noun: string): object =>
    new Proxy(resource, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (!isMethod(target, name)) return member;
        const [form = []] = inputs.methods[`${noun}.${String(name)}`] ?? [];
        return giveSignal(
          (...given) => (member as Method).apply(target, [...given]),
          form.length - 1,
          signal,
        );
      },
    });
  return new Proxy(saagie, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "object" && member !== null ? giving(member, String(name)) : member;
    },
  });
}

function giveSignal(method: Method, last: number, signal: AbortSignal): Method {
  return (...given) => {
    if (last < 0) return method(...given);
    const all = Array.from({ length: last + 1 }, (_, at) => given[at]);
    all[last] = { ...(all[last] as object | undefined), signal };
    return method(...all);
  };
}
