import { isObject } from "./values.ts";

/**
 * Keeps of a result the members that a `filter` names, dotted paths included; unknown names are ignored, and what has no
 * members stays as it is.
 *
 * @param isFlat - whether dotted paths are unknown names, too
 */
export function filtered(result: unknown, filter: string | null, isFlat = false): unknown {
  const paths = (filter ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => (isFlat ? [name] : name.split(".")));
  return paths.length === 0 ? result : keep(result, paths);
}

function keep(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (Array.isArray(value)) return value.map((item) => keep(item, paths));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, member]) => {
    const rests = paths.filter(([first]) => first === key).map(([, ...rest]) => rest);
    if (rests.length === 0) return [];
    return [[key, rests.some((rest) => rest.length === 0) ? member : keep(member, rests)]];
  });
  return Object.fromEntries(kept) as unknown;
}
