import { isFootbridgeError, type ErrorCode } from "../../core/errors.ts";

/**
 * Calls what asks for one thing by name; the way over a list where the platform is too old for it, or finds nothing.
 *
 * @remarks Names are unique ignoring case on every version, and nothing is known of whether the platform ignores case when it
 * is asked for one: the list finds what is written otherwise, and knows near names for the error.
 */
export function withListFallback<T>(byName: () => Promise<T>, throughList: () => Promise<T>): Promise<T> {
  return instead(byName, throughList, ["UNSUPPORTED", "NOT_FOUND"]);
}

/** Calls what asks for one thing by its id; the way over a list where the platform is too old for it. */
export function whereUnsupported<T>(byId: () => Promise<T>, throughList: () => Promise<T>): Promise<T> {
  return instead(byId, throughList, ["UNSUPPORTED"]);
}

async function instead<T>(
  ask: () => Promise<T>,
  throughList: () => Promise<T>,
  codes: readonly ErrorCode[],
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    // Where it is unsupported, the client itself has refused, before anything was sent.
    if (isFootbridgeError(error) && codes.includes(error.code)) return throughList();
    throw error;
  }
}
