import leven from "leven";

/**
 * The known name that was probably meant, as the end of a sentence.
 *
 * @returns an empty text when none is like it
 */
export function suggestion(given: string, known: Iterable<string>): string {
  const name = given.toLowerCase();
  const reach = Math.max(1, Math.floor(name.length / 3));
  const [nearest] = [...known]
    .map((candidate) => ({ candidate, distance: leven(name, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= reach)
    .toSorted((one, other) => one.distance - other.distance);
  return nearest === undefined ? "" : `: did you mean ${nearest.candidate}?`;
}

/**
 * Checks that an object has no members but known ones.
 *
 * @param what - what the object is, for the error
 * @throws TypeError naming the member, and the one that was probably meant
 */
export function checkMembers(given: unknown, known: readonly string[], what: string): void {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new TypeError(`${what} must be an object`);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = suggestion(unknown, known);
  throw new TypeError(
    `${what} has no member ${unknown}${near === "" ? `; its members are ${known.join(", ")}` : near}`,
  );
}

/**
 * Checks that a text is one of a few.
 *
 * @param what - what the text is, for the error
 * @throws RangeError naming the text, and the one that was probably meant
 */
export function checkChoice(given: unknown, choices: readonly string[], what: string): void {
  if (given === undefined || (typeof given === "string" && choices.includes(given))) return;
  const near = typeof given === "string" ? suggestion(given, choices) : "";
  throw new RangeError(`${what} is one of ${choices.join(", ")}, and not ${JSON.stringify(given)}${near}`);
}
