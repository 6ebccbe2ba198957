import { openAsBlob, type Stats } from "node:fs";
import { open } from "node:fs/promises";
import { TransferError } from "../../core/errors.ts";
import { markVirtual } from "../../core/content/virtual-blob.ts";
import { webStream } from "../../core/content/web-stream.ts";
import { checkUnchanged, rememberFile } from "./disk-file.ts";

/** Whether this runtime's `openAsBlob` reads the whole file, as Deno's does: it takes twice the file's size in memory. */
const READS_WHOLE = "deno" in process.versions;

/**
 * Opens a file as a `Blob` without reading it: its bytes are read piece by piece while they are sent.
 *
 * @param stats - of the file; when it changes afterwards, reading it fails
 */
export async function openFileBlob(path: string, stats: Stats): Promise<Blob> {
  const blob = READS_WHOLE ? new FileBlob(path, stats) : await openAsBlob(path);
  rememberFile(blob, path, stats);
  return blob;
}

/** Which bytes of a file. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const PIECE_BYTES = 256 * 1024;

/** A `Blob` whose bytes are read from a file when they are asked for. */
export class FileBlob extends Blob {
  readonly #path: string;
  readonly #stats: Stats;
  readonly #range: Range;

  constructor(path: string, stats: Stats, range: Range = { from: 0, to: stats.size }) {
    super([]);
    this.#path = path;
    this.#stats = stats;
    this.#range = range;
    markVirtual(this);
    // A property of its own: a Blob made of nothing would say 0.
    Object.defineProperty(this, "size", { value: range.to - range.from });
  }

  override slice(start = 0, end: number = this.size): Blob {
    const at = (place: number): number =>
      Math.min(Math.max(place < 0 ? this.size + place : place, 0), this.size);
    const from = this.#range.from + at(start);
    return new FileBlob(this.#path, this.#stats, { from, to: Math.max(from, this.#range.from + at(end)) });
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return webStream(this.#pieces());
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const all = new Uint8Array(this.size);
    let filled = 0;
    for await (const piece of this.#pieces()) {
      all.set(piece, filled);
      filled += piece.byteLength;
    }
    return all.buffer;
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer());
  }

  async *#pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const { from, to } = this.#range;
    const handle = await open(this.#path);
    try {
      checkUnchanged(this.#path, this.#stats, await handle.stat());
      for (let position = from; position < to;) {
        const piece = new Uint8Array(Math.min(PIECE_BYTES, to - position));
        const { bytesRead } = await handle.read(piece, 0, piece.byteLength, position);
        if (bytesRead === 0) throw new TransferError("The file became shorter while it was being read.");
        position += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }
}
