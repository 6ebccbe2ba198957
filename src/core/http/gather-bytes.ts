import { InvalidInputError } from "../errors.ts";
import type { Download } from "./download.ts";
import { nodeDoor } from "../runtime.ts";

/** So much of a download of unknown length is kept in pieces; on Node, the rest waits in a temporary file. */
const PIECES_BYTES = 8 * 2 ** 20;

/** How a download is read into memory. */
export interface GatherOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: ((bytes: number, totalBytes: number | undefined) => void) | undefined;
}

/**
 * Reads a download into memory, in one copy, also where its length is not known beforehand.
 *
 * @throws {@link InvalidInputError} when it is too large for that; the stream's own error.
 */
export async function gatherBytes(
  download: Pick<Download, "stream" | "size">,
  options: GatherOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const source = new PieceReader(download, options);
  try {
    const { size } = download;
    if (size !== undefined) return await fill(allocate(size), 0, source);
    const pieces: Uint8Array[] = [];
    while (source.received < PIECES_BYTES) {
      const piece = await source.next();
      if (piece === undefined) return joined(pieces, source.received);
      pieces.push(piece);
    }
    return await gatherRest(pieces, source, options.signal);
  } catch (error) {
    source.leave(error);
    throw error;
  }
}

async function gatherRest(
  first: readonly Uint8Array[],
  source: PieceReader,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = source.received;
  const node = await nodeDoor();
  if (node === undefined) {
    const pieces = [...first];
    for (let piece = await source.next(); piece !== undefined; piece = await source.next())
      pieces.push(piece);
    return joined(pieces, source.received);
  }
  const { file, release } = await node.spool(source.rest(), signal);
  try {
    const whole = joined(first, bytes + file.size);
    return await fill(whole, bytes, new PieceReader({ stream: file.stream(), size: undefined }, { signal }));
  } finally {
    await release();
  }
}

/** Reads a stream piece by piece, and tells of it. */
class PieceReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #size: number | undefined;
  readonly #onProgress: GatherOptions["onProgress"];
  #received = 0;

  constructor({ stream, size }: Pick<Download, "stream" | "size">, { onProgress }: GatherOptions) {
    this.#reader = stream.getReader();
    this.#size = size;
    this.#onProgress = onProgress;
  }

  get received(): number {
    return this.#received;
  }

  /** The next piece; `undefined` at the end. */
  async next(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#reader.read();
    if (done) return undefined;
    this.#received += value.byteLength;
    this.#onProgress?.(this.#received, this.#size);
    return value;
  }

  /** What has not been read yet, as a stream. */
  rest(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const piece = await this.next();
          if (piece === undefined) controller.close();
          else controller.enqueue(piece);
        },
        cancel: (reason) => this.#reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  }

  leave(reason: unknown): void {
    this.#reader.cancel(reason).catch(() => undefined);
  }
}

async function fill(
  whole: Uint8Array<ArrayBuffer>,
  from: number,
  source: PieceReader,
): Promise<Uint8Array<ArrayBuffer>> {
  let at = from;
  for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

/** Pieces in one, with room behind them. */
function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const whole = allocate(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

function allocate(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new InvalidInputError(`A blob of ${bytes} bytes is too large to be held in memory.`, {
      cause,
      hint: "Use getStream or getFile.",
    });
  }
}
