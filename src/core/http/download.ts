import { ProtocolError, TransferError } from "../errors.ts";
import type { TransportResponse } from "../transport/transport.ts";
import { ContentCheck } from "./content-hash.ts";
import { asOverrun } from "./overrun.ts";
import { isPageType, namesPage, refusePage } from "./page.ts";

/** A body on its way: read it once, or cancel it. */
export interface Download {
  /**
   * The bytes, as they arrive; it fails with a {@link TransferError} when fewer or more come than announced, or others than
   * the checksum was told of.
   */
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

/** The error for more bytes than announced. */
export function overrun(announced: number): TransferError {
  return asOverrun(new TransferError(`More than the announced ${announced} bytes came.`));
}

/** What a download was asked for with. */
export interface DownloadRequest {
  readonly url: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether an answer to a request for bytes says that none lie where the part was to begin. */
export function isPastEnd({ status }: TransportResponse, { headers }: DownloadRequest): boolean {
  return status === 416 && headers["range"] !== undefined;
}

/**
 * Makes a {@link Download} of an answer; `release` is called when its stream has ended, whichever way.
 *
 * @remarks A 416 to a part that was asked for is a download of nothing, at the end of the whole.
 * @throws {@link TransferError} when the answer is another part than it should be, or none at all; {@link ProtocolError} when it
 * is a page, and should not be one.
 */
export async function toDownload(
  response: TransportResponse,
  request: DownloadRequest,
  release: () => void,
): Promise<Download> {
  const coding = response.header("content-encoding")?.trim().toLowerCase() ?? "";
  // A coded body's length is not that of what is read, and its parts are not those of what is read.
  const isCoded = coding !== "" && coding !== "identity";
  const length = isCoded ? undefined : countOf(response.header("content-length"));
  const tag = response.header("etag");
  const part = partOf(response, request, length);
  const size = part === undefined ? length : part.size;
  const check = part === undefined ? ContentCheck.of(response) : undefined;
  const isSuspect = isPageType(response.header("content-type")) && !namesPage(request.url);
  const body = isSuspect ? await refusePage(bodyOf(response)) : bodyOf(response);
  const stream = counted(body, { size, check, release });
  if (check !== undefined) checks.set(stream, check);
  return {
    stream,
    size,
    contentType: response.header("content-type") ?? undefined,
    offset: part?.offset ?? 0,
    total: part === undefined ? size : part.total,
    validator: tag !== null && !isCoded && /^"[^"]*"$/u.test(tag) ? tag : undefined,
  };
}

/** The bytes of an answer; of one that says that there are none, what it says is not read. */
function bodyOf(response: TransportResponse): ReadableStream<Uint8Array> {
  if (response.status !== 416) return response.stream();
  response.discard();
  return new Blob([]).stream();
}

const checks = new WeakMap<ReadableStream<Uint8Array>, ContentCheck>();

/** The check of a download's bytes as far as its stream has given them: for whoever goes on after a cut. */
export function checkOf({ stream }: Download): ContentCheck | undefined {
  return checks.get(stream);
}

interface Part {
  readonly offset: number;
  readonly size: number;
  readonly total: number | undefined;
}

/** Which part of the whole an answer holds; `undefined` for the whole. */
function partOf(
  response: TransportResponse,
  request: DownloadRequest,
  length: number | undefined,
): Part | undefined {
  const { status } = response;
  if (status === 200) return undefined;
  const refuse = (message: string): never => {
    response.discard();
    throw new TransferError(message, { status });
  };
  const range = response.header("content-range")?.trim() ?? "";
  if (isPastEnd(response, request)) {
    const total = countOf(/^bytes \*\/(\d+)$/u.exec(range)?.[1] ?? null);
    if (total === undefined)
      return refuse("The platform has no more of the file, and does not tell where it ends.");
    return { offset: total, size: 0, total };
  }
  if (status !== 206) return refuse(`The platform answered with HTTP ${status} instead of a file.`);
  if (request.headers["range"] === undefined)
    return refuse("The platform gave a part of a file that was asked for as a whole.");
  const [, first, last, whole] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/u.exec(range) ?? [];
  if (first === undefined || last === undefined) {
    response.discard();
    throw new ProtocolError("The platform gave a part of a file and did not tell which.", { status });
  }
  const [offset, end] = [Number(first), Number(last) + 1];
  const total = whole === "*" ? undefined : Number(whole);
  const size = end - offset;
  if (size <= 0 || end > (total ?? Infinity) || size !== (length ?? size))
    return refuse("The platform gave a part of a file and told contradictory things of it.");
  return { offset, size, total };
}

function countOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/u.test(text) ? Number(text) : undefined;
}

interface Expected {
  readonly size: number | undefined;
  readonly check: ContentCheck | undefined;
  readonly release: () => void;
}

function counted(
  stream: ReadableStream<Uint8Array>,
  { size, check, release }: Expected,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let received = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            if (size !== undefined && received !== size)
              throw new TransferError(`The transfer ended after ${received} of ${size} bytes.`);
            await check?.verify();
            release();
            controller.close();
            return;
          }
          received += value.byteLength;
          if (size !== undefined && received > size) {
            void leave(reader);
            throw overrun(size);
          }
          if (check !== undefined) await check.update(value);
          controller.enqueue(value);
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

async function leave(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  await reader.cancel().catch(() => undefined);
}
