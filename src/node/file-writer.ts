import type { FileHandle } from "node:fs/promises";

// A small file needs one small buffer; a large one goes on with two large ones, in turns. Copying into them costs less than
// what the pieces themselves would cost, were they kept until they are written: they would outlive their generation.
const FIRST_BYTES = 64 * 1024;
const BUFFER_BYTES = 256 * 1024;
// Flushing along the way keeps the disk busy while bytes come in, and makes the last flush short.
const FLUSH_BYTES = 64 * 2 ** 20;

/**
 * Writes pieces to a file in constant memory: while one buffer is being written, the other is filled.
 *
 * @remarks A failed write or flush is told by a later call, at the latest by {@link FileWriter.finish}.
 */
export class FileWriter {
  readonly #file: FileHandle;
  readonly #durable: boolean;
  #filling: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #filled = 0;
  #spare: Buffer | undefined;
  #writing: Promise<void> = Promise.resolve();
  #unflushed = 0;
  #flushing: Promise<void> | undefined;
  #isFlushing = false;

  constructor(file: FileHandle, durable: boolean) {
    this.#file = file;
    this.#durable = durable;
  }

  /** Takes a piece, which may be used for other things afterwards. Waits only while both buffers are full. */
  async add(piece: Uint8Array): Promise<void> {
    for (let taken = 0; taken < piece.byteLength;) {
      const part = piece.subarray(taken, taken + this.#filling.byteLength - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.byteLength;
      taken += part.byteLength;
      if (this.#filled === this.#filling.byteLength) await this.#write();
    }
  }

  /** Writes what is left and, if asked to, flushes the file to the disk. */
  async finish(): Promise<void> {
    await this.#writing;
    await writeAll(this.#file, this.#filling.subarray(0, this.#filled));
    // The system tells a failed flush once, to whoever asked for it: its own outcome counts.
    await this.#flushing;
    if (this.#durable) await this.#file.sync();
  }

  /** Waits until nothing is under way, whatever its outcome. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.#writing, this.#flushing]);
  }

  async #write(): Promise<void> {
    await this.#writing;
    const full = this.#filling;
    this.#writing = handled(writeAll(this.#file, full.subarray(0, this.#filled)));
    this.#unflushed += this.#filled;
    this.#filling = this.#spare ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#filled = 0;
    this.#spare = full.byteLength === BUFFER_BYTES ? full : undefined;
    if (this.#durable && this.#unflushed >= FLUSH_BYTES && !this.#isFlushing) await this.#startFlush();
  }

  async #startFlush(): Promise<void> {
    // It has ended; only its outcome is asked for.
    await this.#flushing;
    this.#unflushed = 0;
    this.#isFlushing = true;
    const flushing = this.#file.datasync().finally(() => {
      this.#isFlushing = false;
    });
    this.#flushing = handled(flushing);
  }
}

/** Its failure is told to whoever waits for it next; until then it is not unhandled. */
function handled(work: Promise<void>): Promise<void> {
  work.catch(() => undefined);
  return work;
}

/** The system may take a part only, e.g. on a disk that is filling up; the next write then tells why. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}
