const VERSION = /^(\d{4})\.(\d{2})$/;

/**
 * Tells whether a text is a platform version as the schema files write it: `YYYY.NN`.
 */
export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/**
 * Compares two platform versions by year, then by release number.
 *
 * @returns a negative number when `left` is older, zero when they are equal, a positive number otherwise
 * @throws RangeError when one of them is not written `YYYY.NN`
 */
export function compareVersions(left: string, right: string): number {
  const [leftYear, leftRelease] = parts(left);
  const [rightYear, rightRelease] = parts(right);
  return leftYear - rightYear || leftRelease - rightRelease;
}

/** The platform versions that have something. An absent end is open; both ends are inclusive. */
export interface VersionRange {
  readonly since?: string;
  readonly until?: string;
}

/**
 * Tells whether a version lies in a range, its ends included.
 *
 * @throws RangeError when a version is not written `YYYY.NN`
 */
export function inRange(version: string, range: VersionRange): boolean {
  if (range.since !== undefined && compareVersions(version, range.since) < 0) return false;
  return range.until === undefined || compareVersions(version, range.until) <= 0;
}

function parts(version: string): readonly [year: number, release: number] {
  const [, year, release] = VERSION.exec(version) ?? [];
  if (year === undefined || release === undefined) {
    throw new RangeError(`"${version}" is not a platform version: write it YYYY.NN, for example 2024.05`);
  }
  return [Number(year), Number(release)];
}
