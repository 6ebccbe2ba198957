import type { TenantWorld } from "../world.ts";
import { nameOf, tidy, type TreeEntry } from "./file-tree.ts";

/** A file or folder as people see it. */
export interface FileOverview {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
  /** In bytes. */
  readonly size: number;
  readonly modified: number;
}

/** What is directly in a folder of a system: folders first. Nothing where there is no such folder. */
export function filesIn({ trees }: TenantWorld, system: string, path: string): readonly TreeEntry[] {
  const tree = trees.get(system);
  const folder = tidy(path);
  if (tree?.find(folder)?.isFolder !== true) return [];
  const entries = tree.list(folder);
  return [...entries.filter(({ isFolder }) => isFolder), ...entries.filter(({ isFolder }) => !isFolder)];
}

/** Tells of a file or folder. */
export function fileOverview({ path, isFolder, size, modified }: TreeEntry): FileOverview {
  return { id: path, name: nameOf(path), path, isFolder, size, modified };
}
