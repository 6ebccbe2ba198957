import { joinBytes } from "../../bytes.ts";
import type { SpillFile } from "./spill-file.ts";

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

  async #newFile(): Promise<SpillFile> {
    const { makeSpillFolder, SpillFile } = await import("./spill-file.ts");
    this.#folder ??= makeSpillFolder();
    this.#files += 1;
    return SpillFile.make(await this.#folder, String(this.#files));
  }

  /** Lets all contents go. */
  async clear(): Promise<void> {
    const folder = await this.#folder;
    this.#folder = undefined;
    if (folder === undefined) return;
    const { removeSpillFolder } = await import("./spill-file.ts");
    await removeSpillFolder(folder);
  }
}

/** A content that is being written. */
export class Draft {
  readonly #newFile: () => Promise<SpillFile>;
  #pieces: Uint8Array[] = [];
  #file: SpillFile | undefined;
  #size = 0;

  constructor(newFile: () => Promise<SpillFile>) {
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
      await this.#file.write(bytes, this.#size);
    }
    this.#size += bytes.byteLength;
  }

  async #moveToFile(): Promise<SpillFile> {
    const file = await this.#newFile();
    await file.write(joinBytes(this.#pieces), 0);
    this.#pieces = [];
    return file;
  }

  /** Keeps the first bytes only. */
  async truncate(size: number): Promise<void> {
    if (this.#file === undefined) this.#pieces = [joinBytes(this.#pieces).subarray(0, size)];
    else await this.#file.truncate(size);
    this.#size = size;
  }

  /** Ends the writing. */
  async finish(): Promise<Content> {
    const size = this.#size;
    const file = this.#file;
    if (file === undefined) return inMemory(joinBytes(this.#pieces));
    await file.close();
    return {
      size,
      read: (start, end) => (start >= end ? empty() : file.read(start, end)),
      drop: () => file.remove(),
    };
  }

  /** Gives the writing up. */
  async abandon(): Promise<void> {
    this.#pieces = [];
    await this.#file?.close().catch(() => undefined);
  }
}

function inMemory(bytes: Uint8Array<ArrayBuffer>): Content {
  return {
    size: bytes.byteLength,
    read: (start, end) => new Blob([bytes.subarray(start, end)]).stream(),
    drop: () => Promise.resolve(),
  };
}

function empty(): ReadableStream<Uint8Array> {
  return new Blob([]).stream();
}
