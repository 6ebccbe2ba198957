import { createHash } from "node:crypto";
import { streamSource } from "./chunk-source.ts";
import { pieceSource } from "./piece-source.ts";

/**
 * The SHA-256 of a stream or a `Blob` in lower-case hexadecimal, in constant memory.
 *
 * @throws the signal's reason; whatever reading throws.
 */
export async function sha256Of(
  content: ReadableStream<Uint8Array> | Blob,
  signal: AbortSignal,
): Promise<string> {
  const source = content instanceof Blob ? pieceSource([content]) : streamSource(content);
  const hash = createHash("sha256");
  try {
    for (let chunk = await source.read(); chunk !== undefined; chunk = await source.read()) {
      signal.throwIfAborted();
      hash.update(chunk);
    }
    return hash.digest("hex");
  } catch (error) {
    source.cancel(error);
    throw error;
  }
}

/** The MD5 of bytes that come piece by piece, in Base64: it tells damaged bytes, and proves nothing of who sent them. */
export function md5(): { update(bytes: Uint8Array): void; digest(): string } {
  const hash = createHash("md5");
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => hash.digest("base64"),
  };
}
