import type { VersionRange } from "../schema/versions.ts";

/** Collects in which versions parts are there and in which they are not, and makes ranges of it. */
export interface Sightings {
  /** Notes that a part was looked for in a version. */
  readonly note: (part: string, version: string, present: boolean) => void;
  /** The range of every part that some version lacks, by part. */
  readonly ranges: () => ReadonlyMap<string, VersionRange>;
}

/**
 * Makes a collection of {@link Sightings}.
 *
 * @param versions - all versions, oldest first
 * @param whose - what the parts belong to, for messages
 * @throws Error from `ranges` when no version has a part, or one in the middle lacks it
 */
export function createPresence(versions: readonly string[], whose: string): Sightings {
  const seen = new Map<string, Map<string, boolean>>();
  return {
    note: (part, version, present) => {
      const known = seen.get(part) ?? new Map<string, boolean>();
      seen.set(part, known.set(version, present));
    },
    ranges: () =>
      new Map(
        [...seen].flatMap(([part, known]) => {
          const looked = versions.filter((version) => known.has(version));
          const range = rangeIn(looked, (version) => known.get(version) === true);
          if (typeof range === "string") throw new Error(`${whose}: ${range} ${part}`);
          return range === undefined ? [] : [[part, range] as const];
        }),
      ),
  };
}

/** The range of the versions that have something; undefined when all have it, a text when it is no range. */
export function rangeIn(
  versions: readonly string[],
  has: (version: string) => boolean,
): VersionRange | string | undefined {
  const first = versions.findIndex(has);
  const last = versions.findLastIndex(has);
  if (first === -1) return "no supported version has";
  const gap = versions.slice(first, last).find((version) => !has(version));
  if (gap !== undefined) return `${gap} lacks what versions before and after it have:`;
  const since = first > 0 ? versions[first] : undefined;
  const until = last < versions.length - 1 ? versions[last] : undefined;
  if (since === undefined && until === undefined) return undefined;
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}
