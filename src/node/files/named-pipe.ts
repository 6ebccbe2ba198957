import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { errorCode } from "../../core/error-code.ts";
import { systemClock, type Clock } from "../../core/watch/clock.ts";
import { InvalidInputError } from "../../core/errors.ts";

/** How long reading a named pipe waits. */
export interface NamedPipeOptions {
  /** For the first byte, in milliseconds. */
  readonly waitMs: number;
  /** For more bytes while a writer keeps the pipe open, in milliseconds. */
  readonly quietMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
}

const BUFFER_BYTES = 64 * 1024;
const LOOK_MS = 5;

/**
 * Reads what is written to a named pipe, without blocking where nobody writes; nothing where there is no pipe.
 *
 * @throws {@link InvalidInputError} when it cannot be read.
 */
export async function readNamedPipe(
  path: string,
  options: NamedPipeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  options.signal?.throwIfAborted();
  let handle: FileHandle | undefined;
  try {
    // Opened otherwise, it would hold one of the few threads of Node until somebody writes.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const isPipe = (await handle.stat()).isFIFO();
    return await readToEnd(handle, isPipe ? options : { ...options, waitMs: 0 });
  } catch (cause) {
    const code = errorCode(cause);
    // The reason of a signal may have a code of its own.
    if (code === undefined || options.signal?.aborted) throw cause;
    if (code === "ENOENT" || code === "ENOTDIR") return new Uint8Array(0);
    throw new InvalidInputError(`The pipe ${path} cannot be read (${code}).`, { cause });
  } finally {
    await handle?.close();
  }
}

async function readToEnd(
  handle: FileHandle,
  { waitMs, quietMs, signal, clock = systemClock }: NamedPipeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  const chunks: Uint8Array[] = [];
  let until = clock.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await readSome(handle, buffer);
    if (chunk !== undefined && chunk.byteLength > 0) {
      chunks.push(chunk);
      until = clock.now() + quietMs;
      continue;
    }
    // The end tells nothing before the first byte: nobody has opened the pipe for writing yet.
    const isEnd = chunk !== undefined && chunks.length > 0;
    if (isEnd || clock.now() >= until) return joined(chunks);
    await clock.sleep(LOOK_MS, signal);
  }
}

/** What there is: an empty piece where nobody writes, `undefined` where somebody may, but has not yet. */
async function readSome(handle: FileHandle, buffer: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, null);
    // A copy: a writer of small pieces would else have us keep a whole buffer for each.
    return buffer.slice(0, bytesRead);
  } catch (error) {
    if (errorCode(error) === "EAGAIN") return undefined;
    throw error;
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((total, { byteLength }) => total + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
