import { isFootbridgeError } from "../core/errors.ts";

/**
 * Calls what asks for one thing by name; the way over a list where the platform is too old for it, or finds nothing.
 *
 * @remarks Names are unique ignoring case on every version, and nothing is known of whether the platform ignores case when it
 * is asked for one: the list finds what is written otherwise, and knows near names for the error.
 */
export async function elseThroughList<T>(
  byName: () => Promise<T>,
  throughList: () => Promise<T>,
): Promise<T> {
  try {
    return await byName();
  } catch (error) {
    // Where it is unsupported, the client itself has refused, before anything was sent.
    if (isFootbridgeError(error, "UNSUPPORTED") || isFootbridgeError(error, "NOT_FOUND"))
      return throughList();
    throw error;
  }
}
