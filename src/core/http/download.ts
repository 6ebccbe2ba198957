import { ProtocolError, TransferError } from "../errors.ts";
import type { TransportResponse } from "../transport.ts";

/** A body on its way: read it once, or cancel it. */
export interface Download {
  /** The bytes, as they arrive; it fails with a {@link TransferError} when fewer or more come than announced. */
  readonly stream: ReadableStream<Uint8Array>;
  /** Size in bytes, where the platform tells it. */
  readonly size: number | undefined;
  /** The media type, where the platform tells it. */
  readonly contentType: string | undefined;
  /** Where in the whole the bytes begin: 0, unless a part was asked for and given. */
  readonly offset: number;
  /** Size of the whole in bytes, where the platform tells it. */
  readonly total: number | undefined;
  /** Stands for this very content, where the platform tells it: a strong entity tag. */
  readonly validator: string | undefined;
}

/** Makes a {@link Download} of an answer; `release` is called when its stream has ended, whichever way. */
export function toDownload(response: TransportResponse, release: () => void): Download {
  // A coded body's length is not that of what is read.
  const length = response.header("content-encoding") === null ? response.header("content-length") : null;
  const size = length === null ? undefined : Number(length);
  const part = partOf(response);
  const tag = response.header("etag");
  return {
    stream: counted(response.stream(), size, release),
    size,
    contentType: response.header("content-type") ?? undefined,
    offset: part?.offset ?? 0,
    total: part === undefined ? size : part.total,
    validator: tag !== null && /^"[^"]*"$/u.test(tag) ? tag : undefined,
  };
}

/** Which part of the whole an answer holds; `undefined` for the whole. */
function partOf(
  response: TransportResponse,
): { readonly offset: number; readonly total: number | undefined } | undefined {
  if (response.status !== 206) return undefined;
  const [, offset, total] =
    /^bytes (\d+)-\d+\/(\d+|\*)$/u.exec(response.header("content-range")?.trim() ?? "") ?? [];
  if (offset !== undefined)
    return { offset: Number(offset), total: total === "*" ? undefined : Number(total) };
  response.discard();
  throw new ProtocolError("The platform gave a part of a file and did not tell which.");
}

function counted(
  stream: ReadableStream<Uint8Array>,
  size: number | undefined,
  release: () => void,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let received = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            received += value.byteLength;
            controller.enqueue(value);
            return;
          }
          if (size !== undefined && received !== size) {
            throw new TransferError(`The transfer ended after ${received} of ${size} bytes.`);
          }
          release();
          controller.close();
        } catch (error) {
          release();
          controller.error(error);
        }
      },
      async cancel(reason) {
        release();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
