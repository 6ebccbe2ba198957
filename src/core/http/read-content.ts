import type { WrittenFile } from "../content/archive.ts";
import { deadline, withinDeadline } from "../watch/deadline.ts";
import { InvalidInputError, ProtocolError } from "../errors.ts";
import type { CallOptions, Settings } from "../options.ts";
import { retryDelayMs } from "../retry/retry-table.ts";
import { nodeDoor } from "../runtime.ts";
import type { Download } from "./download.ts";
import { gatherBytes } from "./gather-bytes.ts";
import { isCut, resumableDownload, type Rest } from "./resume-download.ts";

/** Content that can be opened, also from where a cut transfer was. */
export interface ContentSource {
  readonly settings: Pick<Settings, "retry" | "clock">;
  readonly open: (rest: Rest | undefined, signal: AbortSignal) => Promise<Download>;
}

/** Options of opening content. */
export interface OpenContentOptions extends CallOptions {
  /** Called once, when the stream has ended, with the error that it ended with. */
  readonly onEnd?: (error?: unknown) => void;
}

/** Options of reading content to its end. */
export interface ReadContentOptions extends CallOptions {
  /** Called after every piece, with the size of the whole where that is known. */
  readonly onProgress?: ((bytes: number, totalBytes: number | undefined) => void) | undefined;
}

/** Opens content; the stream goes on by itself after a cut, where the service allows it. */
export async function openContent(
  { settings, open }: ContentSource,
  { onEnd, ...options }: OpenContentOptions,
): Promise<Download> {
  const { signal, end } = deadline(options, undefined);
  const { retry, clock } = settings;
  const ended = (error?: unknown): void => {
    end();
    onEnd?.(error);
  };
  try {
    return await resumableDownload({
      open: (rest) => open(rest, signal),
      retry,
      clock,
      signal,
      onEnd: ended,
    });
  } catch (error) {
    end();
    throw error;
  }
}

/** Reads content to its end. Where a cut cannot be mended on the way, it begins again. */
export async function readWhole<T>(
  source: ContentSource,
  options: CallOptions,
  read: (download: Download, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { retry, clock } = source.settings;
  return withinDeadline(options, async (signal) => {
    for (let attempt = 1; ; attempt += 1) {
      let broken: unknown;
      const onEnd = (error?: unknown): void => {
        broken = error;
      };
      const download = await openContent(source, { signal, onEnd });
      try {
        return await read(download, signal);
      } catch (error) {
        // A full disk or a callback that throws is nobody's cut.
        if (!isCut(broken) || attempt > retry.retries) throw error;
        const waitMs = retryDelayMs(attempt, broken, retry);
        if (waitMs === undefined) throw error;
        await clock.sleep(waitMs, signal);
      }
    }
  });
}

/** Reads content into memory. */
export function readBytes(
  source: ContentSource,
  { onProgress, ...options }: ReadContentOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  return readWhole(source, options, (download, signal) => gatherBytes(download, { signal, onProgress }));
}

/**
 * Reads content as text, with its byte order mark if it has one.
 *
 * @throws {@link ProtocolError} when it is not UTF-8.
 */
export async function readText(source: ContentSource, options: ReadContentOptions): Promise<string> {
  const bytes = await readBytes(source, options);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ProtocolError("The content is not UTF-8 text.", { cause, hint: "Read its bytes instead." });
  }
}

/** Saves content as a file: whole, or not at all. */
export async function saveContent(
  source: ContentSource,
  path: string,
  { onProgress, ...options }: ReadContentOptions,
): Promise<WrittenFile> {
  const node = await nodeDoor();
  if (node === undefined)
    throw new InvalidInputError("Files can only be saved on Node.", { hint: "Open a stream instead." });
  return readWhole(source, options, ({ stream, size }, signal) =>
    node.saveStream(stream, path, {
      signal,
      ...(size === undefined ? {} : { expectedBytes: size }),
      ...(onProgress === undefined ? {} : { onProgress: (bytes) => onProgress(bytes, size) }),
    }),
  );
}
