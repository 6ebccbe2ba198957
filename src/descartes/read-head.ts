import type { CallOptions } from "../core/options.ts";
import { blobsOperations } from "../../generated/descartes/methods.ts";
import type { BlobAddress } from "./blob-options.ts";
import type { DescartesContext } from "./context.ts";

/** What is known of a blob without reading it. The service documents none of it: each may be unknown. */
export interface BlobFacts {
  /** Size in bytes. */
  readonly size: number | undefined;
  /** The media type. */
  readonly contentType: string | undefined;
  /** Stands for this very content: another tag, another content. */
  readonly tag: string | undefined;
}

/** Reads what is known of a blob. */
export async function readHead(
  { call }: DescartesContext,
  { key, type }: BlobAddress,
  options: CallOptions,
): Promise<BlobFacts> {
  const { length, contentType, tag } = await call(blobsOperations.head, { key, type }, options);
  return {
    size: length !== null && /^\d+$/u.test(length) ? Number(length) : undefined,
    contentType: contentType ?? undefined,
    tag: tag ?? undefined,
  };
}
