import {
  NotFoundError,
  PermissionError,
  RefusedError,
  UnsupportedByPlatformError,
  type ErrorFacts,
  type FootbridgeError,
} from "./errors.ts";
import { marksOf, type GraphqlProblem } from "./exchanges/result.ts";
import { withoutValues } from "./without-values.ts";

/** What was asked, as far as an error has to know. */
export interface Asked {
  readonly platform: string;
  readonly operation: string;
  /** What went along; it is taken out of the platform's words. */
  readonly sent: unknown;
}

const DENIED =
  /(access|permission)( is)? denied|access_?denied|forbidden|unauthori[sz]ed|not (authori[sz]ed|permitted)|not allowed to|(insufficient|missing) (right|permission|privilege)/iu;
const MISSING = /not[\s_]?(exist|found)|does not exist|unknown id/iu;
const UNKNOWN_TO_SCHEMA =
  /cannot query field|unknown\s?(argument|type|field|directive)|(field|type) ?undefined|is not defined by type/iu;
// Says that the input is at fault, whatever words follow.
const INVALID_INPUT = /validation|bad_?request|bad_?user_?input/iu;

// Keys of `extensions` that name no input field.
const RESERVED: ReadonlySet<string> = new Set([
  "classification",
  "code",
  "errorType",
  "stacktrace",
  "exception",
]);

/**
 * The error for problems that a GraphQL answer tells.
 *
 * @remarks How platforms word a missing right is not documented: their marks decide, and their words where marks say nothing.
 */
export function refusal(problems: readonly GraphqlProblem[], asked: Asked): FootbridgeError {
  const { platform, operation, sent } = asked;
  const messages = problems.map(({ message }) => withoutValues(message, sent));
  const fields = Object.assign({}, ...problems.map((problem) => fieldsOf(problem, sent))) as Record<
    string,
    string
  >;
  const reasons = Object.entries(fields).map(([field, reason]) => `${field}: ${reason}`);
  const said = messages.join("; ");
  const detail = reasons.length === 0 ? said : `${said} (${reasons.join(", ")})`;
  const facts: ErrorFacts = { platform, operation, fields };
  if (problems.some((problem, at) => isDenied(problem, messages[at] ?? ""))) {
    return new PermissionError(`${operation} is not allowed for this user: ${detail}.`, facts);
  }
  if (UNKNOWN_TO_SCHEMA.test(said)) {
    return new UnsupportedByPlatformError(`${operation} is unknown to this platform: ${detail}.`, {
      ...facts,
      hint: "The platform is of another version than this call needs.",
    });
  }
  if (Object.values(fields).some((reason) => MISSING.test(reason)) || MISSING.test(messages[0] ?? "")) {
    return new NotFoundError(`${operation} names something that does not exist: ${detail}.`, facts);
  }
  return new RefusedError(`${operation} was refused: ${detail}.`, facts);
}

function isDenied({ extensions }: GraphqlProblem, message: string): boolean {
  const marks = marksOf(extensions);
  if (marks.some((mark) => DENIED.test(mark))) return true;
  return DENIED.test(message) && !marks.some((mark) => INVALID_INPUT.test(mark));
}

function fieldsOf({ extensions }: GraphqlProblem, sent: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(extensions ?? {})
      .filter(([key, value]) => !RESERVED.has(key) && typeof value === "string")
      .map(([key, value]) => [key, withoutValues(String(value), sent)]),
  );
}
