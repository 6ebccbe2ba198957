import { bytesBehind } from "../../core/content/bytes-blob.ts";
import type { ChunkSource } from "./chunk-source.ts";
import { diskSource } from "./disk-file.ts";

// Large enough that little time is lost between chunks, small enough that a slow line still shows progress, and that what is
// thrown away does not pile up.
const CHUNK_BYTES = 256 * 1024;

/** Some bytes and files, one after the other. */
export function concatSource(pieces: readonly (Uint8Array | Blob)[]): ChunkSource {
  const rest = [...pieces];
  let current: ChunkSource | undefined;
  return {
    async read() {
      for (;;) {
        const chunk = await current?.read();
        if (chunk) return chunk;
        const piece = rest.shift();
        if (piece === undefined) return undefined;
        current = piece instanceof Blob ? sourceOf(piece) : bytesSource(piece);
      }
    },
    cancel(reason) {
      rest.length = 0;
      current?.cancel(reason);
    },
  };
}

function sourceOf(blob: Blob): ChunkSource {
  const bytes = bytesBehind(blob);
  return bytes === undefined ? (diskSource(blob) ?? blobSource(blob)) : bytesSource(bytes);
}

function bytesSource(bytes: Uint8Array): ChunkSource {
  let position = 0;
  return {
    async read() {
      const chunk = bytes.subarray(position, position + CHUNK_BYTES);
      position += chunk.byteLength;
      return chunk.byteLength > 0 ? chunk : undefined;
    },
    cancel() {
      position = bytes.byteLength;
    },
  };
}

/** Wherever the bytes of a `Blob` lie: one chunk is read ahead while the one before is being sent. */
function blobSource(blob: Blob): ChunkSource {
  let position = 0;
  let ahead: Promise<ArrayBuffer> | undefined;
  const next = (): Promise<ArrayBuffer> | undefined => {
    if (position >= blob.size) return undefined;
    const chunk = blob.slice(position, position + CHUNK_BYTES).arrayBuffer();
    position += CHUNK_BYTES;
    // Its failure is told to whoever reads next; until then it is not unhandled.
    chunk.catch(() => undefined);
    return chunk;
  };
  return {
    async read() {
      const chunk = await (ahead ?? next());
      ahead = next();
      return chunk && new Uint8Array(chunk);
    },
    cancel() {
      position = blob.size;
      ahead = undefined;
    },
  };
}
