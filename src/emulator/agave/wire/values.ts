/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  readonly [member: string]: Json | undefined;
}

/** Whether a value is an object, and neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member as text: numbers and booleans are written out; undefined for anything else, and for nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A member as a number; undefined where it is none. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value)?.trim();
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

const TRUE: ReadonlySet<string> = new Set(["true", "1", "yes", "on"]);
const FALSE: ReadonlySet<string> = new Set(["false", "0", "no", "off"]);

/** A member as a boolean, in any spelling; undefined where it is none. */
export function booleanOf(value: unknown): boolean | undefined {
  const text = textOf(value)?.trim().toLowerCase();
  if (text === undefined) return undefined;
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}

/** A moment as Agave writes it: with milliseconds and the offset of the place. */
export function dateText(at: number): string {
  return `${new Date(at - 5 * 3_600_000).toISOString().slice(0, -1)}-05:00`;
}

/** A moment that may not have come yet. */
export function optionalDate(at: number | null): string | null {
  return at === null ? null : dateText(at);
}

/** A size in gigabytes from `2GB`, `200MB`, `1.5` and the like; undefined where it is none. */
export function gigabytesOf(value: unknown): number | undefined {
  const [, number, unit = "GB"] = /^(\d+(?:\.\d+)?)\s*([KMGTP]B)?$/i.exec(textOf(value)?.trim() ?? "") ?? [];
  if (number === undefined) return undefined;
  const power = ["KB", "MB", "GB", "TB", "PB"].indexOf(unit.toUpperCase()) - 2;
  return Number(number) * 1024 ** power;
}

/** Seconds of `hhh:mm:ss`; undefined where it is none. */
export function durationOf(value: unknown): number | undefined {
  const [, hours, minutes = "", seconds = ""] = /^(\d+):(\d{1,2}):(\d{1,2})$/.exec(textOf(value) ?? "") ?? [];
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
