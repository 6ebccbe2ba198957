import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileSource } from "./file-source.ts";
import { untilAbort } from "../../core/concurrency/tidy-up.ts";
import { saveWhole } from "./save-stream.ts";

/** A stream's content, kept in a temporary file. */
export interface SpooledFile {
  /** Can be sent any number of times until {@link SpooledFile.release}. */
  readonly file: File;
  /** Removes the temporary file. */
  release(): Promise<void>;
}

/**
 * Writes a stream to a temporary file that only this user can read, so that it can be sent more than once.
 *
 * @throws the stream's own error; the temporary file is then gone already. The signal's reason as soon as it is aborted; the
 * temporary file is then removed behind the caller.
 */
export function spool(content: ReadableStream<Uint8Array>, signal?: AbortSignal): Promise<SpooledFile> {
  return untilAbort(write(content, signal), signal);
}

async function write(
  content: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<SpooledFile> {
  const folder = await mkdtemp(join(tmpdir(), "footbridge-"));
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "content");
    await saveWhole(content, path, { mode: 0o600, durable: false, ...(signal ? { signal } : {}) });
    const file = await fileSource(path);
    // Nobody would take it any more.
    signal?.throwIfAborted();
    return { file, release };
  } catch (error) {
    await release();
    throw error;
  }
}
