import { InvalidInputError } from "../../core/errors.ts";

/**
 * Checks an alias: letters, digits and underscores.
 *
 * @throws {@link InvalidInputError} with the alias.
 */
export function checkAlias(alias: string): void {
  if (/^\w+$/u.test(alias)) return;
  throw new InvalidInputError(`The alias ${JSON.stringify(alias)} is refused: letters, digits and _ only.`);
}
