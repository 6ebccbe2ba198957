import type { Stats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { originOf } from "../../core/content/blob-origin.ts";
import { TransferError } from "../../core/errors.ts";
import type { ChunkSource } from "./chunk-source.ts";

/** What is known of a file behind a `Blob`. */
interface DiskFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

const known = new WeakMap<Blob, DiskFile>();

/** Remembers which file lies behind a `Blob`: reading it directly takes a fraction of the time and memory. */
export function rememberFile(blob: Blob, path: string, { size, mtimeMs }: Stats): void {
  known.set(blob, { path, size, mtimeMs });
}

/** Reads the file behind a `Blob`, or gives `undefined` where none is known. */
export function diskSource(blob: Blob): ChunkSource | undefined {
  const file = known.get(originOf(blob));
  return file && new DiskSource(file);
}

const BUFFER_BYTES = 512 * 1024;

/** Two buffers in turns: one is being sent while the other is filled. */
class DiskSource implements ChunkSource {
  readonly #file: DiskFile;
  #handle: Promise<FileHandle> | undefined;
  #buffers: readonly [Buffer, Buffer] | undefined;
  #position = 0;
  #turn: 0 | 1 = 0;
  #ahead: Promise<Uint8Array> | undefined;
  #isOver = false;

  constructor(file: DiskFile) {
    this.#file = file;
  }

  async read(): Promise<Uint8Array | undefined> {
    const chunk = await (this.#ahead ?? this.#next());
    this.#ahead = this.#next();
    // Its failure is told to whoever reads next; until then it is not unhandled.
    this.#ahead?.catch(() => undefined);
    if (chunk === undefined) this.cancel();
    return chunk;
  }

  cancel(): void {
    this.#isOver = true;
    // Closing waits for a read that is under way. A handle that could not be opened has told so already.
    this.#handle?.then((handle) => handle.close()).catch(() => undefined);
    this.#handle = undefined;
  }

  #next(): Promise<Uint8Array> | undefined {
    if (this.#isOver || this.#position >= this.#file.size) return undefined;
    const from = this.#position;
    const length = Math.min(BUFFER_BYTES, this.#file.size - from);
    this.#position += length;
    this.#handle ??= this.#open();
    this.#buffers ??= buffersFor(this.#file.size);
    const buffer = this.#buffers[this.#turn].subarray(0, length);
    this.#turn = this.#turn === 0 ? 1 : 0;
    return fill(this.#handle, buffer, from);
  }

  /** Opens the file that was chosen, and no other. */
  async #open(): Promise<FileHandle> {
    const handle = await open(this.#file.path);
    try {
      checkUnchanged(this.#file.path, this.#file, await handle.stat());
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }
}

/** What tells a file from what it was before. */
type Sameness = Pick<Stats, "size" | "mtimeMs">;

/** @throws {@link TransferError} when a file is not what it was. */
export function checkUnchanged(path: string, before: Sameness, now: Sameness): void {
  if (before.size !== now.size || before.mtimeMs !== now.mtimeMs)
    throw new TransferError(`${path} has changed since it was chosen.`);
}

/** A file that fits into one buffer needs no more than that. */
function buffersFor(size: number): readonly [Buffer, Buffer] {
  const first = Buffer.allocUnsafeSlow(Math.min(BUFFER_BYTES, size));
  return [first, size > BUFFER_BYTES ? Buffer.allocUnsafeSlow(BUFFER_BYTES) : first];
}

async function fill(opening: Promise<FileHandle>, buffer: Buffer, from: number): Promise<Uint8Array> {
  const handle = await opening;
  for (let filled = 0; filled < buffer.byteLength;) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.byteLength - filled, from + filled);
    if (bytesRead === 0) throw new TransferError("The file became shorter while it was being sent.");
    filled += bytesRead;
  }
  return buffer;
}
