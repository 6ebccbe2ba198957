import {
  InvalidInputError,
  NotFoundError,
  PermissionError,
  ProtocolError,
  RefusedError,
  UnsupportedByPlatformError,
  type ErrorFacts,
  type FootbridgeError,
} from "./errors.ts";
import { marksOf, type GraphqlProblem } from "./exchanges/result.ts";
import { redactor, type Redactor, type Sent } from "./secrets/redact.ts";

/** What was asked, as far as an error has to know. */
export interface Asked {
  readonly platform: string;
  readonly operation: string;
  /** What went along; it is taken out of the platform's words. */
  readonly sent: Sent;
}

const DENIED =
  /(access|permission)( is)? denied|access_?denied|forbidden|unauthori[sz]ed|not (authori[sz]ed|permitted)|not allowed to|(insufficient|missing) (right|permission|privilege)/iu;
const MISSING = /not[\s_]?(exist|found)|does not exist|unknown id/iu;
const UNKNOWN_TO_SCHEMA =
  /cannot query field|unknown\s?(argument|type|field|directive)|(field|type) ?undefined|is not defined by type/iu;
// How GraphQL servers word a value that its type does not have; an enum value that "does not exist" is no missing thing.
const INVALID_VALUE =
  /\bgot invalid value\b|\bdoes not exist in ["'`]?\w+["'`]? enum\b|\bcannot represent (?:non-)?(?:enum )?value\b|\binvalid value for (?:enum|variable|argument)\b|\bexpected (?:a value of )?type\b|\bhas (?:an )?invalid value\b/iu;
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
  const redact = redactor(sent);
  const messages = problems.slice(0, MOST_TOLD).map(({ message }) => redact.words(message));
  const fields = Object.fromEntries(
    problems.flatMap((problem) => fieldsOf(problem, redact)).slice(0, MOST_TOLD),
  );
  const reasons = Object.entries(fields).map(([field, reason]) => `${field}: ${reason}`);
  const said = messages.filter((message) => message !== "").join("; ");
  const detail = cut(reasons.length === 0 ? said : `${said} (${reasons.join(", ")})`);
  const facts: ErrorFacts = { platform, operation, fields };
  if (problems.every(isWordless)) {
    return new ProtocolError(`${operation} was answered with an error that says nothing.`, {
      platform,
      operation,
      hint: "Something else may have answered instead of the platform.",
    });
  }
  if (problems.every(isPlatformFault)) {
    const error = new RefusedError(`${operation} failed inside the platform: ${detail}.`, facts);
    platformFaults.add(error);
    return error;
  }
  if (problems.some((problem, at) => isDenied(problem, messages[at] ?? ""))) {
    return new PermissionError(`${operation} is not allowed for this user: ${detail}.`, facts);
  }
  if (UNKNOWN_TO_SCHEMA.test(said)) {
    return new UnsupportedByPlatformError(`${operation} is unknown to this platform: ${detail}.`, {
      ...facts,
      hint: "The platform is of another version than this call needs.",
    });
  }
  if (INVALID_VALUE.test(said)) {
    return new InvalidInputError(
      `${operation} was given a value that the platform does not know: ${detail}.`,
      {
        ...facts,
        hint: "Check the values of the options against the documentation.",
      },
    );
  }
  if (Object.values(fields).some((reason) => MISSING.test(reason)) || MISSING.test(messages[0] ?? "")) {
    return new NotFoundError(`${operation} names something that does not exist: ${detail}.`, facts);
  }
  return new RefusedError(`${operation} was refused: ${detail}.`, facts);
}

// Of an answer with more problems than that, the rest tells nothing new.
const MOST_TOLD = 50;
const LONGEST_DETAIL = 1_000;

function cut(detail: string): string {
  return detail.length <= LONGEST_DETAIL ? detail : `${detail.slice(0, LONGEST_DETAIL)}…`;
}

// Kept beside the errors: to users such an error is a refusal like any other, while a write that met it is in doubt.
const platformFaults = new WeakSet<object>();

/** Whether an error tells that the platform failed on its own account, perhaps after it had done what was asked. */
export function tellsOfPlatformFault(error: object): boolean {
  return platformFaults.has(error);
}

const FAULT_WORDS =
  /^(?:internal (?:server )?error|unexpected error|internal server error\(s\) while executing query)\W*$/iu;
const FAULT_MARK = /^internal(?:_?server)?(?:_?error)?$/iu;

/** Whether a problem is the platform's own: it names no field, and is marked or worded so. */
function isPlatformFault({ message, extensions }: GraphqlProblem): boolean {
  const marks = marksOf(extensions);
  if (marks.some((mark) => FAULT_MARK.test(mark))) return true;
  const namesField = Object.keys(extensions ?? {}).some((key) => !RESERVED.has(key));
  return !namesField && !marks.some((mark) => INVALID_INPUT.test(mark)) && FAULT_WORDS.test(message);
}

function isWordless({ message, extensions }: GraphqlProblem): boolean {
  return message === "" && Object.keys(extensions ?? {}).length === 0;
}

function isDenied({ extensions }: GraphqlProblem, message: string): boolean {
  const marks = marksOf(extensions);
  if (marks.some((mark) => DENIED.test(mark))) return true;
  return DENIED.test(message) && !marks.some((mark) => INVALID_INPUT.test(mark));
}

function fieldsOf({ extensions }: GraphqlProblem, redact: Redactor): readonly (readonly [string, string])[] {
  return Object.entries(extensions ?? {})
    .filter(([key, value]) => !RESERVED.has(key) && typeof value === "string")
    .slice(0, MOST_TOLD)
    .map(([key, value]) => [redact.key(key), redact.words(String(value))] as const);
}
