import type { Clock } from "../clock.ts";
import { isFootbridgeError, TransferError, type FootbridgeError } from "../errors.ts";
import type { RetryOptions } from "../options.ts";
import { retryDelayMs } from "../retry-table.ts";
import type { Download } from "./download.ts";

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
  readonly #first: Download;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #received = 0;
  /** Cuts since the last byte. */
  #cuts = 0;

  constructor(resuming: Resuming, first: Download) {
    this.#resuming = resuming;
    this.#first = first;
    this.#reader = first.stream.getReader();
  }

  /** The next piece; `undefined` at the end. */
  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      try {
        const { done, value } = await this.#reader.read();
        if (done) return undefined;
        this.#received += value.byteLength;
        this.#cuts = 0;
        return value;
      } catch (error) {
        if (!isCut(error)) throw error;
        // Cut after the last byte: there is no rest to ask for.
        if (this.#received === this.#first.total) return undefined;
        await this.#goOn(error);
      }
    }
  }

  cancel(reason: unknown): Promise<void> {
    return this.#reader.cancel(reason);
  }

  async #goOn(cut: FootbridgeError): Promise<void> {
    const { open, retry, clock, signal } = this.#resuming;
    const { validator, total } = this.#first;
    this.#cuts += 1;
    const waitMs = this.#cuts > retry.retries ? undefined : retryDelayMs(this.#cuts, cut, retry);
    if (waitMs === undefined || validator === undefined) throw cut;
    await clock.sleep(waitMs, signal);
    const rest = await open({ offset: this.#received, validator });
    // Answered from the beginning, or with another content: what was begun is no more.
    if (rest.offset !== this.#received || rest.validator !== validator || rest.total !== total) {
      await rest.stream.cancel().catch(() => undefined);
      throw new TransferError("The file changed, or cannot be read in parts, while it was being read.", {
        cause: cut,
      });
    }
    this.#reader = rest.stream.getReader();
  }
}

/** Whether a body ended before its time: the connection broke, or fewer bytes came than announced. */
export function isCut(error: unknown): error is FootbridgeError {
  return isFootbridgeError(error, "CONNECTION") || isFootbridgeError(error, "TRANSFER");
}
