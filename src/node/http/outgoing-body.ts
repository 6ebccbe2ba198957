import type { ClientRequest } from "node:http";
import { InvalidInputError, isFootbridgeError, TransferError } from "../../core/errors.ts";
import { encodeMultipart } from "../../core/http/multipart.ts";
import type { TransportRequest } from "../../core/transport/transport.ts";
import { streamSource, type ChunkSource } from "../files/chunk-source.ts";

import { concatSource } from "../files/concat-source.ts";
import type { RequestLifecycle } from "./request-lifecycle.ts";

/** The body of a request and what its headers have to say of it. */
export interface OutgoingBody {
  /** Headers that follow from the body and cannot be otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  /** The content type, where the caller names none. */
  readonly type?: string;
  /** A short body, sent in one piece with the head; nothing at all when there is no {@link OutgoingBody.source} either. */
  readonly text?: string;
  /** A body that is sent chunk by chunk. */
  readonly source?: ChunkSource;
}

// Above this a text goes out in chunks, so that a slow line shows its progress.
const ONE_PIECE_CHARACTERS = 128 * 1024;

/** Prepares a body; no file is opened yet. */
export function outgoingBody(body: TransportRequest["body"]): OutgoingBody {
  if (body === undefined) return { headers: {} };
  if (typeof body === "string") return textBody(body);
  if (body instanceof Blob) {
    const type = body.type || "application/octet-stream";
    return { headers: length(body.size), type, source: concatSource([body]) };
  }
  if (body instanceof FormData) {
    const { contentType, length: bytes, pieces } = encodeMultipart(body);
    return { headers: { ...length(bytes), "content-type": contentType }, source: concatSource(pieces) };
  }
  return { headers: { "transfer-encoding": "chunked" }, source: streamSource(unlocked(body)) };
}

function unlocked(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  if (stream.locked)
    throw new InvalidInputError("The stream to send is being read, or has been sent, already.");
  return stream;
}

function textBody(text: string): OutgoingBody {
  if (text.length <= ONE_PIECE_CHARACTERS) return { headers: length(Buffer.byteLength(text)), text };
  const bytes = Buffer.from(text);
  return { headers: length(bytes.byteLength), source: concatSource([bytes]) };
}

function length(bytes: number): Record<string, string> {
  return { "content-length": String(bytes) };
}

/**
 * Sends a body chunk by chunk, each when the system has taken the one before.
 *
 * @remarks The limit runs only while the connection is being waited for, not while the source is. When the request ends,
 * the source is cancelled.
 */
export async function pump(
  source: ChunkSource,
  client: ClientRequest,
  lifecycle: RequestLifecycle,
): Promise<void> {
  let wake = (): void => undefined;
  lifecycle.onOver = () => {
    source.cancel(lifecycle.failure);
    wake();
  };
  try {
    for (let chunk = await source.read(); chunk && !lifecycle.ended; chunk = await source.read()) {
      const bytes = chunk;
      lifecycle.startTimer("sending");
      await new Promise<void>((resolve) => {
        wake = resolve;
        client.write(bytes, () => resolve());
      });
      lifecycle.stopTimer("sending");
    }
    if (lifecycle.ended) return;
    // Until the connection has taken the end, too; then the answer is awaited.
    lifecycle.startTimer("sending");
    client.end();
  } catch (cause) {
    if (isFootbridgeError(cause)) lifecycle.fail(cause);
    else lifecycle.fail(new TransferError("The content to send could not be read to its end.", { cause }));
  }
}
