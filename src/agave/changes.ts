import { isFootbridgeError } from "../core/errors.ts";

/** Whether what is there already has every member that is wanted, as deep as that goes. */
export function covers(present: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  // What is left empty comes back as null.
  if (wanted === null || wanted === "") return present === undefined || present === null || present === "";
  if (Array.isArray(wanted)) {
    if (!Array.isArray(present)) return wanted.length === 0 && (present === null || present === undefined);
    return present.length === wanted.length && wanted.every((item, at) => covers(present[at], item));
  }
  if (typeof wanted === "object") {
    if (typeof present !== "object" || present === null) return false;
    const members = present as Readonly<Record<string, unknown>>;
    return Object.entries(wanted).every(([name, value]) => covers(members[name], value));
  }
  return present === wanted || isSameNumber(present, wanted);
}

/** `2GB` is answered as 2, and `8022` as a number. */
function isSameNumber(present: unknown, wanted: unknown): boolean {
  if (typeof present !== "number") return false;
  const [, digits, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]B)?\s*$/iu.exec(String(wanted)) ?? [];
  if (digits === undefined) return false;
  const factor = { "": 1, GB: 1, MB: 1 / 1024, KB: 1 / 1024 ** 2, TB: 1024 }[unit.toUpperCase()] ?? 1;
  return Math.abs(Number(digits) * factor - present) < 1e-9;
}

/** What was done to bring something to its definition. */
export type Action = "created" | "updated" | "unchanged";

/** What bringing something to its definition takes. */
export interface Definable<Found> {
  /** Reads it; rejects with `NOT_FOUND`, or resolves to `undefined`, where there is none. */
  readonly find: () => Promise<Found | undefined>;
  /** Whether what is there already is as defined. */
  readonly isAsDefined: (found: Found) => boolean;
  readonly create: () => Promise<Found>;
  readonly update: (found: Found) => Promise<Found>;
}

/** Brings something to its definition: creates it, or updates it where it differs. */
export async function createOrUpdate<Found>({
  find,
  isAsDefined,
  create,
  update,
}: Definable<Found>): Promise<{ readonly action: Action; readonly now: Found }> {
  const found = await find().catch((error: unknown) => {
    if (isFootbridgeError(error, "NOT_FOUND")) return undefined;
    throw error;
  });
  if (found === undefined) return { action: "created", now: await create() };
  if (isAsDefined(found)) return { action: "unchanged", now: found };
  return { action: "updated", now: await update(found) };
}
