import { segmentFault } from "../core/content/archive.ts";
import { InvalidInputError } from "../core/errors.ts";

// A percent sign is encoded only where it could be taken for an encoded character: two names never become one.
const ENCODED = /%(?=[0-9a-f]{2})|[\u0001-\u001f\u007f:*?"<>|]|[. ]$/giu;

/**
 * Turns a name that a server or an archive supplied into one that is a single file name on every system.
 *
 * @remarks Usual names stay as they are. Characters that some system refuses are percent-encoded, so that different names
 * stay different. A name that means a place, such as `../x`, is refused instead of bent into another.
 * @throws {@link InvalidInputError} naming what is wrong.
 * @example
 * ```ts
 * safeFileName("report.py"); // "report.py"
 * safeFileName("run 10:30.py"); // "run 10%3A30.py"
 * safeFileName("../../x"); // throws
 * ```
 */
export function safeFileName(name: string): string {
  const safe = name.replace(ENCODED, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `%${code.padStart(2, "0")}`;
  });
  const fault = placeFault(name) ?? segmentFault(safe);
  if (fault) throw new InvalidInputError(`The file name ${JSON.stringify(name)} is refused: ${fault}.`);
  return safe;
}

function placeFault(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name === "." || name === "..") return "it stands for a folder";
  if (/[/\\]/u.test(name)) return "it holds a path separator";
  return name.includes("\0") ? "it holds a NUL character" : undefined;
}
