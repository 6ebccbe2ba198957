import { Environment } from "@marcbachmann/cel-js";
import type { VariableValue } from "../runs/records.ts";

/** Names that nobody declared are texts that come at evaluation. */
const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** What came of an evaluation: a decision, or why there is none. */
export type Evaluation =
  | { readonly holds: boolean; readonly problem?: never }
  | { readonly holds?: never; readonly problem: string };

/**
 * Finds what is wrong with an expression of the Common Expression Language, without any values.
 *
 * @remarks Beyond the syntax it finds what no value could make right, such as an expression that yields a
 * number. How far the platform's own check goes is not known.
 */
export function expressionProblem(expression: string): string | undefined {
  const { valid, type, error } = environment.check(expression);
  if (!valid) return error?.summary ?? "is not a valid expression";
  // "dyn" is for the values to decide.
  return type === "bool" || type === "dyn" ? undefined : `must yield a boolean, and yields ${String(type)}`;
}

/** Evaluates an expression, in which variables are texts whatever they look like. */
export function evaluate(
  expression: string,
  variables: readonly Pick<VariableValue, "key" | "value">[],
): Evaluation {
  // A map has no other names than those put in.
  const values = new Map(variables.map(({ key, value }) => [key, value]));
  try {
    const result: unknown = environment.evaluate(expression, values);
    if (typeof result === "boolean") return { holds: result };
    return { problem: "must yield a boolean, and yields another value" };
  } catch (error) {
    // The library's own message quotes the expression; its summary is one line.
    const summary: unknown = error instanceof Error && "summary" in error ? error.summary : undefined;
    return { problem: typeof summary === "string" ? summary : "cannot be evaluated" };
  }
}
