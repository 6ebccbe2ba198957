import leven from "leven";
import { AmbiguousNameError, NotFoundError } from "../errors.ts";

/** Something with an id and a name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Finds the one item of that name: exactly, or else ignoring case (names on these platforms are unique ignoring case).
 *
 * @throws {@link NotFoundError} with near names; {@link AmbiguousNameError} with the ids when several match.
 */
export function findByName<T extends Named>(items: readonly T[], name: string, what: string): T {
  const found = findExisting(items, name, what);
  if (found !== undefined) return found;
  throw notFoundByName(items, name, what);
}

/**
 * Finds what has a name already, as {@link findByName} does; `undefined` where nothing has.
 *
 * @throws {@link AmbiguousNameError} with the ids when several match and none of them exactly.
 */
export function findExisting<T extends Named>(
  items: readonly T[],
  name: string,
  what: string,
): T | undefined {
  const exact = items.filter((item) => item.name === name);
  const folded = foldCase(name);
  const found = exact.length > 0 ? exact : items.filter((item) => foldCase(item.name) === folded);
  const [only, second] = found;
  if (second === undefined) return only;
  const ids = found.map(({ id }) => id);
  throw new AmbiguousNameError(`"${name}" names ${found.length} ${what}s: ${ids.join(", ")}.`, {
    ids,
    hint: "Use an id.",
  });
}

/** The error for a name that none of the items has, with the nearest ones. */
export function notFoundByName(items: readonly Named[], name: string, what: string): NotFoundError {
  const near = nearNames(
    name,
    items.map((item) => item.name),
  );
  return new NotFoundError(`There is no ${what} named "${name}", or it is not visible to this user.`, {
    near,
    ...(near.length > 0 ? { hint: `Did you mean ${near.map((text) => `"${text}"`).join(" or ")}?` } : {}),
  });
}

/** The names closest to the one given, nearest first, at most three. */
export function nearNames(name: string, names: readonly string[]): readonly string[] {
  const wanted = foldCase(name);
  const reach = Math.max(2, Math.floor(name.length / 3));
  return names
    .map((text) => ({ text, distance: distanceOf(wanted, foldCase(text), reach) }))
    .filter(({ distance }) => distance <= reach)
    .toSorted((a, b) => a.distance - b.distance || a.text.localeCompare(b.text))
    .slice(0, 3)
    .map(({ text }) => text);
}

/** A name as the platforms compare it: ignoring case. */
export function foldCase(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

function distanceOf(wanted: string, text: string, reach: number): number {
  if (text.includes(wanted)) return 1;
  return leven(wanted, text, { maxDistance: reach + 1 });
}
