const VERSION = /^\d+(?:\.\d+)*$/;

/** What people write before the numbers of a version. */
const PREFIX = /^v/i;

/** Tells whether a text is a version: numbers joined by dots, such as `2024.05`. */
export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/**
 * Compares two platform versions, number by number from the left.
 *
 * @returns a negative number when `left` is older, zero when they are equal, a positive number otherwise
 * @throws RangeError when one of them is no version
 */
export function compareVersions(left: string, right: string): number {
  const [leftNumbers, rightNumbers] = [numbersOf(left), numbersOf(right)];
  for (const [index, number] of leftNumbers.entries()) {
    // What goes on after the other has ended is newer: 2.1 came after 2.
    const difference = number - (rightNumbers[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return leftNumbers.length - rightNumbers.length;
}

/** The platform versions that have something. An absent end is open; both ends are inclusive. */
export interface VersionRange {
  readonly since?: string;
  readonly until?: string;
}

/**
 * Tells whether a version lies in a range, its ends included.
 *
 * @throws RangeError when a version is none
 */
export function inRange(version: string, range: VersionRange): boolean {
  if (range.since !== undefined && compareVersions(version, range.since) < 0) return false;
  return range.until === undefined || compareVersions(version, range.until) <= 0;
}

/**
 * Finds the known version that a text means: `v2024.2` and the patch release `2024.02.1` are both `2024.02`.
 *
 * @remarks Nothing is guessed: neither a version between two known ones, nor a newer one, nor a mere year,
 * nor one with a suffix such as `-rc1`, which may lack what its release has.
 * @param text - what a person or a platform says
 * @param known - the versions to choose from, the oldest first
 * @throws RangeError naming the known versions when the text is none of them
 */
export function normalizeVersion(text: string, known: readonly string[]): string {
  const bare = text.trim().replace(PREFIX, "");
  if (isVersion(bare)) {
    const numbers = numbersOf(bare);
    const found = known.findLast((version) =>
      numbersOf(version).every((number, index) => number === numbers[index]),
    );
    if (found !== undefined) return found;
  }
  throw unknownVersion(text, known);
}

/** Says that a version is none of the known ones, and names these. */
export function unknownVersion(text: string, known: readonly string[]): RangeError {
  const choice = known.length === 0 ? "there is none" : known.join(", ");
  return new RangeError(`"${text}" is not among the known platform versions: ${choice}`);
}

function numbersOf(version: string): readonly number[] {
  if (!isVersion(version)) {
    throw new RangeError(`"${version}" is not a platform version: write it in numbers, for example 2024.05`);
  }
  return version.split(".").map(Number);
}
