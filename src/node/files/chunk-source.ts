/** Gives the bytes of a body one chunk at a time. */
export interface ChunkSource {
  /** The next chunk, `undefined` at the end. It is good until the read after: its memory is used again. */
  read(): Promise<Uint8Array | undefined>;
  /** Gives up early: a pending read ends, and nothing stays open. */
  cancel(reason: unknown): void;
}

/** The chunks of a web stream. */
export function streamSource(stream: ReadableStream<Uint8Array>): ChunkSource {
  const reader = stream.getReader();
  return {
    async read() {
      const { done, value } = await reader.read();
      if (done) return undefined;
      // Anything else would be written in a guise of its own, e.g. a string as text.
      if (!(value instanceof Uint8Array)) throw new TypeError("The stream gave something other than bytes.");
      return value;
    },
    cancel(reason) {
      reader.cancel(reason).catch(() => undefined);
    },
  };
}
