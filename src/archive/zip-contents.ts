import { rmSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileEntry } from "@zip.js/zip.js/lib/zip-core-native.js";
import { InvalidInputError, isFootbridgeError, TransferError } from "../core/errors.ts";
import { openFileBlob } from "../node/files/file-blob.ts";
import { saveStream } from "../node/files/save-stream.ts";
import { zipPipe, type ZipPipe } from "./zip-pipe.ts";

// Larger contents go to the disk.
const LARGEST_IN_MEMORY_BYTES = 1024 ** 2;

/** Unpacks files of one zip: small ones into memory, each other once into a temporary file. */
export class ZipContents {
  readonly #location: string;
  readonly #spooled = new Map<FileEntry, Promise<string>>();
  #folder: Promise<string> | undefined;
  #removeAtExit = (): void => undefined;

  constructor(location: string) {
    this.#location = location;
  }

  /**
   * The content of a file, its length and checksum verified.
   *
   * @throws {@link InvalidInputError} naming the entry when it is broken; {@link TransferError} when the disk refuses.
   */
  async open(entry: FileEntry): Promise<Blob> {
    if (entry.uncompressedSize <= LARGEST_IN_MEMORY_BYTES) return this.#unpack(entry, collect);
    let spooling = this.#spooled.get(entry);
    if (spooling === undefined) {
      spooling = this.#spool(entry);
      this.#spooled.set(entry, spooling);
      spooling.catch(() => this.#spooled.delete(entry));
    }
    const path = await spooling;
    return openFileBlob(path, await stat(path));
  }

  /** Removes the temporary files; what was opened from them cannot be read any more. */
  async remove(): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    this.#folder = undefined;
    this.#spooled.clear();
    if (folder === undefined) return;
    process.removeListener("exit", this.#removeAtExit);
    await rm(folder, { recursive: true, force: true });
  }

  async #spool(entry: FileEntry): Promise<string> {
    this.#folder ??= this.#makeFolder();
    // Nothing of the name that the zip gives; no two entries lie at one place.
    const place = join(await this.#folder, `${entry.offset}`);
    await this.#unpack(entry, (stream) => saveStream(stream, place, { mode: 0o600, durable: false }));
    return place;
  }

  async #makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "footbridge-zip-")).catch((cause: unknown) => {
      this.#folder = undefined;
      throw new TransferError(`No temporary folder can be made in ${tmpdir()}.`, { cause });
    });
    this.#removeAtExit = () => rmSync(folder, { recursive: true, force: true });
    process.once("exit", this.#removeAtExit);
    return folder;
  }

  async #unpack<T>(
    entry: FileEntry,
    consume: (stream: ReadableStream<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    const pipe = zipPipe(entry.uncompressedSize);
    const pumped = pump(entry, pipe);
    // It may fail while the last bytes are still on their way to the disk.
    pumped.catch(() => undefined);
    try {
      const consumed = await consume(pipe.readable);
      // The checksum may be compared only after the last byte has gone through.
      await pumped;
      return consumed;
    } catch (error) {
      if (isFootbridgeError(error)) throw error;
      const reason = error instanceof Error ? error.message : "unknown";
      throw new InvalidInputError(
        `The entry ${JSON.stringify(entry.filename)} of ${this.#location} is broken (${reason}).`,
        { cause: error },
      );
    }
  }
}

async function pump(entry: FileEntry, pipe: ZipPipe): Promise<void> {
  try {
    await entry.getData(pipe.writable, { checkCrc32: true, useWebWorkers: false });
  } catch (error) {
    pipe.fail(error);
    throw error;
  }
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of stream) chunks.push(new Uint8Array(chunk));
  return new Blob(chunks);
}
