import { markVirtual } from "./virtual-blob.ts";

const known = new WeakMap<Blob, Uint8Array>();

/**
 * A `Blob` of bytes that stay where they are: making one of them in the usual way copies them.
 *
 * @remarks Only this library's own transport can send it, as it reads the bytes by {@link bytesBehind}: whoever looks for the
 * content inside the object, as some `fetch` do, finds none. The bytes must not change while it is in use.
 */
export function bytesBlob(bytes: Uint8Array): Blob {
  return new BytesBlob(bytes);
}

/** The bytes that a `Blob` of {@link bytesBlob} stands for; `undefined` for any other. */
export function bytesBehind(blob: Blob): Uint8Array | undefined {
  return known.get(blob);
}

class BytesBlob extends Blob {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super([]);
    this.#bytes = bytes;
    known.set(this, bytes);
    markVirtual(this);
    // A property of its own: a Blob made of nothing would say 0.
    Object.defineProperty(this, "size", { value: bytes.byteLength });
  }

  override slice(start = 0, end: number = this.size): Blob {
    return new BytesBlob(this.#bytes.subarray(start, end));
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#copy().stream();
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#copy().arrayBuffer();
  }

  override text(): Promise<string> {
    return this.#copy().text();
  }

  #copy(): Blob {
    return new Blob([this.#bytes as Uint8Array<ArrayBuffer>]);
  }
}
