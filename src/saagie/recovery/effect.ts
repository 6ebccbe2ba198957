import { isFootbridgeError } from "../../core/errors.ts";
import { stillUnknown } from "./still-unknown.ts";

/** A write whose effect can be seen afterwards. */
export interface VisibleWrite<Result> {
  readonly write: () => Promise<Result>;
  /** Looks whether the effect is there: its result if so. */
  readonly look: () => Promise<Result | undefined>;
}

/**
 * Does a write; when the answer is lost, looks whether it took effect. It is never repeated: where the effect is not to be
 * seen, the outcome stays unknown, since the write may still be on its way.
 */
export async function recoverEffect<Result>({ write, look }: VisibleWrite<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
    const found = await look().catch((failure: unknown) => {
      // When the look-up fails too, the outcome stays unknown; an abort stays an abort.
      throw isFootbridgeError(failure) ? stillUnknown(error, failure) : failure;
    });
    if (found === undefined) throw error;
    return found;
  }
}

/** Whether a read finds nothing any more. @throws what else it throws */
export async function isGone(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read();
    return false;
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND")) return true;
    throw error;
  }
}
