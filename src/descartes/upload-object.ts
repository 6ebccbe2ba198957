import { HttpError, isFootbridgeError, ProtocolError } from "../core/errors.ts";
import { retryDelayMs } from "../core/retry-table.ts";
import { blobsOperations, type BlobsUploadResult } from "../../generated/descartes/methods.ts";
import type { DescartesContext } from "./context.ts";

/** What an upload to the object store needs. */
export interface ObjectUpload {
  readonly bytes: Blob;
  /** Asks the service for a new upload session. */
  readonly sign: () => Promise<string>;
  /** How many bytes go in one request: a multiple of {@link PART_UNIT_BYTES}. */
  readonly partBytes: number;
  readonly onProgress?: ((bytes: number, totalBytes: number) => void) | undefined;
  readonly signal: AbortSignal;
}

/** The store takes parts, other than the last, in multiples of this. */
export const PART_UNIT_BYTES = 262_144;

const STORED: ReadonlySet<number> = new Set([200, 201]);
const GONE: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/**
 * Uploads bytes through a resumable session: part by part, each from where the store says it is.
 *
 * @remarks After a failure the store is asked first how much it holds, so that nothing is sent twice or left out. A session
 * that is gone is replaced by a new one, which begins at the beginning. Failures are borne as often in a row as the
 * client's `retry` says; progress begins the count anew, but not for sessions.
 */
export async function uploadObject(context: DescartesContext, upload: ObjectUpload): Promise<void> {
  const { settings } = context;
  const { bytes, sign, signal, onProgress } = upload;
  const { retries } = settings.retry;
  let url = await sign();
  /** How many bytes the store holds; `undefined` where it has to be asked. */
  let held: number | undefined = 0;
  let known = 0;
  let failures = 0;
  let renewals = 0;
  for (;;) {
    const isQuestion: boolean = held === undefined;
    try {
      const state: BlobsUploadResult = await sendPart(context, { ...upload, url, held });
      if (STORED.has(state.status)) {
        onProgress?.(bytes.size, bytes.size);
        return;
      }
      held = heldBytes(state, bytes.size);
      if (held > known) failures = 0;
      else if (!isQuestion && ++failures > retries)
        throw new ProtocolError(
          "The object store does not take the blob: it answers that more is due, again and again.",
        );
      known = held;
      onProgress?.(held, bytes.size);
    } catch (error) {
      signal.throwIfAborted();
      if (isGone(error) && ++renewals <= retries) {
        url = await sign();
        [held, known] = [0, 0];
        continue;
      }
      const waitMs =
        isPassing(error) && ++failures <= retries ? waitAfter(error, failures, context) : undefined;
      if (waitMs === undefined) throw error;
      await settings.clock.sleep(waitMs, signal);
      held = undefined;
    }
  }
}

interface PartUpload extends ObjectUpload {
  readonly url: string;
  readonly held: number | undefined;
}

function sendPart(
  { call }: DescartesContext,
  { url, held, bytes, partBytes, signal }: PartUpload,
): Promise<BlobsUploadResult> {
  const options = { signal, transfer: true };
  const total = bytes.size;
  // It may also say that more is due and hold everything: then there is nothing left but to ask again.
  if (held === undefined || (held === total && total > 0))
    return call(blobsOperations.upload, { url, part: `bytes */${total}` }, options);
  const end = Math.min(total, held + partBytes);
  // Without the type that the caller's blob may have: the service has no place for it.
  const part = bytes.slice(held, end);
  // A blob that fits into one request goes as a whole, as the store's simplest clients send it.
  if (held === 0 && end === total) return call(blobsOperations.upload, { url, bytes: part }, options);
  return call(
    blobsOperations.upload,
    { url, bytes: part, part: `bytes ${held}-${end - 1}/${total}` },
    options,
  );
}

/** How much the store holds, as it says itself. */
function heldBytes({ range }: BlobsUploadResult, total: number): number {
  if (range === null) return 0;
  const last = /^bytes=0-(\d+)$/u.exec(range.trim())?.[1];
  const held = last === undefined ? NaN : Number(last) + 1;
  if (held <= total) return held;
  throw new ProtocolError("The object store does not tell how much of the blob it holds.");
}

/** The session has ended or is unknown: nothing can be added to it. */
function isGone(error: unknown): boolean {
  return isFootbridgeError(error) && error.status !== undefined && GONE.has(error.status);
}

/** The same request, or the question how far it came, may succeed later. */
function isPassing(error: unknown): boolean {
  if (isFootbridgeError(error, "CONNECTION") || isFootbridgeError(error, "OUTCOME_UNKNOWN")) return true;
  return (
    error instanceof HttpError &&
    error.status !== undefined &&
    (error.status === 408 || error.status === 429 || error.status >= 500)
  );
}

function waitAfter(error: unknown, failures: number, { settings }: DescartesContext): number | undefined {
  // What was lost on the way to an answer still tells what the answer asked for.
  const told = isFootbridgeError(error, "OUTCOME_UNKNOWN") ? error.cause : error;
  return isFootbridgeError(told) ? retryDelayMs(failures, told, settings.retry) : undefined;
}
