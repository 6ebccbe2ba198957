import { UsageError } from "../cli-error.ts";

const NAME = /^[A-Za-z]\w*$/u;

/**
 * Reads assignments as a shell has them, `NAME=value`.
 *
 * @throws UsageError naming what is none, without its value.
 */
export function parseAssignments(
  texts: readonly string[],
): readonly (readonly [name: string, value: string])[] {
  return texts.map((text) => {
    const at = text.indexOf("=");
    const name = text.slice(0, Math.max(at, 0));
    if (at > 0 && NAME.test(name)) return [name, text.slice(at + 1)] as const;
    throw new UsageError(
      at > 0 ? `"${name}" cannot be the name of a variable.` : "A variable is given as NAME=value.",
    );
  });
}

/**
 * Reads a file of assignments: lines `NAME=value`, with empty lines, comments by `#`, `export` in front, and values in
 * quotes.
 *
 * @throws UsageError naming the line that is none.
 */
export function parseAssignmentLines(text: string): readonly (readonly [name: string, value: string])[] {
  return text.split(/\r?\n/u).flatMap((line, at) => {
    const bare = line.trim();
    if (bare === "" || bare.startsWith("#")) return [];
    const [, name, value = ""] = /^(?:export\s+)?([A-Za-z]\w*)\s*=\s*(.*)$/u.exec(bare) ?? [];
    if (name === undefined) throw new UsageError(`Line ${at + 1} is not NAME=value.`);
    return [[name, unquoted(value)] as const];
  });
}

function unquoted(value: string): string {
  const [, single, double] = /^(?:'([^']*)'|"((?:[^"\\]|\\.)*)")$/u.exec(value) ?? [];
  if (single !== undefined) return single;
  return double === undefined ? value : double.replaceAll(/\\(["\\$`])/gu, "$1").replaceAll("\\n", "\n");
}
