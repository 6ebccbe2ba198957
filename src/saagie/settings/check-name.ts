import { InvalidInputError } from "../../core/errors.ts";

/**
 * Checks a name's length, as the platform does.
 *
 * @throws {@link InvalidInputError} when it is empty or too long.
 */
export function checkName(name: string, what: string): void {
  if (name.trim() === "") throw new InvalidInputError(`The ${what}'s name is empty.`);
  if (name.length > 255) throw new InvalidInputError(`The ${what}'s name is longer than 255 characters.`);
}
