import { isWithin, parentOf, type FileTree, type TreeEntry } from "./file-tree.ts";

interface Node {
  /** Absent for a folder. */
  readonly bytes?: Uint8Array;
  readonly modified: number;
}

/** Files in memory. */
export class MemoryTree implements FileTree {
  readonly #now: () => number;
  readonly #nodes: Map<string, Node>;

  /** @param now - the time of what is written */
  constructor(now: () => number) {
    this.#now = now;
    this.#nodes = new Map([["/", { modified: now() }]]);
  }

  find(path: string): TreeEntry | undefined {
    const node = this.#nodes.get(path);
    return node && entry(path, node);
  }

  list(folder: string): readonly TreeEntry[] {
    return [...this.#nodes]
      .filter(([path]) => path !== "/" && parentOf(path) === folder)
      .map(([path, node]) => entry(path, node))
      .toSorted((left, right) => (left.path < right.path ? -1 : 1));
  }

  read(path: string): Uint8Array | undefined {
    return this.#nodes.get(path)?.bytes;
  }

  write(path: string, bytes: Uint8Array): void {
    this.makeFolder(parentOf(path));
    this.#nodes.set(path, { bytes, modified: this.#now() });
  }

  makeFolder(path: string): void {
    if (this.#nodes.has(path)) return;
    this.makeFolder(parentOf(path));
    this.#nodes.set(path, { modified: this.#now() });
  }

  remove(path: string): void {
    for (const known of this.#nodes.keys()) {
      if (known !== "/" && isWithin(known, path)) this.#nodes.delete(known);
    }
  }

  move(from: string, to: string): void {
    const moved = [...this.#nodes].filter(([path]) => isWithin(path, from));
    this.remove(to);
    this.remove(from);
    this.makeFolder(parentOf(to));
    for (const [path, node] of moved) this.#nodes.set(to + path.slice(from.length), node);
  }
}

function entry(path: string, { bytes, modified }: Node): TreeEntry {
  return { path, isFolder: bytes === undefined, size: bytes?.byteLength ?? 4096, modified };
}
