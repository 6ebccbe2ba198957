import type { FileHandle } from "node:fs/promises";

// A small file needs one small buffer; a large one goes on with a few of a size that systems write fastest. Copying into them
// costs less than the pieces would if they were kept until they are written: they would outlive their generation.
const FIRST_BYTES = 64 * 1024;
const BUFFER_BYTES = 256 * 1024;
const BUFFERS = 4;
// Flushing along the way keeps the disk busy while bytes come in, and makes the last flush short.
const FLUSH_BYTES = 256 * 2 ** 20;

/**
 * Writes pieces to a file in constant memory: while some buffers are being written, another is filled.
 *
 * @remarks A failed write or flush is told by a later call, at the latest by {@link FileWriter.finish}.
 */
export class FileWriter {
  readonly #file: FileHandle;
  readonly #durable: boolean;
  #filling: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #filled = 0;
  #allocated = 0;
  /** The writes under way, oldest first; each gives its buffer back. */
  readonly #writes: Promise<Buffer>[] = [];
  #lastWrite: Promise<unknown> = Promise.resolve();
  #unflushed = 0;
  #flush: Promise<void> | undefined;
  #isFlushing = false;

  constructor(file: FileHandle, durable: boolean) {
    this.#file = file;
    this.#durable = durable;
  }

  /** Takes a piece, which may be used for other things afterwards. Waits only while all buffers are full. */
  async add(piece: Uint8Array): Promise<void> {
    for (let taken = 0; taken < piece.byteLength;) {
      const part = piece.subarray(taken, taken + this.#filling.byteLength - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.byteLength;
      taken += part.byteLength;
      if (this.#filled === this.#filling.byteLength) await this.#next();
    }
  }

  /** Writes what is left and, if asked to, flushes the file to the disk. */
  async finish(): Promise<void> {
    await this.#lastWrite;
    await writeAll(this.#file, this.#filling.subarray(0, this.#filled));
    // The system tells a failed flush once, to whoever asked for it: its own outcome counts.
    await this.#flush;
    if (this.#durable) await this.#file.sync();
  }

  /** Waits until nothing is under way, whatever its outcome. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.#lastWrite, this.#flush]);
  }

  /** Sends the full buffer on its way, and goes on with another. */
  async #next(): Promise<void> {
    const full = this.#filling;
    const write = handled(this.#writeAfter(this.#lastWrite, full));
    this.#lastWrite = write;
    // The first, small buffer does not come back.
    if (full.byteLength === BUFFER_BYTES) this.#writes.push(write);
    this.#unflushed += this.#filled;
    this.#filled = 0;
    this.#filling = await this.#emptyBuffer();
    if (this.#durable && this.#unflushed >= FLUSH_BYTES && !this.#isFlushing) await this.#startFlush();
  }

  async #writeAfter(before: Promise<unknown>, buffer: Buffer): Promise<Buffer> {
    await before;
    await writeAll(this.#file, buffer);
    return buffer;
  }

  async #emptyBuffer(): Promise<Buffer> {
    const oldest = this.#allocated < BUFFERS ? undefined : this.#writes.shift();
    if (oldest) return oldest;
    this.#allocated += 1;
    return Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  async #startFlush(): Promise<void> {
    // It has ended; only its outcome is asked for.
    await this.#flush;
    this.#unflushed = 0;
    this.#isFlushing = true;
    const flush = this.#file.datasync().finally(() => {
      this.#isFlushing = false;
    });
    this.#flush = handled(flush);
  }
}

/** Its failure is told to whoever waits for it next; until then it is not unhandled. */
function handled<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
  work.catch(() => undefined);
  return work;
}

/** The system may take a part only, e.g. on a disk that is filling up; the next write then tells why. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}
