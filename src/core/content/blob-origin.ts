import { isVirtual, markVirtual } from "./virtual-blob.ts";

const origins = new WeakMap<Blob, Blob>();

/** A `File` of a name with the content of a `Blob`; what is known of the blob stays known of it. */
export function fileNamed(blob: Blob, name: string): File {
  if (blob instanceof File && blob.name === name) return blob;
  const file = isVirtual(blob) ? new OutsideFile(blob, name) : new File([blob], name, { type: blob.type });
  origins.set(file, originOf(blob));
  return file;
}

/** The blob that a file was made of by {@link fileNamed}, or the blob itself. */
export function originOf(blob: Blob): Blob {
  return origins.get(blob) ?? blob;
}

/** A file that asks a virtual blob for its content: made of such a blob in the usual way, it would be empty. */
class OutsideFile extends File {
  readonly #blob: Blob;

  constructor(blob: Blob, name: string) {
    super([], name, { type: blob.type });
    this.#blob = blob;
    markVirtual(this);
    // A property of its own: a file made of nothing would say 0.
    Object.defineProperty(this, "size", { value: blob.size });
  }

  override slice(start?: number, end?: number): Blob {
    return this.#blob.slice(start, end);
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#blob.stream();
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#blob.arrayBuffer();
  }

  override text(): Promise<string> {
    return this.#blob.text();
  }
}
