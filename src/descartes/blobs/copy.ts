import { sameBytes } from "../../core/content/compare-bytes.ts";
import { withinDeadline } from "../../core/watch/deadline.ts";
import { InvalidInputError, isFootbridgeError, TransferError } from "../../core/errors.ts";
import type { Download } from "../../core/http/download.ts";
import { prepareContent } from "../../core/content/upload-content.ts";
import type { BlobAddress, TransferOptions } from "./options.ts";
import type { DescartesContext } from "../context.ts";
import { deleteBlob } from "./delete.ts";
import { openBlob, readWhole } from "./read.ts";
import { readHead, type BlobFacts } from "./head.ts";
import { storePrepared } from "./write.ts";

/** Options of copying or moving a blob. */
export interface CopyOptions extends TransferOptions {
  /** The type of the copy. @defaultValue that of the original */
  readonly toType?: TransferOptions["type"];
}

/** From where to where. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

/** Copies a blob through this machine: the service has no call for it. */
export async function copyBlob(context: DescartesContext, way: Way, options: CopyOptions): Promise<void> {
  const ends = endsOf(way, options);
  await withinDeadline(options, async (signal) => {
    await copy(context, ends, { ...options, signal });
  });
}

/** Copies a blob, then deletes the original where the copy is seen to be whole: in any doubt there are two, never none. */
export async function moveBlob(context: DescartesContext, way: Way, options: CopyOptions): Promise<void> {
  const ends = endsOf(way, options);
  await withinDeadline(options, async (signal) => {
    const copied = await copy(context, ends, { ...options, signal });
    await compare(context, ends, { ...copied, signal });
    await deleteBlob(context, ends.original, { signal });
  });
}

interface Ends {
  readonly original: BlobAddress;
  readonly copy: BlobAddress;
}

function endsOf({ from, to }: Way, { type = "data", toType = type }: CopyOptions): Ends {
  if (from === to && type === toType) {
    throw new InvalidInputError("A blob cannot be copied or moved to itself.", {
      hint: "Give another key, or toType.",
    });
  }
  return { original: { key: from, type }, copy: { key: to, type: toType } };
}

/** What was read of the original. */
interface Copied extends Pick<Download, "validator"> {
  readonly bytes: number;
}

async function copy(
  context: DescartesContext,
  { original, copy: target }: Ends,
  { onProgress, signal }: CopyOptions & { readonly signal: AbortSignal },
): Promise<Copied> {
  let validator: string | undefined;
  const bytes = await storePrepared(context, target, {
    // Kept before it is sent: where a cut cannot be mended, it is read once more from its beginning.
    prepare: () =>
      readWhole(context, { ...original, signal }, (download) => {
        validator = download.validator;
        return prepareContent(download.stream, { signal });
      }),
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return { bytes, validator };
}

/**
 * Compares the copy with the original.
 *
 * @remarks By length, tag and checksum as far as the service tells them; where it does not tell the lengths, by reading both.
 * @throws {@link TransferError} when they differ.
 */
async function compare(
  context: DescartesContext,
  ends: Ends,
  { bytes, validator, signal }: Copied & { readonly signal: AbortSignal },
): Promise<void> {
  const [original, made] = await Promise.all([
    factsOf(context, ends.original, signal),
    factsOf(context, ends.copy, signal),
  ]);
  const isChanged = validator !== undefined && original.tag !== undefined && original.tag !== validator;
  if (isChanged) throw kept("the original has changed meanwhile");
  for (const { size } of [original, made]) {
    if (size !== undefined && size !== bytes)
      throw kept(`${bytes} bytes were copied, and the service tells of ${size}`);
  }
  if (differ(original.hash, made.hash)) throw kept("their checksums differ");
  if (original.size !== undefined && made.size !== undefined) return;
  const [left, right] = await Promise.all([
    openBlob(context, ends.original, { signal }),
    openBlob(context, ends.copy, { signal }),
  ]);
  if (!(await sameBytes(left.stream, right.stream))) throw kept("their contents differ");
}

const UNKNOWN: BlobFacts = Object.freeze({
  size: undefined,
  storedSize: undefined,
  contentEncoding: undefined,
  contentType: undefined,
  tag: undefined,
  hash: undefined,
});

/** What the service tells of a blob: nothing, where it refuses to. */
async function factsOf(
  context: DescartesContext,
  address: BlobAddress,
  signal: AbortSignal,
): Promise<BlobFacts> {
  try {
    return await readHead(context, address, { signal });
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND")) throw kept("the service does not find both of them");
    signal.throwIfAborted();
    // Some redirect to the object store, which is followed when the blob itself is read.
    if (isFootbridgeError(error) && error.status !== undefined && error.status < 400) return UNKNOWN;
    throw error;
  }
}

/** Whether two lists of checksums tell a checksum of one kind differently. */
function differ(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  const others = new Map(hashes(right));
  return hashes(left).some(([kind, value]) => (others.get(kind) ?? value) !== value);
}

function hashes(text: string): readonly (readonly [string, string])[] {
  return text.split(",").map((hash) => {
    const [kind = "", ...value] = hash.trim().split("=");
    return [kind, value.join("=")] as const;
  });
}

function kept(why: string): TransferError {
  return new TransferError(`The copy is not seen to be the same as the original: ${why}.`, {
    hint: "The original was not deleted; both are there.",
  });
}
