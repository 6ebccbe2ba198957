import { CombinedError, type Operation as UrqlOperation, type OperationResult } from "@urql/core";
import type { GraphQLError } from "graphql";
import { isFootbridgeError, type FootbridgeError } from "../errors.ts";

/** A GraphQL answer. */
export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlProblem[];
}

/** One entry of a GraphQL answer's `errors`. An empty message stands for none. */
export interface GraphqlProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Reads what should be a GraphQL answer, whatever its members are; `undefined` for what has none of them. */
export function readAnswer(value: unknown): GraphqlAnswer | undefined {
  if (!isObject(value) || !("data" in value || "errors" in value)) return undefined;
  const { data, errors } = value;
  const list = Array.isArray(errors) ? (errors as readonly unknown[]) : errors == null ? [] : [errors];
  return { data, errors: list.map(readProblem) };
}

function readProblem(value: unknown): GraphqlProblem {
  const { message, path, extensions } = isObject(value) ? value : {};
  const steps = Array.isArray(path) ? path.slice(0, MOST_STEPS).filter(isStep) : [];
  return {
    message: typeof message === "string" ? message.trim() : "",
    ...(steps.length > 0 ? { path: steps } : {}),
    ...(isObject(extensions) ? { extensions } : {}),
  };
}

// No answer is as deep as that.
const MOST_STEPS = 50;

function isStep(step: unknown): step is string | number {
  return typeof step === "string" || typeof step === "number";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const MARKS: readonly string[] = ["classification", "code", "errorType"];

/** What a problem is marked as, in the members by which GraphQL servers usually say so. */
export function marksOf(extensions: GraphqlProblem["extensions"]): readonly string[] {
  return MARKS.flatMap((key) => (typeof extensions?.[key] === "string" ? [extensions[key]] : []));
}

/** An urql result that carries an answer. */
export function answered(operation: UrqlOperation, { data, errors }: GraphqlAnswer): OperationResult {
  const error = errors?.length
    ? { error: new CombinedError({ graphQLErrors: errors.map(asGraphqlError) }) }
    : {};
  return { operation, data, ...error, stale: false, hasNext: false };
}

/** An urql result that carries a failure: one of this library's errors, or the reason of an abort. */
export function failed(operation: UrqlOperation, reason: unknown): OperationResult {
  // CombinedError keeps any object given as networkError; a reason that is no Error travels in the extensions.
  const networkError = reason instanceof Error ? reason : new Aborted(reason);
  const error = new CombinedError({ networkError });
  return { operation, data: undefined, error, stale: false, hasNext: false };
}

/** The failure of a result, if it failed before or without an answer. */
export function failureOf(result: OperationResult): { readonly reason: unknown } | undefined {
  const error = result.error?.networkError;
  if (error === undefined) return undefined;
  return { reason: error instanceof Aborted ? error.reason : error };
}

/** The failure of a result when it is one of this library's errors. */
export function footbridgeFailureOf(result: OperationResult): FootbridgeError | undefined {
  const reason = failureOf(result)?.reason;
  return isFootbridgeError(reason) ? reason : undefined;
}

class Aborted extends Error {
  readonly reason: unknown;
  constructor(reason: unknown) {
    super("aborted");
    this.reason = reason;
  }
}

// urql takes no list that cannot be changed.
function asGraphqlError({ path, ...problem }: GraphqlProblem): Partial<GraphQLError> {
  return { ...problem, ...(path === undefined ? {} : { path: [...path] }) } as Partial<GraphQLError>;
}
