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
