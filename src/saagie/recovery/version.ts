import { isFootbridgeError } from "../../core/errors.ts";
import { stillUnknown } from "./still-unknown.ts";

/** How a lost new version is settled. */
export interface RecoverableVersion<Added, Found extends Added & { readonly number: number }> {
  readonly add: () => Promise<Added>;
  /** The number of the version that was the current one before, or the highest one; they only grow. */
  readonly before: number;
  /** Reads the version that is the current one now. */
  readonly current: () => Promise<Found>;
  /** Whether a version is what was asked for. */
  readonly isOurs: (found: Found) => boolean | Promise<boolean>;
}

/** Adds a version; when the answer is lost, the current version's number tells whether it arrived. */
export async function recoverVersion<Added, Found extends Added & { readonly number: number }>({
  add,
  before,
  current,
  isOurs,
}: RecoverableVersion<Added, Found>): Promise<Added> {
  try {
    return await add();
  } catch (error) {
    if (!isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
    try {
      const now = await current();
      if (now.number > before && (await isOurs(now))) return now;
    } catch (failure) {
      // When the look-up fails too, the outcome stays unknown; an abort stays an abort.
      throw isFootbridgeError(failure) ? stillUnknown(error, failure) : failure;
    }
    // The number has not moved: the version may still be on its way, and two would be one too many.
    throw error;
  }
}
