import { markVirtual } from "../../../core/content/virtual-blob.ts";

/** Up to this many bytes, a package may be held in memory while it is copied. */
export const SMALL_BYTES: number = 1024 * 1024;

type Open = () => Promise<ReadableStream<Uint8Array>>;

/**
 * A file whose bytes come from elsewhere whenever it is read: an upload can be repeated, and is never in memory as a whole.
 *
 * @remarks Senders read it as a stream, or slice by slice from its beginning to its end.
 */
export class RemoteFile extends File {
  readonly #open: Open;
  readonly #slices: SequentialReader;

  constructor(name: string, size: number, open: Open) {
    super([], name);
    this.#open = open;
    this.#slices = new SequentialReader(open, size);
    markVirtual(this);
    // A property of its own: a file made of nothing would say 0.
    Object.defineProperty(this, "size", { value: size });
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const through = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => controller.enqueue(new Uint8Array(chunk)),
    });
    this.#open()
      .then((stream) => stream.pipeTo(through.writable))
      .catch((error: unknown) => through.writable.abort(error).catch(() => undefined));
    return through.readable;
  }

  override slice(start = 0, end: number = this.size): Blob {
    const until = Math.min(end, this.size);
    return new RemoteSlice(Math.max(until - start, 0), () => this.#slices.read(start, until));
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return new Response(this.stream()).arrayBuffer();
  }

  override async text(): Promise<string> {
    return new Response(this.stream()).text();
  }
}

class RemoteSlice extends Blob {
  readonly #read: () => Promise<Uint8Array<ArrayBuffer>>;

  constructor(size: number, read: () => Promise<Uint8Array<ArrayBuffer>>) {
    super([]);
    this.#read = read;
    markVirtual(this);
    Object.defineProperty(this, "size", { value: size });
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.#read()).buffer;
  }
}

/** Reads slices from one stream as long as each begins where the one before ended; else from a new stream. */
class SequentialReader {
  readonly #open: Open;
  readonly #size: number;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #position = 0;
  #left: Uint8Array = new Uint8Array();
  /** One slice at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(open: Open, size: number) {
    this.#open = open;
    this.#size = size;
  }

  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const reading = this.#last.then(() => this.#readNow(start, end));
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  async #readNow(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    try {
      if (this.#reader === undefined || this.#position !== start) await this.#restart(start);
      const slice = await this.#take(end - start);
      // All was read: nothing is left open.
      if (this.#position >= this.#size) await this.#close();
      return slice;
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  async #restart(start: number): Promise<void> {
    await this.#close();
    this.#reader = (await this.#open()).getReader();
    let skipped = 0;
    while (skipped < start) skipped += (await this.#take(Math.min(start - skipped, SMALL_BYTES))).byteLength;
  }

  async #take(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = new Uint8Array(bytes);
    let filled = 0;
    while (filled < bytes) {
      if (this.#left.byteLength === 0) {
        const { done, value } = (await this.#reader?.read()) ?? { done: true, value: undefined };
        if (done || value === undefined) throw new TypeError("The file ended before its end.");
        this.#left = value;
      }
      const part = this.#left.subarray(0, bytes - filled);
      taken.set(part, filled);
      filled += part.byteLength;
      this.#left = this.#left.subarray(part.byteLength);
    }
    this.#position += bytes;
    return taken;
  }

  async #close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    this.#position = 0;
    this.#left = new Uint8Array();
    await reader?.cancel().catch(() => undefined);
  }
}
