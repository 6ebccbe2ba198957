import type { Saagie } from "../../../src/saagie/index.ts";
import { isMethod } from "./public-methods.ts";

type Method = (...given: readonly unknown[]) => unknown;

/**
 * A client that gives a signal to every call of its resources, whatever its parameters are.
 *
 * @remarks It goes into the options, and these are the last parameter of every method.
 */
export function withSignal(saagie: Saagie, signal: AbortSignal): Saagie {
  const giving = (resource: object): object =>
    new Proxy(resource, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        return isMethod(target, name) ? giveSignal(member as Method, target, signal) : member;
      },
    });
  return new Proxy(saagie, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "object" && member !== null ? giving(member) : member;
    },
  });
}

function giveSignal(method: Method, resource: object, signal: AbortSignal): Method {
  const last = countParameters(method) - 1;
  return (...given) => {
    if (last < 0) return method.apply(resource, [...given]);
    const all = Array.from({ length: last + 1 }, (_, at) => given[at]);
    all[last] = { ...(all[last] as object | undefined), signal };
    return method.apply(resource, all);
  };
}

/** How many parameters a method declares, those with defaults too, which its `length` leaves out. */
function countParameters(method: Method): number {
  const source = String(method);
  const start = source.indexOf("(");
  let depth = 0;
  let commas = 0;
  for (let at = start; at < source.length; at += 1) {
    const sign = source.charAt(at);
    if ("([{".includes(sign)) depth += 1;
    if (")]}".includes(sign)) depth -= 1;
    if (sign === "," && depth === 1) commas += 1;
    if (depth === 0) return source.slice(start + 1, at).trim() === "" ? 0 : commas + 1;
  }
  throw new Error(`The parameters cannot be told of ${source.slice(0, 80)}.`);
}
