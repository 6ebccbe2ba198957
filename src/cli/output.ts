import type { Writable } from "node:stream";
import type { Sink } from "./io.ts";

// What a closed reader, such as `head`, leaves behind; EOF is the word of Windows.
const CLOSED: ReadonlySet<unknown> = new Set(["EPIPE", "EOF", "ERR_STREAM_DESTROYED"]);

/** A standard stream of the process: a terminal, a pipe or a file. */
type Stream = Writable & Pick<Sink, "isTTY" | "columns">;

/**
 * Makes the sink of a stream that may fail while work goes on: whoever closes a pipe, or lets a disk run full, does not end
 * an import in the middle. What is written from then on goes nowhere.
 *
 * @param onFailure - told once when the stream fails otherwise than by a reader that has seen enough
 */
export function outputTo(stream: Stream, onFailure: (error: Error) => void): Sink {
  let isLost = false;
  const lose = (error: unknown): void => {
    if (isLost) return;
    isLost = true;
    const failure = error instanceof Error ? error : new Error(String(error));
    if (!CLOSED.has(Reflect.get(failure, "code"))) onFailure(failure);
  };
  stream.on("error", lose);
  return {
    write: (text) => {
      if (!isLost) stream.write(text);
    },
    drained: () =>
      new Promise((done) => {
        if (isLost || !stream.writableNeedDrain) return done();
        // A reader that goes away is not waited for.
        const settle = (): void => {
          for (const event of ["drain", "close", "error"]) stream.off(event, settle);
          done();
        };
        for (const event of ["drain", "close", "error"]) stream.on(event, settle);
      }),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}
