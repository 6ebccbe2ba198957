import { errorCode } from "../error-code.ts";
import { bytesBlob } from "./bytes-blob.ts";
import { InvalidInputError, TransferError } from "../errors.ts";
import { expectErrors } from "../retry/expect-errors.ts";
import { nodeDoor } from "../runtime.ts";

/** Bytes that may be uploaded, piece by piece; Node's streams are such. A piece that is a text is refused. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Content that is opened when it is about to be sent, e.g. an entry of an archive. */
export interface LazyContent {
  open(): Promise<Blob>;
}

/** A file that is open already, e.g. a `FileHandle` of Node. It is read from its beginning, and stays open. */
export interface OpenFile {
  readonly fd: number;
  createReadStream(options?: {
    readonly start?: number;
    readonly autoClose?: boolean;
  }): AsyncIterable<unknown>;
}

/**
 * What can be uploaded: a text (sent as UTF-8), bytes of any kind, a `Blob` or `File`, a web or Node stream, an async
 * iterable of bytes, a `file:` URL or an open file (on Node), or what is opened when it is due.
 */
export type UploadContent =
  string | ArrayBuffer | ArrayBufferView | Blob | ByteStream | URL | OpenFile | LazyContent;

/** Content that can be sent any number of times. */
export interface PreparedContent {
  readonly blob: Blob;
  /** Removes what was made for the upload. */
  release(): Promise<void>;
}

/** How content is prepared. */
export interface PrepareOptions {
  readonly signal?: AbortSignal | undefined;
  /** Let bytes stay where they are instead of copying them; only this library's own transport can send such. */
  readonly inPlace?: boolean;
}

/**
 * Prepares content of any kind.
 *
 * @throws {@link InvalidInputError} for what is none, or cannot be read; the signal's reason when it is aborted while a
 * stream is read.
 */
export async function prepareContent(
  content: unknown,
  options: PrepareOptions = {},
): Promise<PreparedContent> {
  expectErrors(content);
  options.signal?.throwIfAborted();
  if (typeof content === "string") return prepared(bytesOrCopy(new TextEncoder().encode(content), options));
  if (typeof content !== "object" || content === null) throw noContent();
  if (content instanceof Blob) return prepared(content);
  const bytes = asBytes(content);
  if (bytes !== undefined) return prepared(bytesOrCopy(bytes, options));
  if (isUrl(content)) return prepared(await fileAt(content));
  const stream = asStream(content);
  if (stream !== undefined) return kept(stream, options.signal);
  // Only now: Node's file streams have an `open`, too.
  if ("open" in content && typeof content.open === "function") return prepared(await opened(content));
  throw noContent();
}

/** A file by its path, or by a `file:` URL. */
export async function fileAt(place: string | URL): Promise<File> {
  if (typeof place !== "string" && place.protocol !== "file:") {
    throw new InvalidInputError(`A URL of ${place.protocol} cannot be uploaded.`, {
      hint: "Give a file: URL, or the content itself.",
    });
  }
  const node = await nodeDoor();
  if (node !== undefined) return node.fileSource(place);
  throw new InvalidInputError("A path can only be uploaded on Node.", {
    hint: "Give a File, or { name, content }.",
  });
}

/** Whether a value is a URL, of this realm or another. */
export function isUrl(value: object): value is URL {
  return value instanceof URL || tagOf(value) === "URL";
}

/** Whether a value is a `Blob` of another realm or library. */
export function isForeignBlob(value: object): value is Blob {
  return /^(?:Blob|File)$/u.test(tagOf(value)) && "stream" in value && typeof value.stream === "function";
}

function prepared(blob: Blob): PreparedContent {
  return { blob, release: () => Promise.resolve() };
}

