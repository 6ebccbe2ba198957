import { withinDeadline } from "../../core/watch/deadline.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { nodeDoor } from "../../core/runtime.ts";
import { tidyUp } from "../../core/concurrency/tidy-up.ts";
import {
  fileAt,
  prepareContent,
  type PreparedContent,
  type UploadContent,
} from "../../core/content/upload-content.ts";
import { namedContent, type UploadSource } from "../../core/content/upload.ts";
import { blobsOperations } from "../../../generated/descartes/methods.ts";
import type { BlobAddress, TransferOptions } from "./options.ts";
import type { DescartesContext } from "../context.ts";
import { SignedUrl } from "./signed-url.ts";
import { PART_UNIT_BYTES, uploadObject } from "./upload.ts";

/**
 * What a blob can be made of: a text (stored as UTF-8), bytes of any kind, a `Blob` or `File`, a web or Node stream, an async
 * iterable of bytes, a `file:` URL or an open file (on Node), or an archive's entry.
 *
 * @remarks A stream that gives texts, e.g. one with an encoding, is refused. Bytes must not change until they are stored.
 */
export type BlobContent = UploadContent;

/** Options of storing a blob. */
export interface SetOptions extends TransferOptions {
  /**
   * How many bytes go in one request, a multiple of 262144. A cut costs one part at most; a smaller part costs more
   * requests. Browsers keep the store's answer to a part to themselves: there, one part is sent in vain, then the whole blob in one
   * request, and a cut begins it anew.
   * @defaultValue 16777216
   */
  readonly partBytes?: number;
}

const PART_BYTES = 64 * PART_UNIT_BYTES;

/** Stores content under a key, and tells how many bytes it was. */
export async function writeBlob(
  context: DescartesContext,
  address: BlobAddress,
  { source, ...options }: SetOptions & { readonly source: UploadSource },
): Promise<number> {
  return withinDeadline(options, (signal) =>
    storePrepared(context, address, { ...options, signal, prepare: () => prepare(context, source, signal) }),
  );
}

/** Stores what `prepare` gives, and removes what was made for it. */
export async function storePrepared(
  context: DescartesContext,
  { key, type }: BlobAddress,
  {
    prepare: open,
    partBytes = PART_BYTES,
    onProgress,
    signal,
  }: SetOptions & { readonly prepare: () => Promise<PreparedContent>; readonly signal: AbortSignal },
): Promise<number> {
  if (!Number.isSafeInteger(partBytes) || partBytes < 1 || partBytes % PART_UNIT_BYTES !== 0) {
    throw new InvalidInputError(`partBytes must be a multiple of ${PART_UNIT_BYTES}, not ${partBytes}.`);
  }
  const { blob, release } = await open();
  const sign = async (): Promise<string> =>
    new SignedUrl(await context.call(blobsOperations.uploadUrl, { key, type }, { signal })).href;
  try {
    await uploadObject(context, { bytes: blob, address: { key, type }, sign, partBytes, onProgress, signal });
    return blob.size;
  } finally {
    await tidyUp(release(), signal);
  }
}

/** Content as what an upload is prepared from. */
export function toUploadSource(content: BlobContent): UploadSource {
  return { name: "blob", content };
}

async function prepare(
  { settings }: DescartesContext,
  source: UploadSource,
  signal: AbortSignal,
): Promise<PreparedContent> {
  const named = namedContent(source);
  if (named === undefined)
    return { blob: await fileAt(source as string | URL), release: () => Promise.resolve() };
  // A caller's fetch has to find the content in the Blob itself.
  const inPlace = settings.fetch === undefined && (await nodeDoor()) !== undefined;
  return prepareContent(named.content, { signal, inPlace });
}
