/** Two ends of a stream of bytes, and a way to end both. */
export interface ZipPipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** Ends both sides with an error, also one that somebody holds. */
  fail(error: unknown): void;
}

/** A pipe that passes on at most `maxBytes`; more is an error. */
export function zipPipe(maxBytes: number): ZipPipe {
  let controller: TransformStreamDefaultController<Uint8Array> | undefined;
  let bytes = 0;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start: (own) => {
      controller = own;
    },
    transform: (chunk, own) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new Error(`it has more than the announced ${maxBytes} bytes`);
      own.enqueue(chunk);
    },
  });
  return { readable, writable, fail: (error) => controller?.error(error) };
}
