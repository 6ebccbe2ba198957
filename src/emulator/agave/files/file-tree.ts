/** A file or folder in the tree of a system. */
export interface TreeEntry {
  readonly path: string;
  readonly isFolder: boolean;
  readonly size: number;
  readonly modified: number;
}

/**
 * The files of one system. Paths begin with `/`, have no `.` or `..` in them, and none ends with `/` but the root.
 */
export interface FileTree {
  find(path: string): TreeEntry | undefined;
  /** What is directly in a folder, in the order of names. */
  list(folder: string): readonly TreeEntry[];
  /** The bytes of a file; undefined where there is none. */
  read(path: string): Uint8Array | undefined;
  /** Writes a file, and makes the folders above it. */
  write(path: string, bytes: Uint8Array): void;
  /** Makes a folder and those above it. */
  makeFolder(path: string): void;
  /** Removes a file or folder with all that is in it. */
  remove(path: string): void;
  /** Gives a file or folder another path; what was there is replaced. */
  move(from: string, to: string): void;
}

/** The folder that a path lies in. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** The last segment of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A path below a folder. */
export function join(folder: string, ...names: readonly string[]): string {
  return tidy([folder, ...names].join("/"));
}

/** A path without doubled slashes, `.` and `..`; nothing leads out of the root. */
export function tidy(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** Whether a path is a folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
