import type { CallOptions } from "../../core/options.ts";
import { blobsOperations } from "../../../generated/descartes/methods.ts";
import type { BlobAddress } from "./options.ts";
import type { DescartesContext } from "../context.ts";

/** What is known of a blob without reading it. The service documents none of it: each may be unknown. */
export interface BlobFacts {
  /** Size in bytes of what is read; unknown where the blob is kept coded, e.g. by gzip, and decoded on the way. */
  readonly size: number | undefined;
  /** Size in bytes as the blob is kept. */
  readonly storedSize: number | undefined;
  /** How the blob is kept, e.g. `gzip`, where it is coded. */
  readonly contentEncoding: string | undefined;
  /** The media type. */
  readonly contentType: string | undefined;
  /** Stands for this very content: another tag, another content. */
  readonly tag: string | undefined;
  /** Checksums of the bytes as they are kept: `crc32c=…,md5=…`, each in Base64. */
  readonly hash: string | undefined;
}

/** Reads what is known of a blob. */
export async function readHead(
  { call }: DescartesContext,
  { key, type }: BlobAddress,
  options: CallOptions,
): Promise<BlobFacts> {
  const head = await call(blobsOperations.head, { key, type }, options);
  const coding = codingOf(head.coding) ?? codingOf(head.storedCoding);
  const length = countOf(head.length);
  return {
    size: coding === undefined ? length : undefined,
    storedSize: countOf(head.storedLength) ?? length,
    contentEncoding: coding,
    contentType: head.contentType ?? undefined,
    tag: head.tag ?? undefined,
    hash: head.hash ?? undefined,
  };
}

function codingOf(header: string | null): string | undefined {
  const coding = header?.trim().toLowerCase();
  return coding === undefined || coding === "" || coding === "identity" ? undefined : coding;
}

function countOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/u.test(text) ? Number(text) : undefined;
}
