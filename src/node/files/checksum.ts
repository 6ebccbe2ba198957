import { createHash } from "node:crypto";
import { streamSource } from "./chunk-source.ts";
import { concatSource } from "./concat-source.ts";

/** How lines end: with a line feed, or with a carriage return before it. */
export type LineEnds = "LF" | "CRLF";

/**
 * The SHA-256 of a stream or a `Blob` in lower-case hexadecimal, in constant memory.
 *
 * @param lineEnds - what all line ends are taken for; absent: what they are
 * @throws the signal's reason; whatever reading throws.
 */
export async function sha256Of(
  content: ReadableStream<Uint8Array> | Blob,
  signal: AbortSignal,
  lineEnds?: LineEnds,
): Promise<string> {
  const source = content instanceof Blob ? concatSource([content]) : streamSource(content);
  const hash = createHash("sha256");
  const convert = lineEnds && lineEndConverter(lineEnds);
  try {
    for (let chunk = await source.read(); chunk !== undefined; chunk = await source.read()) {
      signal.throwIfAborted();
      hash.update(convert === undefined ? chunk : convert.update(chunk));
    }
    if (convert !== undefined) hash.update(convert.end());
    return hash.digest("hex");
  } catch (error) {
    source.cancel(error);
    throw error;
  }
}

const [LINE_FEED, RETURN] = [10, 13];

/** Makes all line ends of bytes that come piece by piece the same. */
function lineEndConverter(lineEnds: LineEnds): {
  update(bytes: Uint8Array): Uint8Array;
  /** A carriage return that no line feed has followed. */
  end(): Uint8Array;
} {
  let isReturnHeld = false;
  return {
    update: (bytes) => {
      const converted = new Uint8Array(2 * bytes.byteLength + 1);
      let length = 0;
      for (const byte of bytes) {
        if (isReturnHeld && byte !== LINE_FEED) converted[length++] = RETURN;
        isReturnHeld = byte === RETURN;
        if (isReturnHeld) continue;
        if (byte === LINE_FEED && lineEnds === "CRLF") converted[length++] = RETURN;
        converted[length++] = byte;
      }
      return converted.subarray(0, length);
    },
    end: () => Uint8Array.from(isReturnHeld ? [RETURN] : []),
  };
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
