import { Transform, type TransformCallback } from "node:stream";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type InflateRaw,
} from "node:zlib";

/** The encodings that can be undone, as an `accept-encoding` header. */
export const ACCEPTED_ENCODINGS: string = "gzip, br, deflate";

const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ["gzip", () => createGunzip()],
  ["x-gzip", () => createGunzip()],
  ["br", () => createBrotliDecompress()],
  ["deflate", () => inflate()],
]);

/**
 * The streams that undo a `content-encoding`, in the order the bytes pass through them.
 *
 * @remarks An encoding nobody asked for stays as it is, and so does all that lies below it: storages keep odd words there.
 */
export function decodersOf(contentEncoding: string | null): readonly Transform[] {
  const decoders: Transform[] = [];
  const encodings = (contentEncoding ?? "").toLowerCase().split(",");
  for (const encoding of encodings.toReversed()) {
    const create = DECODERS.get(encoding.trim());
    if (create === undefined) break;
    decoders.push(create());
  }
  return decoders;
}

/** `deflate` means zlib, but some servers send it bare: the first byte tells. */
function inflate(): Transform {
  let inner: InflateRaw | undefined;
  const outer: Transform = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
      inner ??= start(chunk);
      inner.write(chunk, done);
    },
    flush(done: TransformCallback): void {
      if (inner === undefined) return done();
      inner.on("end", () => done());
      inner.end();
    },
    destroy(error: Error | null, done: (error: Error | null) => void): void {
      inner?.destroy();
      done(error);
    },
  });
  const start = (chunk: Buffer): InflateRaw => {
    const created = ((chunk[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    created.on("data", (bytes: Buffer) => outer.push(bytes));
    created.on("error", (error) => outer.destroy(error));
    return created;
  };
  return outer;
}
