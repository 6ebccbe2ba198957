import type { OperationResult } from "@urql/core";
import { NotFoundError, type FootbridgeError } from "./errors.ts";
import { callOf, sentWith } from "./exchanges/call-context.ts";
import { failureOf, type GraphqlProblem } from "./exchanges/result.ts";
import { notify, type Warning } from "./options.ts";
import { refusal } from "./refusal.ts";
import { withoutValues } from "./without-values.ts";

/** What {@link unwrap} has to know besides the result. */
export interface UnwrapOptions {
  readonly platform: string;
  /** Data together with errors is refused instead of warned about. */
  readonly strict: boolean;
  readonly onWarning: (warning: Warning) => void;
}

/**
 * Turns an urql result into the value of its one root field, or throws.
 *
 * @remarks The only reader of urql's `CombinedError`. Useful data with errors beside it is returned, and the errors are
 * reported as warnings, unless `strict`.
 */
export function unwrap(result: OperationResult, options: UnwrapOptions): unknown {
  const { operation } = callOf(result.operation);
  const problems = problemsOf(result);
  const value = rootOf(result, operation.field);
  if (problems.length > 0 && (value === undefined || options.strict))
    throw refused(problems, result, options);
  warn(problems, result, options);
  if (value !== undefined) return value;
  if (operation.list) return [];
  throw new NotFoundError(`This ${operation.what} does not exist, or is not visible to this user.`, {
    platform: options.platform,
    operation: operation.name,
  });
}

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
  // A problem without a path is everybody's who has no value.
  const common = problems.filter(({ path }) => path == null);
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
  const sent = sentWith(operation);
  for (const { message, path } of problems) {
    const words = withoutValues(message, sent);
    notify(onWarning, { operation: name, message: words, path: path?.join(".") });
  }
}

function problemsOf(result: OperationResult): readonly GraphqlProblem[] {
  const failure = failureOf(result);
  if (failure !== undefined) throw failure.reason;
  return result.error?.graphQLErrors ?? [];
}

/** The value of a root field; `undefined` where it is null or missing. */
function rootOf({ data }: OperationResult, field: string): unknown {
  return (data as Readonly<Record<string, unknown>> | null | undefined)?.[field] ?? undefined;
}
