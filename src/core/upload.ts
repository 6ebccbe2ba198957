import { InvalidInputError } from "./errors.ts";
import { nodeDoor } from "./runtime.ts";

/** Bytes that may be uploaded, piece by piece. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * A file to upload: a path (on Node), a `File`, or named content.
 *
 * @remarks A path is read while it is sent, never as a whole. A stream is first written to a temporary file on Node (to
 * memory elsewhere), since an upload must be repeatable after a renewed log-in.
 */
export type UploadSource = string | File | NamedContent;

/** Content with the name it shall have at the platform. */
export interface NamedContent {
  /** The file's name, e.g. `report.py`; directories are dropped. */
  readonly name: string;
  readonly content: string | Uint8Array | Blob | ByteStream | LazyContent;
}

/** Content that is opened when it is about to be sent, e.g. an entry of an archive. */
export interface LazyContent {
  open(): Promise<Blob>;
}

/** A file that is ready to be sent, any number of times. */
export interface PreparedUpload {
  readonly file: File;
  /** Removes what was made for the upload. */
  release(): Promise<void>;
}

/**
 * Prepares an upload.
 *
 * @throws {@link InvalidInputError} when the file is missing, is a folder or cannot be read, or the name is empty; the
 * signal's reason when it is aborted while a stream is read.
 */
export async function prepareUpload(source: UploadSource, signal?: AbortSignal): Promise<PreparedUpload> {
  signal?.throwIfAborted();
  if (typeof source === "string") return prepared(await fileAt(source));
  // Checked before a stream is read: it cannot be read again.
  const name = baseName(source.name);
  if (source instanceof File) return prepared(named(source, name));
  const { content } = source;
  if (typeof content === "string" || content instanceof Blob) return prepared(named(content, name));
  if (content instanceof Uint8Array) return prepared(named(new Uint8Array(content), name));
  if ("open" in content) return prepared(named(await content.open(), name));
  const node = await nodeDoor();
  if (node === undefined) return prepared(named(await collect(content, signal), name));
  const spooled = await node.spool(content, signal);
  return { file: named(spooled.file, name), release: spooled.release };
}

function prepared(file: File): PreparedUpload {
  return { file, release: () => Promise.resolve() };
}

async function fileAt(path: string): Promise<File> {
  const node = await nodeDoor();
  if (node !== undefined) return node.fileSource(path);
  throw new InvalidInputError("A path can only be uploaded on Node.", {
    hint: "Give a File, or { name, content }.",
  });
}

/** A path would become part of the name at the platform. */
function baseName(name: string): string {
  const base = name.split(/[\\/]/u).at(-1) ?? "";
  if (base !== "" && base !== "." && base !== "..") return base;
  throw new InvalidInputError(`${JSON.stringify(name)} is no file name.`, {
    hint: "Give a name such as report.py.",
  });
}

function named(content: string | Uint8Array<ArrayBuffer> | Blob, name: string): File {
  if (content instanceof File && content.name === name) return content;
  return new File([content], name, content instanceof Blob ? { type: content.type } : {});
}

async function collect(content: ByteStream, signal: AbortSignal | undefined): Promise<Blob> {
  const parts: BlobPart[] = [];
  for await (const chunk of content as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    signal?.throwIfAborted();
    parts.push(chunk);
  }
  return new Blob(parts);
}
