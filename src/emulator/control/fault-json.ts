import { checkMembers } from "../check-members.ts";
import type { InjectedFault } from "../faults/faults.ts";

/** What JSON has no word for. */
const ALWAYS = "always";

/** An added fault as JSON. */
export function shownFault({ id, fault, struck, isSpent }: InjectedFault): object {
  const { times, match } = fault;
  const path = match?.path;
  return {
    id,
    struck,
    isSpent,
    fault: {
      ...fault,
      ...(times === Infinity && { times: ALWAYS }),
      ...(path instanceof RegExp && {
        match: { ...match, path: { pattern: path.source, flags: path.flags } },
      }),
    },
  };
}

/**
 * Reads a fault from JSON, where `times` may be `"always"` and `match.path` a pattern: `{ "pattern": "…", "flags": "i" }`. Whether such
 * a fault can be is for {@link FaultInjection.add} to say.
 *
 * @throws TypeError or SyntaxError for a pattern that is none
 */
export function readFault(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { match } = given;
  return {
    ...given,
    ...(given["times"] === ALWAYS && { times: Infinity }),
    ...(hasPattern(match) && { match: { ...match, path: patternOf(match.path) } }),
  };
}

function hasPattern(match: unknown): match is { readonly path: object } {
  return (
    typeof match === "object" &&
    match !== null &&
    "path" in match &&
    typeof match.path === "object" &&
    match.path !== null
  );
}

function patternOf(path: object): RegExp {
  checkMembers(path, ["pattern", "flags"], "A fault's match.path");
  const { pattern, flags }: { readonly pattern?: unknown; readonly flags?: unknown } = path;
  if (typeof pattern !== "string" || (flags !== undefined && typeof flags !== "string"))
    throw new TypeError("A fault's match.path must be a text, or have a pattern that is one");
  return new RegExp(pattern, flags);
}
