/** How an upsert ended. */
export type UpsertAction = "created" | "upgraded" | "unchanged";

/**
 * Picks what differs: absent (`undefined`) keeps, `null` clears, a value equal to the current one is left out.
 */
export function pickChanged<T extends object>(
  current: Readonly<Partial<T>>,
  wanted: Readonly<Partial<T>>,
): Partial<T> {
  const picked: Partial<T> = {};
  for (const key of Object.keys(wanted) as (keyof T)[]) {
    const value = wanted[key];
    if (value !== undefined && !isSame(current[key] ?? null, value)) picked[key] = value;
  }
  return picked;
}

/** Whether two plain values are the same; an absent member and a `null` one count as equal, members in any order. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a == null || b == null) return a == null && b == null;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, at) => isSame(item, b[at]))
    );
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
    isSame(left[key], right[key]),
  );
}
