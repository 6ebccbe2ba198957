import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";

/** Larger contents lie in temporary files. */
const IN_MEMORY_BYTES = 1024 * 1024;

/** The bytes of a blob. */
export interface Content {
  readonly size: number;
  /** The bytes from `start` to before `end`, as they are asked for. */
  read(start: number, end: number): ReadableStream<Uint8Array>;
  /** Lets the bytes go. */
  drop(): Promise<void>;
}

/** Where contents lie: small ones in memory, others in a temporary folder, which is made when it is needed. */
export class Contents {
  #folder: Promise<string> | undefined;
  #files = 0;

  /** Begins a content. */
  begin(): Draft {
    return new Draft(() => this.#newFile());
  }

  async #newFile(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "footbridge-emulator-"));
    this.#files += 1;
    return join(await this.#folder, String(this.#files));
  }

  /** Lets all contents go. */
  async clear(): Promise<void> {
    const folder = await this.#folder;
    this.#folder = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** A content that is being written. */
export class Draft {
  readonly #newFile: () => Promise<string>;
  #pieces: Uint8Array[] = [];
  #file: { readonly path: string; readonly handle: FileHandle } | undefined;
  #size = 0;

  constructor(newFile: () => Promise<string>) {
    this.#newFile = newFile;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds bytes at the end. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#file === undefined && this.#size + bytes.byteLength <= IN_MEMORY_BYTES) {
      this.#pieces.push(bytes.slice());
    } else {
      this.#file ??= await this.#moveToFile();
      await this.#file.handle.write(bytes, 0, bytes.byteLength, this.#size);
    }
    this.#size += bytes.byteLength;
  }

  async #moveToFile(): Promise<{ readonly path: string; readonly handle: FileHandle }> {
    const path = await this.#newFile();
    const handle = await open(path, "w+", 0o600);
    await handle.write(Buffer.concat(this.#pieces), 0, this.#size, 0);
    this.#pieces = [];
    return { path, handle };
  }

  /** Keeps the first bytes only. */
  async truncate(size: number): Promise<void> {
    if (this.#file === undefined) this.#pieces = [Buffer.concat(this.#pieces).subarray(0, size)];
    else await this.#file.handle.truncate(size);
    this.#size = size;
  }

  /** Ends the writing. */
  async finish(): Promise<Content> {
    const size = this.#size;
    if (this.#file === undefined) return inMemory(Buffer.concat(this.#pieces));
    const { path, handle } = this.#file;
    await handle.close();
    return {
      size,
      read: (start, end) =>
        // `end` is inclusive there, so that nothing cannot be said.
        start >= end ? empty() : toWeb(createReadStream(path, { start, end: end - 1 })),
      drop: () => rm(path, { force: true }).catch(() => undefined),
    };
  }

  /** Gives the writing up. */
  async abandon(): Promise<void> {
    this.#pieces = [];
    await this.#file?.handle.close().catch(() => undefined);
  }
}

function inMemory(bytes: Buffer<ArrayBuffer>): Content {
  return {
    size: bytes.byteLength,
    read: (start, end) => new Blob([bytes.subarray(start, end)]).stream(),
    drop: () => Promise.resolve(),
  };
}

function empty(): ReadableStream<Uint8Array> {
  return new Blob([]).stream();
}

function toWeb(readable: Readable): ReadableStream<Uint8Array> {
  // Node's own type of the same thing.
  return Readable.toWeb(readable) as unknown as ReadableStream<Uint8Array>;
}
