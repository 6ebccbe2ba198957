import { deadline, withinDeadline } from "../core/deadline.ts";
import { InvalidInputError, ProtocolError } from "../core/errors.ts";
import type { Download } from "../core/http/download.ts";
import { isCut, resumableDownload, type Rest } from "../core/http/resume-download.ts";
import type { CallOptions } from "../core/options.ts";
import { retryDelayMs } from "../core/retry-table.ts";
import { nodeDoor } from "../core/runtime.ts";
import type { WrittenFile } from "../core/archive.ts";
import { blobsOperations } from "../../generated/descartes/methods.ts";
import type { BlobAddress, TransferOptions } from "./blob-options.ts";
import type { DescartesContext } from "./context.ts";
import { gatherBytes } from "./gather-bytes.ts";

/** Options of opening a blob. */
export interface OpenOptions extends CallOptions {
  /** Called once, when the stream has ended, with the error that it ended with. */
  readonly onEnd?: (error?: unknown) => void;
}

/** Opens a blob; the stream goes on by itself after a cut, where the service allows it. */
export async function openBlob(
  { call, settings }: DescartesContext,
  { key, type }: BlobAddress,
  { onEnd, ...options }: OpenOptions,
): Promise<Download> {
  const { signal, end } = deadline(options, undefined);
  const open = (rest?: Rest): Promise<Download> => {
    const part = rest && { range: `bytes=${rest.offset}-`, ifRange: rest.validator };
    return call(blobsOperations.open, { key, type, ...part }, { signal, transfer: true });
  };
  const { retry, clock } = settings;
  const ended = (error?: unknown): void => {
    end();
    onEnd?.(error);
  };
  try {
    return await resumableDownload({ open, retry, clock, signal, onEnd: ended });
  } catch (error) {
    end();
    throw error;
  }
}

/** Reads a blob to its end. Where a cut cannot be mended on the way, it begins again. */
export async function readWhole<T>(
  context: DescartesContext,
  { key, type, ...options }: BlobAddress & CallOptions,
  read: (download: Download, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { retry, clock } = context.settings;
  return withinDeadline(options, async (signal) => {
    for (let attempt = 1; ; attempt += 1) {
      let broken: unknown;
      const onEnd = (error?: unknown): void => {
        broken = error;
      };
      const download = await openBlob(context, { key, type }, { signal, onEnd });
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

/** Reads a blob into memory. */
export function readBytes(
  context: DescartesContext,
  key: string,
  { onProgress, ...options }: TransferOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  return readWhole(context, { key, ...options }, (download, signal) =>
    gatherBytes(download, { signal, onProgress }),
  );
}

/**
 * Reads a blob as text.
 *
 * @throws {@link ProtocolError} when it is not UTF-8.
 */
export async function readText(
  context: DescartesContext,
  key: string,
  options: TransferOptions,
): Promise<string> {
  const bytes = await readBytes(context, key, options);
  try {
    // With its byte order mark, if it has one: what was stored comes back.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ProtocolError("The blob is no UTF-8 text.", { cause, hint: "Read its bytes instead." });
  }
}

/**
 * Reads a blob as JSON.
 *
 * @throws {@link ProtocolError} when it is none.
 */
export async function readJson(
  context: DescartesContext,
  key: string,
  options: TransferOptions,
): Promise<unknown> {
  const text = await readText(context, key, options);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the blob: it is not passed on.
    throw new ProtocolError("The blob is no JSON.", { hint: "Read it as text instead." });
  }
}

/** Saves a blob as a file: whole, or not at all. */
export async function saveBlob(
  context: DescartesContext,
  { key, path }: { readonly key: string; readonly path: string },
  { onProgress, ...options }: TransferOptions,
): Promise<WrittenFile> {
  const node = await nodeDoor();
  if (node === undefined)
    throw new InvalidInputError("Files can only be saved on Node.", { hint: "Use getStream." });
  return readWhole(context, { key, ...options }, ({ stream, size }, signal) =>
    node.saveStream(stream, path, {
      signal,
      ...(size === undefined ? {} : { expectedBytes: size }),
      ...(onProgress === undefined ? {} : { onProgress: (bytes) => onProgress(bytes, size) }),
    }),
  );
}
