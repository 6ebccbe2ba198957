/** Whether two byte streams are equal; reads no further than the first difference, and holds two chunks at most. */
export async function sameBytes(
  a: ReadableStream<Uint8Array>,
  b: ReadableStream<Uint8Array>,
): Promise<boolean> {
  const left = chunks(a);
  const right = chunks(b);
  try {
    for (;;) {
      const [x, y] = await Promise.all([left.fill(), right.fill()]);
      if (x.length === 0 || y.length === 0) return x.length === y.length;
      const size = Math.min(x.length, y.length);
      for (let at = 0; at < size; at += 1) if (x[at] !== y[at]) return false;
      left.drop(size);
      right.drop(size);
    }
  } finally {
    await Promise.all([left.cancel(), right.cancel()]);
  }
}

interface Chunks {
  /** What is left of the current chunk, or the next one; empty at the end. */
  fill(): Promise<Uint8Array>;
  drop(size: number): void;
  cancel(): Promise<void>;
}

function chunks(stream: ReadableStream<Uint8Array>): Chunks {
  const reader = stream.getReader();
  let current: Uint8Array = new Uint8Array();
  let ended = false;
  return {
    fill: async () => {
      while (current.length === 0 && !ended) {
        const { done, value } = await reader.read();
        if (done) ended = true;
        else current = value;
      }
      return current;
    },
    drop: (size) => {
      current = current.subarray(size);
    },
    cancel: async () => {
      if (!ended) await reader.cancel().catch(() => undefined);
    },
  };
}
