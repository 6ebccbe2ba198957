import { InvalidInputError } from "../errors.ts";
import { foldCase, nearNames } from "./lookup.ts";

/** Something that a caller may choose by id or by label. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

/**
 * Chooses by id, or by label ignoring case.
 *
 * @throws {@link InvalidInputError} listing the valid choices when none matches, or the ids when several do.
 */
export function choose<T extends Choice>(choices: readonly T[], wanted: string, what: string): T {
  const byId = choices.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId;
  const byLabel = choices.filter(({ label }) => foldCase(label) === foldCase(wanted));
  const [only, second] = byLabel;
  if (second !== undefined) {
    throw new InvalidInputError(`"${wanted}" names ${byLabel.length} ${what}s.`, {
      hint: `Use an id: ${byLabel.map(({ id }) => id).join(", ")}.`,
    });
  }
  if (only !== undefined) return only;
  throw noSuchChoice(
    choices.map(({ label }) => label),
    wanted,
    what,
  );
}

/** The error for a choice that is not among the valid ones, which it lists. */
export function noSuchChoice(valid: readonly string[], wanted: string, what: string): InvalidInputError {
  const near = nearNames(wanted, valid);
  const list = valid.length === 0 ? "there are none" : valid.join(", ");
  const hint =
    near.length > 0 ? { hint: `Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?` } : {};
  return new InvalidInputError(
    `"${wanted}" is not ${/^[aeio]/iu.test(what) ? "an" : "a"} ${what}; valid: ${list}.`,
    hint,
  );
}
