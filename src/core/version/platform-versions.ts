import { InvalidInputError } from "../errors.ts";

const VERSION = /^(\d{4})\.(\d{1,2})(?:\.\d+)?$/u;

/** The versions that have something: an absent end is open, both ends are inclusive. */
export interface VersionRange {
  readonly since?: string;
  readonly until?: string;
}

/**
 * Reads a platform version as users write it: `2024.02`, or with a patch number.
 *
 * @returns the version as `YYYY.NN`
 * @throws {@link InvalidInputError} when it is none, or older than all that are supported
 */
export function parseVersion(text: string, versions: readonly string[]): string {
  const [, year = "", release = ""] = VERSION.exec(text) ?? [];
  const version = `${year}.${release.padStart(2, "0")}`;
  const [oldest = "", newest = ""] = [versions[0], versions.at(-1)];
  const hint = `Supported are ${oldest} to ${newest}; newer ones are taken as ${newest}.`;
  if (year === "")
    throw new InvalidInputError(`${JSON.stringify(text)} is not a platform version.`, { hint });
  if (version < oldest) throw new InvalidInputError(`Version ${version} is not supported.`, { hint });
  return version;
}

/** Whether a version, written `YYYY.NN`, lies in a range. */
export function hasVersion({ since, until }: VersionRange, version: string): boolean {
  return (since === undefined || version >= since) && (until === undefined || version <= until);
}

/** Says which versions a range holds, for messages and tables: "since 2023.04", "2023.04 to 2024.02". */
export function describeRange({ since, until }: VersionRange): string {
  if (since !== undefined && until !== undefined) return `${since} to ${until}`;
  if (since !== undefined) return `since ${since}`;
  return until === undefined ? "all versions" : `until ${until}`;
}

/**
 * Tells a platform's version by the root fields it has, and by what else tells versions apart.
 *
 * @param fields - the names of its root fields, and of the other things that it has
 * @param ranges - those that only some versions have
 * @param versions - the versions to choose from, oldest first
 * @returns the version that agrees with most of the fields; of several the newest, and of those that no field tells from
 * each other the oldest
 */
export function versionByFields(
  fields: ReadonlySet<string>,
  ranges: Readonly<Record<string, VersionRange>>,
  versions: readonly string[],
): string | undefined {
  const misses = (version: string): number =>
    Object.entries(ranges).filter(([name, range]) => fields.has(name) !== hasVersion(range, version)).length;
  const [best] = versions
    .map((version) => ({ version, misses: misses(version) }))
    .toSorted((left, right) => left.misses - right.misses || (left.version < right.version ? 1 : -1));
  if (best === undefined || Object.keys(ranges).length === 0) return best?.version;
  // Of versions that these fields do not tell apart, the oldest has nothing that the others lack.
  const tells = (version: string): string =>
    Object.values(ranges)
      .map((range) => hasVersion(range, version))
      .join();
  return versions.find((version) => tells(version) === tells(best.version));
}
