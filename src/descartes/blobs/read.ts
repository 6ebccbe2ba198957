import { ProtocolError } from "../../core/errors.ts";
import type { Download } from "../../core/http/download.ts";
import * as content from "../../core/http/read-content.ts";
import type { ContentSource, OpenContentOptions } from "../../core/http/read-content.ts";
import type { CallOptions } from "../../core/options.ts";
import type { WrittenFile } from "../../core/content/archive.ts";
import { blobsOperations } from "../../../generated/descartes/methods.ts";
import type { BlobAddress, TransferOptions } from "./options.ts";
import type { DescartesContext } from "../context.ts";

function contentOf({ call, settings }: DescartesContext, { key, type }: BlobAddress): ContentSource {
  return {
    settings,
    open: (rest, signal) => {
      const part = rest && { range: `bytes=${rest.offset}-`, ifRange: rest.validator };
      return call(blobsOperations.open, { key, type, ...part }, { signal, transfer: true });
    },
  };
}

/** Opens a blob; the stream goes on by itself after a cut, where the service allows it. */
export function openBlob(
  context: DescartesContext,
  blob: BlobAddress,
  options: OpenContentOptions,
): Promise<Download> {
  return content.openContent(contentOf(context, blob), options);
}

/** Reads a blob to its end. Where a cut cannot be mended on the way, it begins again. */
export function readWhole<T>(
  context: DescartesContext,
  { key, type, ...options }: BlobAddress & CallOptions,
  read: (download: Download, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return content.readWhole(contentOf(context, { key, type }), options, read);
}

/** Reads a blob into memory. */
export function readBytes(
  context: DescartesContext,
  key: string,
  { type, ...options }: TransferOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  return content.readBytes(contentOf(context, { key, type }), options);
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
    throw new ProtocolError("The blob is not a UTF-8 text.", { cause, hint: "Read its bytes instead." });
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
    throw new ProtocolError("The blob is not JSON.", { hint: "Read it as text instead." });
  }
}

/** Saves a blob as a file: whole, or not at all. */
export function saveBlob(
  context: DescartesContext,
  { key, path }: { readonly key: string; readonly path: string },
  { type, ...options }: TransferOptions,
): Promise<WrittenFile> {
  return content.saveContent(contentOf(context, { key, type }), path, options);
}
