import { InvalidInputError } from "../../core/errors.ts";

/**
 * Checks a source URL: http or https.
 *
 * @throws {@link InvalidInputError} with the URL.
 */
export function checkSourceUrl(url: string): void {
  if (/^https?:\/\/./iu.test(url) && URL.canParse(url)) return;
  throw new InvalidInputError(`The source URL ${JSON.stringify(url)} is not an http or https URL.`);
}
