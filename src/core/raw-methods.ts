import type { RawCaller } from "./client.ts";

/**
 * The methods of a resource, each with all that the platform sent in answer, as it came, instead of what its operation
 * selects: a member that the platform has added, or the envelope around the result.
 */
export type RawMethods<Methods> = {
  readonly [
    Name in keyof Methods as Methods[Name] extends (...given: never) => Promise<unknown> ? Name : never
  ]: Methods[Name] extends (...given: infer Given) => Promise<unknown>
    ? (...given: Given) => Promise<unknown>
    : never;
};

/**
 * Makes the raw variant of a resource from the generated class of its methods: the same calls with the same arguments.
 *
 * @example `rawMethods(JobsMethods, callers.raw).get("…")`
 */
export function rawMethods<Methods extends object>(
  Methods: new (call: never) => Methods,
  raw: RawCaller,
): RawMethods<Methods> {
  return new Methods(raw as never) as RawMethods<Methods>;
}