function noContent(): InvalidInputError {
  return new InvalidInputError(
    "What is to be uploaded is not content: give a text, bytes, a Blob or File, a stream or async iterable of bytes, a file: URL, or an open file.",
    { hint: "An object is stored with setJson." },
  );
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** A view of bytes in whatever guise, also of another realm. */
function asBytes(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (!/^(?:Shared)?ArrayBuffer$/u.test(tagOf(value))) return undefined;
  return new Uint8Array(value as ArrayBuffer);
}

function bytesOrCopy(bytes: Uint8Array, { inPlace = false }: PrepareOptions): Blob {
  if (inPlace) return bytesBlob(bytes);
  // A Blob cannot be made of shared memory.
  return new Blob([bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice()]);
}

async function opened(content: { readonly open?: unknown }): Promise<Blob> {
  const blob: unknown = await (content as LazyContent).open();
  if (blob instanceof Blob) return blob;
  throw new InvalidInputError("What open() gave is not a Blob.");
}

/** Anything that gives bytes piece by piece, as a stream that gives nothing else. */
function asStream(value: object): ReadableStream<Uint8Array> | undefined {
  if (isForeignBlob(value)) return asStream(value.stream());
  if ("getReader" in value && typeof value.getReader === "function") return fromWeb(value as ReadableStream);
  if (isOpenFile(value)) return fromIterable(value.createReadStream({ start: 0, autoClose: false }));
  return Symbol.asyncIterator in value ? fromIterable(value as AsyncIterable<unknown>) : undefined;
}

function isOpenFile(value: object): value is OpenFile {
  return (
    "fd" in value &&
    typeof value.fd === "number" &&
    "createReadStream" in value &&
    typeof value.createReadStream === "function"
  );
}

function fromWeb(stream: ReadableStream<unknown>): ReadableStream<Uint8Array> {
  // What was read before is gone: the rest, or nothing at all, would be stored as if it were the whole.
  try {
    void new Response(stream as ReadableStream<Uint8Array>);
  } catch (cause) {
    throw usedStream(cause);
  }
  const reader = stream.getReader();
  return bytesOnly(
    () => reader.read(),
    (reason) => reader.cancel(reason),
  );
}

function fromIterable(source: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  const state = source as {
    readonly readableEnded?: boolean;
    readonly destroyed?: boolean;
    readonly errored?: unknown;
  };
  if (state.errored instanceof Error) unreadable(state.errored);
  if (state.readableEnded === true || state.destroyed === true) throw usedStream();
  const iterator = source[Symbol.asyncIterator]();
  return bytesOnly(
    () => iterator.next(),
    async (reason) => {
      // An iterator that waits for its next piece would wait with the return, too.
      if (isDestroyable(source)) source.destroy();
      else await iterator.return?.(reason);
    },
  );
}

function isDestroyable(source: object): source is { destroy(): void } {
  return "destroy" in source && typeof source.destroy === "function";
}

function usedStream(cause?: unknown): InvalidInputError {
  return new InvalidInputError("The stream to be uploaded is being read, or has been read, already.", {
    hint: "Open it anew for each call.",
    cause,
  });
}

/** What the system says of a file or a connection gets words of this library; any other error is its own. */
function unreadable(error: unknown): never {
  if (!(error instanceof Error) || !("syscall" in error)) throw error;
  const code = errorCode(error) ?? "unknown";
  throw new TransferError(`The stream to be uploaded could not be read to its end (${code}).`, {
    cause: error,
  });
}

type Next = { readonly done?: boolean | undefined; readonly value?: unknown };

function bytesOnly(
  next: () => Promise<Next>,
  cancel: (reason: unknown) => Promise<unknown>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await next().catch(unreadable);
        if (done) return controller.close();
        const bytes = typeof value === "object" && value !== null ? asBytes(value) : undefined;
        if (bytes !== undefined) return controller.enqueue(bytes);
        const error = new InvalidInputError(
          `The stream to be uploaded gave ${typeof value === "string" ? "a text" : "something"} instead of bytes.`,
          { hint: "Leave out a stream's encoding; send texts through a TextEncoder." },
        );
        await cancel(error).catch(() => undefined);
        throw error;
      },
      cancel: async (reason) => {
        await cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads a stream once and keeps it: an upload must be repeatable. */
async function kept(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<PreparedContent> {
  const node = await nodeDoor();
  if (node !== undefined) {
    const { file, release } = await node.spool(stream, signal);
    return { blob: file, release };
  }
  const parts: BlobPart[] = [];
  const reader = stream.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    signal?.throwIfAborted();
    parts.push(piece.value as Uint8Array<ArrayBuffer>);
  }
  return prepared(new Blob(parts));
}
