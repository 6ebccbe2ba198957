import type { Io } from "../io.ts";

/** Writes bytes to standard output as they come, no faster than they are read. */
export async function writeStream(
  bytes: ReadableStream<Uint8Array>,
  { stdout, stop }: Pick<Io, "stdout" | "stop">,
): Promise<void> {
  const reader = bytes.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      stop.throwIfAborted();
      stdout.write(piece.value);
      await stdout.drained?.();
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
