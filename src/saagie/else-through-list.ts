import { isFootbridgeError } from "../core/errors.ts";

/** Calls what asks for one thing by name; where the platform is too old for it, the way over a list that it has, too. */
export async function elseThroughList<T>(
  byName: () => Promise<T>,
  throughList: () => Promise<T>,
): Promise<T> {
  try {
    return await byName();
  } catch (error) {
    // The client itself refuses, before anything is sent.
    if (isFootbridgeError(error, "UNSUPPORTED")) return throughList();
    throw error;
  }
}
