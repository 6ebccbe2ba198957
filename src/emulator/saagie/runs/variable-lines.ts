import type { VariableValue } from "./records.ts";

const NAME = /^[A-Za-z]\w{0,127}$/;
const MAX_VALUE_LENGTH = 2048;

/** What lines of variables say, and which of them say nothing that can be used. */
export interface ParsedVariables {
  readonly variables: readonly VariableValue[];
  readonly trouble: readonly string[];
}

/**
 * Reads lines `NAME=value`, as which jobs hand variables on.
 *
 * @remarks Empty lines, and those that begin with `#`, mean nothing; of two lines with one name the later one
 * counts. Nothing is quoted or escaped. Trouble is told without the values, which may be secrets.
 */
export function parseVariables(text: string): ParsedVariables {
  const variables = new Map<string, VariableValue>();
  const trouble: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, key = "", value = ""] = /^\s*([^=]*?)\s*=(.*)$/.exec(line) ?? [];
    const problem = !NAME.test(key)
      ? "must be NAME=value, with a name of letters, digits and underscores"
      : value.length > MAX_VALUE_LENGTH
        ? `has a value of more than ${String(MAX_VALUE_LENGTH)} characters`
        : undefined;
    if (problem === undefined) variables.set(key, { key, value, isPassword: false });
    else trouble.push(`line ${String(index + 1)} ${problem}`);
  }
  return { variables: [...variables.values()], trouble };
}
