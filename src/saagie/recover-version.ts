import { isFootbridgeError } from "../core/errors.ts";

/** How a lost new version is settled. */
export interface RecoverableVersion<Added, Found extends Added & { readonly number: number }> {
  readonly add: () => Promise<Added>;
  /** The number of the version that was the current one before. */
  readonly before: number;
  /** Reads the version that is the current one now. */
  readonly current: () => Promise<Found>;
  /** Whether a version is what was asked for. */
  readonly isOurs: (found: Found) => boolean;
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
    const now = await current().catch((failure: unknown) => {
      // When the look-up fails too, the outcome stays unknown; an abort stays an abort.
      throw isFootbridgeError(failure) ? error : failure;
    });
    if (now.number !== before && isOurs(now)) return now;
    // The number has not moved: the version may still be on its way, and two would be one too many.
    throw error;
  }
}
