import { HttpError, isFootbridgeError, ProtocolError } from "../../core/errors.ts";
import { isPageType } from "../../core/http/page.ts";
import { retryDelayMs } from "../../core/retry/retry-table.ts";
import { OpaqueRedirectError } from "../../core/transport/opaque-redirect-error.ts";
import { blobsOperations, type BlobsUploadResult } from "../../../generated/descartes/methods.ts";
import type { BlobAddress } from "./options.ts";
import type { DescartesContext } from "../context.ts";
import { readHead } from "./head.ts";

/** What an upload to the object store needs. */
export interface ObjectUpload {
  readonly bytes: Blob;
  /** Where the blob is to be found when it is stored. */
  readonly address: BlobAddress;
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
 * client's `retry` says; progress begins the count anew, but not for sessions. That the blob is stored is believed of the
 * answer to its last byte only: after a mere question, the blob is looked for.
 */
export function uploadObject(context: DescartesContext, upload: ObjectUpload): Promise<void> {
  return new Session(context, upload).run();
}

interface Request {
  /** The bytes that go along; none for the question how much is held. */
  readonly part?: { readonly from: number; readonly to: number };
}

class Session {
  readonly #context: DescartesContext;
  readonly #upload: ObjectUpload;
  readonly #total: number;
  #url = "";
  /** How many bytes the store holds; `undefined` where it has to be asked. */
  #held: number | undefined = 0;
  /** The most that it has said to hold: that never shrinks. */
  #known = 0;
  /** Before this byte all have been sent at least once. */
  #sent = 0;
  #failures = 0;
  #renewals = 0;
  /** Whether all goes in one request: a browser does not show what the store answers to a part. */
  #isInOne = false;

  constructor(context: DescartesContext, upload: ObjectUpload) {
    this.#context = context;
    this.#upload = upload;
    this.#total = upload.bytes.size;
  }

