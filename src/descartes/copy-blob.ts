import { withinDeadline } from "../core/deadline.ts";
import { InvalidInputError } from "../core/errors.ts";
import type { BlobAddress, TransferOptions } from "./blob-options.ts";
import type { DescartesContext } from "./context.ts";
import { deleteBlob } from "./delete-blob.ts";
import { openBlob } from "./read-blob.ts";
import { writeBlob } from "./write-blob.ts";

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
  const { onProgress, ...limits } = options;
  const { original, copy } = endsOf(way, options);
  await withinDeadline(limits, async (signal) => {
    const { stream } = await openBlob(context, original, { signal });
    await writeBlob(context, copy, {
      source: { name: "blob", content: stream },
      signal,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  });
}

/** Copies a blob, then deletes the original: after a failure there are two, never none. */
export async function moveBlob(context: DescartesContext, way: Way, options: CopyOptions): Promise<void> {
  const { original } = endsOf(way, options);
  await withinDeadline(options, async (signal) => {
    await copyBlob(context, way, { ...options, signal });
    await deleteBlob(context, original, { signal });
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
