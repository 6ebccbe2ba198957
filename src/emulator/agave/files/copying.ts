import { join, type FileTree } from "./file-tree.ts";

/** Where something is copied from or to. */
export interface CopyPlace {
  readonly tree: FileTree;
  readonly path: string;
}

/** How much was copied. */
export interface Copied {
  readonly files: number;
  readonly bytes: number;
}

/** Copies a file, or a folder with all that is in it; folders are merged, files overwritten. */
export function copyTree(from: CopyPlace, to: CopyPlace): Copied {
  const entry = from.tree.find(from.path);
  if (entry === undefined) return { files: 0, bytes: 0 };
  if (!entry.isFolder) {
    const bytes = from.tree.read(from.path) ?? new Uint8Array();
    to.tree.write(to.path, bytes);
    return { files: 1, bytes: bytes.byteLength };
  }
  to.tree.makeFolder(to.path);
  let copied: Copied = { files: 0, bytes: 0 };
  for (const { path } of from.tree.list(from.path)) {
    const inner = copyTree({ ...from, path }, { ...to, path: join(to.path, path.slice(from.path.length)) });
    copied = { files: copied.files + inner.files, bytes: copied.bytes + inner.bytes };
  }
  return copied;
}