  async run(): Promise<void> {
    const { sign, onProgress } = this.#upload;
    this.#url = await sign();
    for (;;) {
      try {
        const request = this.#next();
        const state = await this.#send(request);
        if (!STORED.has(state.status)) await this.#acknowledge(state, request);
        else if (await this.#isWhole(state, request)) {
          onProgress?.(this.#total, this.#total);
          return;
        } else await this.#renew(new ProtocolError(NOT_WHOLE));
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  #next(): Request {
    const held = this.#held;
    // It may also say that more is due and hold everything: then there is nothing left but to ask again.
    if (held === undefined || (held === this.#total && this.#total > 0)) return {};
    const to = this.#isInOne ? this.#total : Math.min(this.#total, held + this.#upload.partBytes);
    return { part: { from: held, to } };
  }

  #send({ part }: Request): Promise<BlobsUploadResult> {
    const options = { signal: this.#upload.signal, transfer: true };
    const url = this.#url;
    const total = this.#total;
    const put = (variables: { readonly bytes?: Blob; readonly part?: string }): Promise<BlobsUploadResult> =>
      this.#context.call(blobsOperations.upload, { url, ...variables }, options);
    if (part === undefined) return put({ part: `bytes */${total}` });
    const { from, to } = part;
    this.#sent = Math.max(this.#sent, to);
    // Without the type that the caller's blob may have: the service has no place for it.
    const bytes = this.#upload.bytes.slice(from, to);
    // A blob that fits into one request goes as a whole, as the store's simplest clients send it.
    if (from === 0 && to === total) return put({ bytes });
    return put({ bytes, part: `bytes ${from}-${to - 1}/${total}` });
  }

  /** Takes in how much the store holds. */
  async #acknowledge(state: BlobsUploadResult, { part }: Request): Promise<void> {
    const held = heldBytes(state);
    if (held > this.#sent)
      throw new ProtocolError("The object store does not tell how much of the blob it holds.");
    if (held > this.#known) {
      this.#failures = 0;
      this.#known = held;
    } else if (held < this.#known || part !== undefined || this.#held !== undefined) {
      await this.#fail(
        new ProtocolError(
          "The object store does not take the blob: it answers that more is due, again and again.",
        ),
      );
    }
    // What it holds never shrinks: where it says so, it is asked; what it then says is gone on from, and is no progress.
    this.#held = held < this.#known && part !== undefined ? undefined : held;
    this.#upload.onProgress?.(this.#known, this.#total);
  }

  /** Whether the blob is stored, as an answer says. */
  async #isWhole(
    { storedLength, contentType, length }: BlobsUploadResult,
    { part }: Request,
  ): Promise<boolean> {
    // The store's own answer may be typed so, too, but is empty.
    if (isPageType(contentType) && length !== "0") throw new PageError();
    const told = countOf(storedLength);
    if (told !== undefined && told !== this.#total)
      throw new ProtocolError(`The object store has stored ${told} of ${this.#total} bytes.`, INCOMPLETE);
    if (part !== undefined && part.to < this.#total) {
      throw new ProtocolError(
        `The object store says that it is done, after ${part.to} of ${this.#total} bytes.`,
        INCOMPLETE,
      );
    }
    if (part !== undefined || told !== undefined) return true;
    return (await this.#storedBytes()) === this.#total;
  }

  /** The length of the blob as the service tells it now; `undefined` where it does not, or has none. */
  async #storedBytes(): Promise<number | undefined> {
    try {
      return (await readHead(this.#context, this.#upload.address, { signal: this.#upload.signal }))
        .storedSize;
    } catch (error) {
      if (isFootbridgeError(error, "NOT_FOUND")) return undefined;
      throw error;
    }
  }

  async #recover(error: unknown): Promise<void> {
    this.#upload.signal.throwIfAborted();
    if (error instanceof OpaqueRedirectError) return this.#goOnInOne(error);
    if (isGone(error)) return this.#renew(error);
    if (!isPassing(error)) throw error;
    await this.#fail(error);
    this.#held = undefined;
  }

  /** Begins a new session, at the beginning. */
  async #renew(reason: unknown): Promise<void> {
    this.#renewals += 1;
    if (this.#renewals > this.#context.settings.retry.retries) throw reason;
    await this.#restart();
  }

  /** What the store holds cannot be known here: all of it goes once more, in one request. */
  async #goOnInOne(error: OpaqueRedirectError): Promise<void> {
    if (this.#isInOne) return this.#renew(error);
    this.#isInOne = true;
    await this.#restart();
  }

  async #restart(): Promise<void> {
    this.#url = await this.#upload.sign();
    this.#held = 0;
    this.#known = 0;
    this.#sent = 0;
  }

  /** Counts a failure, and waits; throws it where there have been too many. */
  async #fail(error: unknown): Promise<void> {
    const { settings } = this.#context;
    this.#failures += 1;
    const waitMs =
      this.#failures > settings.retry.retries ? undefined : waitAfter(error, this.#failures, this.#context);
    if (waitMs === undefined) throw error;
    await settings.clock.sleep(waitMs, this.#upload.signal);
  }
}

const NOT_WHOLE = "The object store says that the blob is stored, and the service does not have it whole.";
const INCOMPLETE = { hint: "What lies under the key now may be incomplete: store it again." };

/** A page where the store's answer was due: whoever wrote it, the request may not have arrived. */
class PageError extends ProtocolError {
  constructor() {
    super("A page came instead of the object store's answer.", {
      hint: "Something in between answered: a proxy, or the log-in page of a network.",
    });
  }
}

/** How much the store holds, as it says itself; `Infinity` for what is no answer to that. */
function heldBytes({ range }: BlobsUploadResult): number {
  if (range === null) return 0;
  const last = /^bytes=0-(\d+)$/u.exec(range.trim())?.[1];
  return last === undefined ? Infinity : Number(last) + 1;
}

function countOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/u.test(text) ? Number(text) : undefined;
}

/** The session has ended or is unknown: nothing can be added to it. */
function isGone(error: unknown): boolean {
  return isFootbridgeError(error) && error.status !== undefined && GONE.has(error.status);
}

/** The same request, or the question how far it came, may succeed later. */
function isPassing(error: unknown): boolean {
  if (isFootbridgeError(error, "CONNECTION") || isFootbridgeError(error, "OUTCOME_UNKNOWN")) return true;
  return (
    error instanceof PageError ||
    (error instanceof HttpError &&
      error.status !== undefined &&
      (error.status === 408 || error.status === 429 || error.status >= 500))
  );
}

function waitAfter(error: unknown, failures: number, { settings }: DescartesContext): number | undefined {
  // What was lost on the way to an answer still tells what the answer asked for.
  const told = isFootbridgeError(error, "OUTCOME_UNKNOWN") ? error.cause : error;
  return isFootbridgeError(told) ? retryDelayMs(failures, told, settings.retry) : undefined;
}
