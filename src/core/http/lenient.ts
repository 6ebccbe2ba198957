import { ProtocolError } from "../errors.ts";

/** Reads a value that a platform may have sent as a text; `undefined` where it is none of its type. */
type Reader = (value: unknown) => number | boolean | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  LenientInt: (value) => numberOf(value, Number.isSafeInteger),
  LenientFloat: (value) => numberOf(value, Number.isFinite),
  LenientBoolean: truthOf,
};

/**
 * Reads a value whose type is a lenient scalar, or a list of it: a number or a truth value may have come as a text.
 *
 * @returns null for what is none, where the type allows it
 * @throws {@link ProtocolError} for what is none, where it does not
 */
export function readLeniently(value: unknown, type: string, path: string): unknown {
  if (Array.isArray(value)) {
    const item = /^\[(.*)\]!?$/u.exec(type)?.[1] ?? type;
    return value.map((one: unknown) => readLeniently(one, item, path));
  }
  const [name = ""] = /\w+/u.exec(type) ?? [];
  const read = type.startsWith("[") ? undefined : READERS[name]?.(value);
  if (read !== undefined) return read;
  if (!type.endsWith("!")) return null;
  // The value itself is not repeated: it may be anything.
  throw new ProtocolError(
    `What came for ${path === "" ? "the answer" : path} is not a ${name === "LenientBoolean" ? "truth value" : "number"}.`,
  );
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

function numberOf(value: unknown, fits: (value: number) => boolean): number | undefined {
  const text = typeof value === "string" ? value.trim() : "";
  const number = typeof value === "number" ? value : NUMBER.test(text) ? Number(text) : NaN;
  return fits(number) ? number : undefined;
}

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "on", "1"].map((word) => [word, true] as const),
  ...["false", "no", "off", "0"].map((word) => [word, false] as const),
]);

function truthOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return typeof value === "string" || typeof value === "number"
    ? TRUTHS.get(String(value).trim().toLowerCase())
    : undefined;
}
