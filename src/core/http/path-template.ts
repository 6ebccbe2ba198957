import { InvalidInputError } from "../errors.ts";

const PLACE = /\{([+/]?)([A-Za-z_]\w*)(\*?)\}/gu;

/**
 * Fills a path template. Every value stays in its place: segments are encoded, and `.` and `..` are refused, since URL
 * parsers fold them even when they are encoded.
 *
 * @throws {@link InvalidInputError} naming the argument that is missing or would leave its place.
 */
export function expandPath(template: string, values: Readonly<Record<string, unknown>>): string {
  const path = template.replace(PLACE, (...[, form, name = "", several]: readonly string[]) => {
    const text = plainText(values[name]);
    if (text === "") {
      // A slash before nothing would be another path.
      if (form === "/") return "";
      throw new InvalidInputError(`"${name}" is missing: the request's path needs it.`);
    }
    if (form === "+") return givenPath(name, text);
    const segments = several ? text.split("/").map(encodeSegment).join("/") : encodeSegment(text);
    return `${form}${segments}`;
  });
  refuseDots(path.split(/[?#]/u, 1)[0] ?? "");
  return path;
}

/** A text, number or truth value as text; nothing else has a place in a URL, and gives an empty text. */
function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** A path that the platform handed out: already encoded, and never a way to another host. */
function givenPath(name: string, path: string): string {
  // A backslash counts as a slash in URLs; control characters and blanks are dropped by parsers.
  if (/^\/[^/\\]/u.test(path) && !/[\\\s\u0000-\u001f]/u.test(path)) return path;
  throw new InvalidInputError(
    `"${name}" is not a path on this platform: it must start with exactly one "/".`,
  );
}

function encodeSegment(segment: string): string {
  return encodeText(segment).replace(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Percent-encodes a text for a URL.
 *
 * @throws {@link InvalidInputError} for half a character, which no URL can hold.
 */
export function encodeText(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw new InvalidInputError("A text in the request's URL holds half a character (a lone surrogate).", {
      cause,
    });
  }
}

function refuseDots(path: string): void {
  for (const segment of path.split("/")) {
    const plain = segment.replace(/%2e/giu, ".");
    if (plain === "." || plain === "..") {
      throw new InvalidInputError(`A "${plain}" segment would lead the request to another path.`, {
        hint: "Use a name without it.",
      });
    }
  }
}
