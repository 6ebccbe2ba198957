import { withinDeadline } from "../core/deadline.ts";
import { InvalidInputError } from "../core/errors.ts";
import { prepareUpload, type ByteStream, type LazyContent, type UploadSource } from "../core/upload.ts";
import { blobsOperations } from "../../generated/descartes/methods.ts";
import type { BlobAddress, TransferOptions } from "./blob-options.ts";
import type { DescartesContext } from "./context.ts";
import { SignedUrl } from "./signed-url.ts";
import { PART_UNIT_BYTES, uploadObject } from "./upload-object.ts";

/** What a blob can be made of: a text (stored as UTF-8), bytes, a `Blob` or `File`, a stream, or an archive's entry. */
export type BlobContent = string | Uint8Array | Blob | ByteStream | LazyContent;

/** Options of storing a blob. */
export interface SetOptions extends TransferOptions {
  /**
   * How many bytes go in one request, a multiple of 262144. A cut costs one part at most; a smaller part costs more
   * requests. Browsers keep the store's answer to a part to themselves: there, a part has to hold the whole blob.
   * @defaultValue 16777216
   */
  readonly partBytes?: number;
}

const PART_BYTES = 64 * PART_UNIT_BYTES;

/** Stores content under a key. */
export async function writeBlob(
  context: DescartesContext,
  { key, type }: BlobAddress,
  { source, partBytes = PART_BYTES, onProgress, ...options }: SetOptions & { readonly source: UploadSource },
): Promise<void> {
  if (!Number.isSafeInteger(partBytes) || partBytes < 1 || partBytes % PART_UNIT_BYTES !== 0) {
    throw new InvalidInputError(`partBytes must be a multiple of ${PART_UNIT_BYTES}, not ${partBytes}.`);
  }
  await withinDeadline(options, async (signal) => {
    const { file, release } = await prepareUpload(source, signal);
    const sign = async (): Promise<string> =>
      new SignedUrl(await context.call(blobsOperations.uploadUrl, { key, type }, { signal })).href;
    try {
      await uploadObject(context, { bytes: file, sign, partBytes, onProgress, signal });
    } finally {
      await release();
    }
  });
}

/** Content as what an upload is prepared from. */
export function toUploadSource(content: BlobContent): UploadSource {
  if (isContent(content)) return { name: "blob", content };
  throw new InvalidInputError("What is to be stored is no text, no bytes, no Blob and no stream.", {
    hint: "Store an object with setJson.",
  });
}

function isContent(content: unknown): boolean {
  if (typeof content === "string") return true;
  if (typeof content !== "object" || content === null) return false;
  return (
    content instanceof Uint8Array ||
    content instanceof Blob ||
    content instanceof ReadableStream ||
    Symbol.asyncIterator in content ||
    ("open" in content && typeof content.open === "function")
  );
}
