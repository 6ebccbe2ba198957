import type { Clock } from "../watch/clock.ts";
import { isFootbridgeError, TransferError, type FootbridgeError } from "../errors.ts";
import type { RetryOptions } from "../options.ts";
import { retryDelayMs } from "../retry/retry-table.ts";
import type { ContentCheck } from "./content-hash.ts";
import { checkOf, overrun, type Download } from "./download.ts";
import { isOverrun } from "./overrun.ts";

/** What of a file is asked for: its rest from an offset, of the content that has been begun. */
export interface Rest {
  readonly offset: number;
  /** Stands for that content. */
  readonly validator: string;
}

/** How a download that is cut goes on. */
export interface Resuming {
  /** Opens the file, or its rest. */
  readonly open: (rest?: Rest) => Promise<Download>;
  /** How many cuts in a row, without a byte between them, are borne. */
  readonly retry: Required<RetryOptions>;
  readonly clock: Clock;
  /** Ends the waits between. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, when the stream has ended: whole, left by its reader, or with the error that is told. */
  readonly onEnd?: (error?: unknown) => void;
}

/**
 * Opens a download that outlives cuts of its connection: it goes on where it was, from the same content or not at all.
 *
 * @remarks It can go on where the platform names the content by an entity tag and gives parts. Otherwise a cut ends the
 * stream with its error, as {@link isCut} tells: whoever holds the bytes may begin again.
 * @throws what `open` throws.
 */
export async function resumableDownload(resuming: Resuming): Promise<Download> {
  const first = await resuming.open();
  const { onEnd = () => undefined } = resuming;
  const rest = new ResumedReader(resuming, first);
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = await rest.read();
          if (piece !== undefined) return controller.enqueue(piece);
          onEnd();
          controller.close();
        } catch (failure) {
          onEnd(failure);
          controller.error(failure);
        }
      },
      async cancel(reason) {
        onEnd();
        await rest.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return { ...first, stream };
}

/** Reads a download piece by piece, over as many connections as it takes. */
class ResumedReader {
  readonly #resuming: Resuming;
  readonly #validator: string | undefined;
  readonly #check: ContentCheck | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** Whether the first answer is being read: its end is the end of the whole. */
  #isFirst = true;
  /** Size of the whole, as far as it is known. */
  #total: number | undefined;
  #received = 0;
  /** Cuts since the last byte. */
  #cuts = 0;

  constructor(resuming: Resuming, first: Download) {
    this.#resuming = resuming;
    this.#validator = first.validator;
    this.#check = checkOf(first);
    this.#total = first.total;
    this.#reader = first.stream.getReader();
  }

  /** The next piece; `undefined` at the end. */
  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      let cut: FootbridgeError | undefined;
      try {
        const { done, value } = await this.#reader.read();
        if (!done) return await this.#taken(value);
        if (this.#isFirst) return undefined;
      } catch (error) {
        if (!isCut(error)) throw error;
        cut = error;
      }
      // Cut after the last byte: there is no rest to ask for. A part may also be shorter than what was asked for.
      if (this.#received === this.#total || (await this.#goOn(cut))) {
        await this.#check?.verify();
        return undefined;
      }
    }
  }

  cancel(reason: unknown): Promise<void> {
    return this.#reader.cancel(reason);
  }

  async #taken(piece: Uint8Array): Promise<Uint8Array> {
    this.#received += piece.byteLength;
    this.#cuts = 0;
    if (this.#total !== undefined && this.#received > this.#total) throw overrun(this.#total);
    // The first answer has its bytes checked as it gives them.
    if (!this.#isFirst) await this.#check?.update(piece);
    return piece;
  }

  /** Opens the rest; tells whether there is none, because all had come before the cut. */
  async #goOn(cut: FootbridgeError | undefined): Promise<boolean> {
    const validator = this.#validator;
    if (cut !== undefined) await this.#wait(cut);
    if (validator === undefined)
      throw cut ?? new TransferError(`The transfer ended after ${this.#received} bytes.`);
    const rest = await this.#resuming.open({ offset: this.#received, validator });
    const isEnd = rest.size === 0 && rest.total === this.#received;
    const isSame = isEnd || rest.validator === validator;
    const total = this.#total ?? rest.total;
    // Answered from the beginning, or with another content: what was begun is no more.
    if (rest.offset !== this.#received || !isSame || (rest.total ?? total) !== total) {
      await rest.stream.cancel().catch(() => undefined);
      throw new TransferError("The file changed, or cannot be read in parts, while it was being read.", {
        cause: cut,
      });
    }
    this.#total = total;
    this.#isFirst = false;
    this.#reader = rest.stream.getReader();
    if (isEnd) await this.#reader.cancel();
    return isEnd;
  }

  async #wait(cut: FootbridgeError): Promise<void> {
    const { retry, clock, signal } = this.#resuming;
    this.#cuts += 1;
    const waitMs = this.#cuts > retry.retries ? undefined : retryDelayMs(this.#cuts, cut, retry);
    if (waitMs === undefined || this.#validator === undefined) throw cut;
    await clock.sleep(waitMs, signal);
  }
}

/** Whether a body ended before its time: the connection broke, or fewer bytes came than announced. */
export function isCut(error: unknown): error is FootbridgeError {
  if (isOverrun(error)) return false;
  return isFootbridgeError(error, "CONNECTION") || isFootbridgeError(error, "TRANSFER");
}
