import { write } from "node:fs";
import type { FileHandle } from "node:fs/promises";

// Pieces of this size, which is what a connection gives, go to the system as they are; smaller ones are gathered.
const WRITE_BYTES = 64 * 1024;
const WRITE_PIECES = 256;
// Flushing along the way keeps the disk busy while bytes come in, and makes the last flush short.
const FLUSH_BYTES = 128 * 2 ** 20;

/**
 * Writes pieces to a file in constant memory.
 *
 * @remarks Each write is waited for: queues and larger buffers have been tried, and cost more than they give. What can be
 * done meanwhile is the caller's to do between {@link FileWriter.add} and waiting for it.
 */
export class FileWriter {
  readonly #file: FileHandle;
  readonly #durable: boolean;
  #pieces: Uint8Array[] = [];
  #gathered = 0;
  #unflushed = 0;
  #flush: Promise<void> | undefined;
  #isFlushing = false;

  constructor(file: FileHandle, durable: boolean) {
    this.#file = file;
    this.#durable = durable;
  }

  /** Takes a piece, which must not change until the file is finished. */
  async add(piece: Uint8Array): Promise<void> {
    this.#pieces.push(piece);
    this.#gathered += piece.byteLength;
    if (this.#gathered < WRITE_BYTES && this.#pieces.length < WRITE_PIECES) return;
    await this.#write();
    if (this.#durable && this.#unflushed >= FLUSH_BYTES && !this.#isFlushing) await this.#startFlush();
  }

  /** Writes what is left and, if asked to, flushes the file to the disk. */
  async finish(): Promise<void> {
    await this.#write();
    // The system tells a failed flush once, to whoever asked for it: its own outcome counts.
    await this.#flush;
    if (this.#durable) await this.#file.sync();
  }

  /** Waits until nothing is under way, whatever its outcome. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.#flush]);
  }

  async #write(): Promise<void> {
    const pieces = this.#pieces;
    this.#unflushed += this.#gathered;
    this.#pieces = [];
    this.#gathered = 0;
    const [only] = pieces;
    if (only === undefined) return;
    await writeAll(this.#file, pieces.length === 1 ? only : Buffer.concat(pieces));
  }

  async #startFlush(): Promise<void> {
    // It has ended; only its outcome is asked for.
    await this.#flush;
    this.#unflushed = 0;
    this.#isFlushing = true;
    this.#flush = this.#file.datasync().finally(() => {
      this.#isFlushing = false;
    });
    // Whoever waits for it next is told of its failure; until then it is not unhandled.
    this.#flush.catch(() => undefined);
  }
}

/** The system may take a part only, e.g. on a disk that is filling up; the next write then tells why. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) written += await writeSome(file.fd, bytes, written);
}

/** With a callback: many times per second, the promises of `FileHandle.write` are felt. */
function writeSome(fd: number, bytes: Uint8Array, offset: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, offset, bytes.byteLength - offset, null, (error, written) => {
      if (error) reject(error);
      else resolve(written);
    });
  });
}
