import { isFootbridgeError } from "../../core/errors.ts";

/**
 * The id that a call for one thing answers; undefined where there is no such thing, or the platform cannot be asked so.
 *
 * @remarks Then the list decides: it costs more, but forgives the case and knows the near names, and every version has it.
 * A platform that is too old for the call is refused by the client itself, before anything is sent.
 */
export async function idIfFound(asked: Promise<{ readonly id: string }>): Promise<string | undefined> {
  try {
    return (await asked).id;
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND") || isFootbridgeError(error, "UNSUPPORTED")) return undefined;
    throw error;
  }
}
