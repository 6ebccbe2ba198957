// What Git puts around two versions of the same lines, and between them.
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$/u;

/**
 * Tells why a text is no JSON, as the rest of a sentence that begins with the name of its file.
 *
 * @remarks The parser's own message quotes the text, which may hold secrets: only the place is taken from it.
 * @param error - what the parser threw
 */
export function jsonFault(text: string, error: unknown): string {
  const conflict = text.split("\n").findIndex((line) => CONFLICT.test(line));
  if (conflict !== -1) {
    return `holds a merge conflict at line ${conflict + 1}: keep what is right, and remove the lines that Git has put in`;
  }
  const position = error instanceof Error ? /position (\d+)/u.exec(error.message)?.[1] : undefined;
  if (position === undefined) return "is not valid JSON";
  const before = text.slice(0, Number(position)).split("\n");
  return `is not valid JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
