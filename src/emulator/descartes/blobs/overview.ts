import type { BlobPlace, StoredBlob } from "../world.ts";

/** A blob as people see it. */
export interface BlobOverview {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  /** Whose it is. */
  readonly owner: string;
  /** In bytes. */
  readonly size: number;
  /** Absent where it is kept for good. */
  readonly expiresAt?: number;
}

/** What a blob is called among all. */
export function blobId({ type, sub, key }: BlobPlace): string {
  return `${type}/${sub}/${key}`;
}

/** Tells of a blob. */
export function blobOverview(blob: BlobPlace & StoredBlob): BlobOverview {
  const { type, sub, key, content, expiresAt } = blob;
  return {
    id: blobId(blob),
    key,
    type,
    owner: sub,
    size: content.size,
    ...(Number.isFinite(expiresAt) && { expiresAt }),
  };
}
