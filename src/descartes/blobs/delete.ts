import { isFootbridgeError, type Attempt } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { blobsOperations } from "../../../generated/descartes/methods.ts";
import type { BlobAddress } from "./options.ts";
import type { DescartesContext } from "../context.ts";

/**
 * Deletes a blob.
 *
 * @throws NotFoundError when there is none. Where an answer was lost and the repeated call found none, the first one is
 * taken to have deleted it.
 */
export async function deleteBlob(
  { call }: DescartesContext,
  { key, type }: BlobAddress,
  options: CallOptions,
): Promise<void> {
  try {
    await call(blobsOperations.delete, { key, type }, options);
  } catch (error) {
    if (!isFootbridgeError(error, "NOT_FOUND") || !error.attempts.some(mayHaveDeleted)) throw error;
  }
}

/** A try whose answer was lost; one that was refused, as too many or for its log-in, has done nothing. */
function mayHaveDeleted({ failure }: Attempt): boolean {
  return failure === "CONNECTION" || /^HTTP (?:408|5\d\d)$/u.test(failure);
}
