import { createHash } from "node:crypto";

/** The SHA-256 of a stream in lower-case hexadecimal, in constant memory. @throws the signal's reason */
export async function sha256Of(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}
