import type { Archive, ArchiveEntry, WrittenFile } from "../core/content/archive.ts";
import { InvalidInputError } from "../core/errors.ts";
import { checkPath, checkPrefix, foldersOf } from "./archive-path.ts";
import { beforeWrite, contentStream, type Content } from "./content.ts";

/**
 * An archive in memory, empty at first: for tests, and for moving things without a disk.
 *
 * @remarks It refuses what a folder would refuse, so that what works here works there.
 */
export function memoryArchive(): Archive {
  return new MemoryArchive();
}

class MemoryArchive implements Archive {
  readonly location = "memory";
  readonly #files = new Map<string, Blob>();
  readonly #folders = new Set<string>();

  async *entries(prefix = ""): AsyncGenerator<ArchiveEntry, void, undefined> {
    const folder = checkPrefix(prefix);
    const inside = [...this.#files.keys()].filter((path) => folder === "" || path.startsWith(`${folder}/`));
    for (const path of inside.toSorted()) {
      const entry = await this.entry(path);
      if (entry) yield entry;
    }
  }

  async entry(path: string): Promise<ArchiveEntry | undefined> {
    const content = this.#files.get(checkPath(path));
    return content && { path, size: content.size, open: async () => content };
  }

  async write(path: string, content: Content): Promise<WrittenFile> {
    await beforeWrite(content, () => this.#checkPlace(checkPath(path)));
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of contentStream(content)) chunks.push(new Uint8Array(chunk));
    const file = new Blob(chunks);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    // Another write may have taken the place meanwhile.
    this.#checkPlace(path);
    this.#files.set(path, file);
    for (const folder of foldersOf(path)) this.#folders.add(folder);
    return {
      size: file.size,
      sha256: Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    };
  }

  #checkPlace(path: string): void {
    if (this.#folders.has(path))
      throw new InvalidInputError(`${path} is a folder; it cannot be replaced by a file.`);
    const file = foldersOf(path).find((folder) => this.#files.has(folder));
    if (file) throw new InvalidInputError(`${file} is a file, so that ${path} cannot be made in it.`);
  }
}
