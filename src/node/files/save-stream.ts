import { createHash, randomBytes } from "node:crypto";
import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../../core/error-code.ts";
import type { WrittenFile } from "../../core/content/archive.ts";
import { InvalidInputError, isFootbridgeError, TransferError } from "../../core/errors.ts";
import { untilAbort } from "../../core/concurrency/tidy-up.ts";
import { FileWriter } from "./file-writer.ts";

/** Options of {@link saveStream}. */
export interface SaveStreamOptions {
  /** The length that was announced, in bytes; any other is an error. */
  readonly expectedBytes?: number;
  /** The SHA-256 that was announced, in hexadecimal; any other is an error. */
  readonly expectedSha256?: string;
  /** Called after every piece with the bytes received so far. */
  readonly onProgress?: (receivedBytes: number) => void;
  /** Ends the transfer; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Permissions of the file, less the umask. @defaultValue 0o666 */
  readonly mode?: number;
  /** Flush the file to the disk before it takes its name, so that it survives a crash of the machine. @defaultValue true */
  readonly durable?: boolean;
}

/**
 * Saves a stream as a file, whole or not at all, in constant memory.
 *
 * @remarks The bytes go to a temporary name in the same folder, are flushed to the disk, and only then take the final name;
 * a file that was there is replaced. After a failure neither the temporary file nor a half one is left, and the stream is
 * cancelled; after an abort that is done behind the caller, who is told at once.
 * @throws {@link TransferError} when the length or checksum differs, or the disk refuses; {@link InvalidInputError} when no
 * file can be made at `path`; the stream's own error; the signal's reason.
 */
export function saveStream(
  stream: ReadableStream<Uint8Array>,
  path: string,
  options: SaveStreamOptions = {},
): Promise<WrittenFile> {
  return untilAbort(saveWhole(stream, path, options), options.signal);
}

/** Saves a stream as {@link saveStream} does; after an abort, it is over when nothing is left. */
export async function saveWhole(
  stream: ReadableStream<Uint8Array>,
  path: string,
  options: SaveStreamOptions,
): Promise<WrittenFile> {
  const reader = stream.getReader();
  const { signal } = options;
  const stop = (): void => cancel(reader, signal?.reason);
  signal?.addEventListener("abort", stop);
  const temporary = join(dirname(path), temporaryName());
  try {
    signal?.throwIfAborted();
    const file = await create(path, temporary, options.mode);
    const written = await fill(file, reader, options);
    // The folder is not flushed: a crash of the machine may undo the renaming, but cannot leave half a file.
    await rename(temporary, path);
    return written;
  } catch (error) {
    cancel(reader, error);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asTransferError(error, path);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

// Short and unlike the final name, so that a name of the greatest length has room. Known by `isTemporaryName`.
function temporaryName(): string {
  return `.footbridge-${randomBytes(12).toString("hex")}.part`;
}

async function create(path: string, temporary: string, mode = 0o666): Promise<FileHandle> {
  // Renaming would find out too, after the whole transfer.
  const present = await stat(path).catch(() => undefined);
  if (present?.isDirectory())
    throw new InvalidInputError(`${path} is a folder; it cannot be replaced by a file.`);
  try {
    return await open(temporary, "wx", mode);
  } catch (cause) {
    throw new InvalidInputError(
      `No file can be made in ${dirname(path)} (${errorCode(cause) ?? "unknown"}).`,
      { cause },
    );
  }
}

async function fill(file: FileHandle, reader: Reader, options: SaveStreamOptions): Promise<WrittenFile> {
  const writer = new FileWriter(file, options.durable ?? true);
  try {
    const written = await receive(writer, reader, options);
    check(written, options);
    await writer.finish();
    options.signal?.throwIfAborted();
    return written;
  } finally {
    await writer.settle();
    await file.close();
  }
}

async function receive(writer: FileWriter, reader: Reader, options: SaveStreamOptions): Promise<WrittenFile> {
  const { signal, expectedBytes = Infinity, onProgress } = options;
  const hash = createHash("sha256");
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    // A cancelled stream ends as if it were whole.
    signal?.throwIfAborted();
    if (done) return { size, sha256: hash.digest("hex") };
    if (!(value instanceof Uint8Array))
      throw new TransferError("The stream gave something other than bytes.");
    size += value.byteLength;
    if (size > expectedBytes) throw new TransferError(`More than the announced ${expectedBytes} bytes came.`);
    const writing = writer.add(value);
    // While the system writes.
    hash.update(value);
    await writing;
    onProgress?.(size);
  }
}

function check(
  { size, sha256 }: WrittenFile,
  { expectedBytes = size, expectedSha256 = sha256 }: SaveStreamOptions,
): void {
  if (size !== expectedBytes)
    throw new TransferError(`${size} bytes came instead of the announced ${expectedBytes}.`);
  if (sha256 !== expectedSha256.toLowerCase()) {
    throw new TransferError(`The checksum is ${sha256} instead of the announced ${expectedSha256}.`);
  }
}

function cancel(reader: Reader, reason: unknown): void {
  // A stream that has failed itself answers with its failure, which is known already.
  reader.cancel(reason).catch(() => undefined);
}

/** Errors of the file system, and only those, get words of this library. */
function asTransferError(error: unknown, path: string): unknown {
  if (isFootbridgeError(error) || !(error instanceof Error) || !("syscall" in error)) return error;
  return new TransferError(`Writing ${basename(path)} failed (${errorCode(error) ?? "unknown"}).`, {
    cause: error,
  });
}
