import type { OperationResult } from "@urql/core";
import { addHint, NotFoundError, ProtocolError, type FootbridgeError } from "./errors.ts";
import { callOf, sentWith } from "./exchanges/call-context.ts";
import { failureOf, type GraphqlProblem } from "./exchanges/result.ts";
import { notify, type Warning } from "./options.ts";
import type { OperationFacts } from "./operation.ts";
import { redactor } from "./secrets/redact.ts";
import { refusal } from "./refusal.ts";

/** What {@link unwrap} has to know besides the result. */
export interface UnwrapOptions {
  readonly platform: string;
  /** Data together with errors is refused instead of warned about. */
  readonly strict: boolean;
  /** What came is given as it came, and be it null. */
  readonly raw: boolean;
  readonly onWarning: (warning: Warning) => void;
}

/**
 * Turns an urql result into the value of its one root field, or into all of `data` where the operation names none, or throws.
 *
 * @remarks The only reader of urql's `CombinedError`. Useful data with errors beside it is returned, and the errors are
 * reported as warnings, unless `strict`.
 */
export function unwrap(result: OperationResult, options: UnwrapOptions): unknown {
  const { operation } = callOf(result.operation);
  const { field } = operation;
  if (field === undefined) return unwrapWhole(result, options);
  const problems = problemsOf(result);
  const value = rootOf(result, field);
  if (problems.length > 0 && (value === undefined || options.strict))
    throw refused(problems, result, options);
  warn(problems, result, options);
  if (value !== undefined) return options.raw ? value : checked(value, operation);
  if ((operation.nullable || options.raw) && isToldIn(result, field)) return null;
  // Nothing can be told from it: what is not there at all is no null, and a write has done something or says why not.
  if (!isToldIn(result, field) || (operation.list && operation.required) || operation.safety === "write")
    throw withoutAnswer(operation);
  if (operation.list) return [];
  throw new NotFoundError(`This ${operation.what} does not exist, or is not visible to this user.`, {
    platform: options.platform,
    operation: operation.name,
  });
}

/** All of `data`, as it came: what is null in it, the types of its document say so. */
function unwrapWhole(result: OperationResult, options: UnwrapOptions): unknown {
  const { operation } = callOf(result.operation);
  const { due = [], safety } = operation;
  const data: unknown = result.data;
  const problems = problemsOf(result);
  const isUseful = isObject(data) && Object.values(data).some((value) => value !== null);
  if (problems.length > 0 && (!isUseful || options.strict)) {
    const error = refused(problems, result, options);
    // Root fields of a mutation are done one after the other: one that failed tells nothing of those before it.
    const isPartly = safety !== "read" && due.length > 1 && problems.some(({ path }) => path !== undefined);
    throw isPartly
      ? addHint(error, "Other fields of it may have taken effect: look before you repeat it.")
      : error;
  }
  if (!isObject(data) || !due.every((field) => field in data)) throw withoutAnswer(operation);
  warn(problems, result, options);
  return data;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a root field; a list only if it is one, and of what the schema says. */
function checked(value: unknown, { list, requiredItems, name }: OperationFacts): unknown {
  if (!list || (Array.isArray(value) && !(requiredItems && value.includes(null)))) return value;
  throw new ProtocolError(`${name} was answered with something else than the list that is due.`, {
    operation: name,
    hint: SOMETHING_BETWEEN,
  });
}

function withoutAnswer({ name }: OperationFacts): ProtocolError {
  return new ProtocolError(`${name} was answered without a result and without an error.`, {
    operation: name,
    hint: SOMETHING_BETWEEN,
  });
}

const SOMETHING_BETWEEN = "Something between may have answered instead of the platform.";

/**
 * Turns the result of a batched read into one outcome for each alias: its value, the error that stands in its place, or
 * `undefined` where there is nothing.
 */
export function unwrapBatch(
  result: OperationResult,
  aliases: readonly string[],
  options: UnwrapOptions,
): readonly unknown[] {
  const problems = problemsOf(result);
  if (problems.length === 0 && !aliases.some((alias) => isToldIn(result, alias)))
    throw withoutAnswer(callOf(result.operation).operation);
  // A problem without a path is everybody's who has no value.
  const common = problems.filter(({ path }) => path === undefined);
  const outcomes = aliases.map((alias) => {
    const own = problems.filter(({ path }) => path?.[0] === alias);
    const value = rootOf(result, alias);
    const causes = value === undefined ? [...own, ...common] : own;
    if (causes.length > 0 && (value === undefined || options.strict)) return refused(causes, result, options);
    warn(own, result, options);
    return value;
  });
  if (outcomes.some((outcome) => outcome !== undefined)) warn(common, result, options);
  return outcomes;
}

function refused(
  problems: readonly GraphqlProblem[],
  { operation }: OperationResult,
  { platform }: UnwrapOptions,
): FootbridgeError {
  return refusal(problems, {
    platform,
    operation: callOf(operation).operation.name,
    sent: sentWith(operation),
  });
}

function warn(
  problems: readonly GraphqlProblem[],
  { operation }: OperationResult,
  { onWarning }: UnwrapOptions,
): void {
  const { name } = callOf(operation).operation;
  if (problems.length === 0) return;
  const redact = redactor(sentWith(operation));
  for (const { message, path } of problems) {
    const words = redact.words(message) || "An error that says nothing.";
    const place = path?.map((step) => (typeof step === "string" ? redact.key(step) : step)).join(".");
    notify(onWarning, { operation: name, message: words, path: place });
  }
}

function problemsOf(result: OperationResult): readonly GraphqlProblem[] {
  const failure = failureOf(result);
  if (failure !== undefined) throw failure.reason;
  return result.error?.graphQLErrors ?? [];
}

/** Whether an answer says anything about a root field, and be it null. */
function isToldIn({ data }: OperationResult, field: string): boolean {
  return typeof data === "object" && data !== null && field in data;
}

/** The value of a root field; `undefined` where it is null or missing. */
function rootOf({ data }: OperationResult, field: string): unknown {
  return (data as Readonly<Record<string, unknown>> | null | undefined)?.[field] ?? undefined;
}
