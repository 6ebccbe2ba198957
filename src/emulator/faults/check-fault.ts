import { checkChoice, checkMembers, suggestion } from "../check-members.ts";
import type { Fault, FaultMatch, GraphQLFailure } from "./fault.ts";

/** What faults of a platform can name. */
export interface FaultNames {
  /** Root fields and REST calls. Asked for when a fault names one. */
  readonly operations: () => Iterable<string>;
  /** Whether the platform speaks GraphQL: then requests have names of their own, which nobody can know. */
  readonly graphql: boolean;
}

const MEMBERS = Object.keys({
  match: 0,
  times: 0,
  skip: 0,
  chance: 0,
  seed: 0,
  latencyMs: 0,
  status: 0,
  body: 0,
  graphqlErrors: 0,
  retryAfter: 0,
  reset: 0,
  tear: 0,
  slowMs: 0,
  cutUpload: 0,
  headers: 0,
} satisfies Record<keyof Fault, 0>);

const MATCH_MEMBERS = Object.keys({
  operation: 0,
  operationName: 0,
  path: 0,
  method: 0,
} satisfies Record<keyof FaultMatch, 0>);

const FAILURE_MEMBERS = Object.keys({
  message: 0,
  path: 0,
  extensions: 0,
} satisfies Record<keyof GraphQLFailure, 0>);

/** The members of which at least one has to be there: without, nothing would go wrong. */
const EFFECTS = [
  "latencyMs",
  "status",
  "graphqlErrors",
  "retryAfter",
  "reset",
  "tear",
  "slowMs",
  "cutUpload",
  "headers",
] as const satisfies readonly (keyof Fault)[];

/** The least and the greatest that a number may be. */
const RANGES = {
  times: [1, Infinity],
  skip: [0, Number.MAX_SAFE_INTEGER],
  chance: [0, 1],
  seed: [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  latencyMs: [0, Number.MAX_SAFE_INTEGER],
  slowMs: [0, Number.MAX_SAFE_INTEGER],
  // Others cannot be the last word of an answer.
  status: [200, 599],
  tear: [0, Number.MAX_SAFE_INTEGER],
  cutUpload: [0, Number.MAX_SAFE_INTEGER],
} as const;

/**
 * Checks a fault, which may come from plain JavaScript or from another process.
 *
 * @throws TypeError for a member that is unknown or of another type; RangeError for a value that cannot be
 */
export function checkFault(fault: Fault, names: FaultNames): void {
  checkMembers(fault, MEMBERS, "A fault");
  checkNumbers(fault);
  checkTexts(fault);
  checkChoice(fault.reset, ["before", "after"], "A fault's reset");
  if (fault.graphqlErrors !== undefined) checkFailures(fault.graphqlErrors, names);
  checkMatch(fault.match, names);
  if (EFFECTS.every((name) => fault[name] === undefined))
    throw new TypeError(
      `A fault without an effect: give it one of ${EFFECTS.join(", ")}${fault.body === undefined ? "" : " (body goes with status)"}`,
    );
}

function checkNumbers(fault: Fault): void {
  for (const [name, [least, greatest]] of Object.entries(RANGES)) {
    const value: unknown = Reflect.get(fault, name);
    if (value === undefined) continue;
    if (typeof value !== "number") throw new TypeError(`A fault's ${name} must be a number`);
    if (!(value >= least && value <= greatest))
      throw new RangeError(
        `A fault's ${name} is from ${String(least)} to ${String(greatest)}, not ${String(value)}`,
      );
  }
}

function checkTexts({ body, retryAfter, headers }: Fault): void {
  if (body !== undefined && typeof body !== "string") throw new TypeError("A fault's body must be a text");
  if (retryAfter !== undefined && typeof retryAfter !== "number" && typeof retryAfter !== "string")
    throw new TypeError("A fault's retryAfter must be seconds, or a date as a text");
  if (headers === undefined) return;
  try {
    new Headers(headers);
  } catch {
    throw new TypeError("A fault's headers must be an object of texts that are possible as HTTP headers");
  }
}

function checkFailures(failures: Exclude<Fault["graphqlErrors"], undefined>, { graphql }: FaultNames): void {
  if (!graphql)
    throw new RangeError(
      "This platform does not speak GraphQL: use status and body instead of graphqlErrors",
    );
  if (typeof failures === "string") return;
  if (!Array.isArray(failures) || failures.length === 0)
    throw new TypeError("A fault's graphqlErrors must be a text, or a list of texts and errors");
  for (const failure of failures as readonly (string | GraphQLFailure)[]) {
    if (typeof failure === "string") continue;
    checkMembers(failure, FAILURE_MEMBERS, "An error of graphqlErrors");
    if (typeof failure.message !== "string")
      throw new TypeError("An error of graphqlErrors must have a message");
  }
}

function checkMatch(match: FaultMatch | undefined, names: FaultNames): void {
  if (match === undefined) return;
  checkMembers(match, MATCH_MEMBERS, "A fault's match");
  const { operation, operationName, path, method } = match;
  for (const [name, text] of Object.entries({ operation, operationName, method })) {
    if (text !== undefined && (typeof text !== "string" || text === ""))
      throw new TypeError(`A fault's match.${name} must be a text that is not empty`);
  }
  if (path !== undefined && typeof path !== "string" && !(path instanceof RegExp))
    throw new TypeError("A fault's match.path must be a text or a regular expression");
  if (operationName !== undefined && !names.graphql)
    throw new RangeError("This platform does not speak GraphQL: use match.operation");
  if (operation !== undefined) checkOperation(operation, names);
}

function checkOperation(operation: string, { operations, graphql }: FaultNames): void {
  // By custom fields begin with a small letter, and the names that documents give their operations do not.
  if (graphql && !/^[a-z]/.test(operation)) return;
  const known = new Set(operations());
  if (known.has(operation)) return;
  const near = suggestion(operation, known);
  const advice = graphql ? "; the name of a document's operation is told by match.operationName" : "";
  throw new RangeError(`The platform has no operation ${operation}${near}${advice}`);
}
