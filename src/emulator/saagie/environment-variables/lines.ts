import { breachesOf, type Breach } from "./rules.ts";

/** A line `NAME=value`. */
export interface VariableLine {
  readonly name: string;
  readonly value: string;
}

/** What a text says about variables. */
export interface VariableLines {
  readonly lines: readonly VariableLine[];
  /** What is wrong with the first line that is of another form. */
  readonly problem: string | undefined;
}

/**
 * Reads lines of variables, as clients give many at once.
 *
 * @remarks Empty lines mean nothing. There is no escape: a value cannot have a line break, and what comes after
 * one is a line. That a line without `=` is refused, and not skipped, is an assumption.
 */
export function readVariableLines(raw: string): VariableLines {
  const lines: VariableLine[] = [];
  for (const [index, line] of raw.split(/\r?\n/).entries()) {
    if (line === "") continue;
    const at = line.indexOf("=");
    if (at < 0) return { lines, problem: `line ${String(index + 1)} is not of the form NAME=value` };
    lines.push({ name: line.slice(0, at), value: line.slice(at + 1) });
  }
  return { lines, problem: undefined };
}

/** Finds the rules that lines break beside variables of these names. One name twice is one too many. */
export function lineBreaches(
  lines: readonly VariableLine[],
  names: readonly string[] = [],
): readonly Breach[] {
  return lines.flatMap((line, index) =>
    breachesOf({ ...line, others: [...names, ...lines.slice(0, index).map(({ name }) => name)] }),
  );
}

/** What is wrong with lines of variables for something new, in a few words. */
export function linesProblem(raw: string): string | undefined {
  const { lines, problem } = readVariableLines(raw);
  return problem ?? lineBreaches(lines)[0]?.type;
}
