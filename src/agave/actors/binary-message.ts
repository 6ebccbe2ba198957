import type { Clock } from "../../core/watch/clock.ts";
import { UnsupportedByPlatformError } from "../../core/errors.ts";
import { nodeDoor } from "../../core/runtime.ts";

/** Options of reading the bytes that an actor was sent. */
export interface BinaryMessageOptions {
  /** The named pipe. @defaultValue "/_abaco_binary_data" */
  readonly path?: string;
  /** How long the first byte is waited for, in milliseconds. @defaultValue 1000 */
  readonly waitMs?: number;
  /** How long more bytes are waited for while the pipe stays open, in milliseconds. @defaultValue 250 */
  readonly quietMs?: number;
  readonly signal?: AbortSignal;
  /** Time for the waits. */
  readonly clock?: Clock;
}

/**
 * Reads the bytes that an actor's own program was sent, on Node; none where nothing was sent as bytes.
 *
 * @remarks They come through a named pipe, which the platform may keep open after the last of them: a pipe that was silent for
 * `quietMs` is taken for read.
 * @throws {@link InvalidInputError} when the pipe cannot be read; {@link UnsupportedByPlatformError} elsewhere than on Node.
 * @example
 * ```ts
 * const bytes = await readBinaryMessage(); // what agave.actors.send("resize", bytes) has sent
 * ```
 */
export async function readBinaryMessage({
  path = "/_abaco_binary_data",
  waitMs = 1000,
  quietMs = 250,
  signal,
  clock,
}: BinaryMessageOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const node = await nodeDoor();
  if (node === undefined)
    throw new UnsupportedByPlatformError("Only Node can read the bytes that an actor was sent.");
  return node.readNamedPipe(path, { waitMs, quietMs, signal, clock });
}
