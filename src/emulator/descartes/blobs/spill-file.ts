import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";

/** A folder for contents that are too large for the memory. */
export async function makeSpillFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "footbridge-emulator-"));
}

/** Removes such a folder. */
export async function removeSpillFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** A file in such a folder, open for writing. */
export class SpillFile {
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async make(folder: string, name: string): Promise<SpillFile> {
    const path = join(folder, name);
    return new SpillFile(path, await open(path, "w+", 0o600));
  }

  async write(bytes: Uint8Array, at: number): Promise<void> {
    await this.#handle.write(bytes, 0, bytes.byteLength, at);
  }

  async truncate(size: number): Promise<void> {
    await this.#handle.truncate(size);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** The bytes from `start` to before `end`. */
  read(start: number, end: number): ReadableStream<Uint8Array> {
    // `end` is inclusive there. Node has its own type of a web stream.
    const stream: unknown = Readable.toWeb(createReadStream(this.#path, { start, end: end - 1 }));
    return stream as ReadableStream<Uint8Array>;
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => undefined);
  }
}
