import { constants, type Stats } from "node:fs";
import { access, lstat, mkdir, readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { errorCode } from "../core/error-code.ts";
import type { Archive, ArchiveEntry, RefusedEntry, WrittenFile } from "../core/content/archive.ts";
import { InvalidInputError } from "../core/errors.ts";
import { openFileBlob } from "../node/files/file-blob.ts";
import { saveStream } from "../node/files/save-stream.ts";
import { isTemporaryName } from "../node/files/temporary-name.ts";
import { checkPath, checkPrefix, foldersOf } from "./archive-path.ts";
import { beforeWrite, contentStream, type Content } from "./content.ts";

/**
 * An archive that is a folder; made with the first write, and empty until then.
 *
 * @remarks A symbolic link is listed as an entry; it opens only if it leads to a file inside the folder. Links to folders
 * are never walked through, neither to read nor to write. Files are written under a temporary name and renamed when whole.
 * They are not flushed one by one: a crash of the program loses nothing, one of the machine may lose what was written in the
 * last seconds, which the checksums of a manifest tell.
 * A file in the folder whose name no archive can hold (e.g. `aux.txt`) makes the listing fail, with its name.
 */
export function folderArchive(path: string): Archive {
  return new FolderArchive(resolve(path));
}

class FolderArchive implements Archive {
  readonly location: string;
  /** The folders that this archive has made or found: each is made once, however many files are written at a time. */
  readonly #made = new Map<string, Promise<void>>();

  constructor(location: string) {
    this.location = location;
  }

  async *entries(prefix = "", onRefused?: OnRefused): AsyncGenerator<ArchiveEntry, void, undefined> {
    const folder = checkPrefix(prefix);
    if (folder !== "" && !(await this.#lookUp(folder))?.isDirectory()) return;
    yield* this.#walk(folder, await list(this.#place(folder)), onRefused ?? refuse);
  }

  async exists(): Promise<boolean> {
    return (await stat(this.location).catch(() => undefined)) !== undefined;
  }

  async entry(path: string): Promise<ArchiveEntry | undefined> {
    const found = await this.#lookUp(checkPath(path));
    return found === undefined || found.isDirectory() ? undefined : this.#toEntry(path, found);
  }

  async write(path: string, content: Content): Promise<WrittenFile> {
    await beforeWrite(content, () => this.#makeFoldersOf(checkPath(path)));
    return saveStream(contentStream(content), this.#place(path), { durable: false });
  }

  /** Lists one folder after the other: memory grows with the largest, not with their number. */
  async *#walk(
    folder: string,
    listed: readonly Listed[],
    onRefused: OnRefused,
  ): AsyncGenerator<ArchiveEntry, void, undefined> {
    for (const { name, isFolder } of listed) {
      const path = folder === "" ? name : `${folder}/${name}`;
      try {
        checkPath(path);
      } catch (cause) {
        const found = isFolder ? undefined : await lstatIfAny(this.#place(path));
        const file = found && this.#toEntry(path, found);
        onRefused({ path, reason: reasonOf(cause), cause, ...(file && { file }) });
        continue;
      }
      if (isFolder) {
        const inside = await this.#listed(path, onRefused);
        if (inside !== undefined) yield* this.#walk(path, inside, onRefused);
        continue;
      }
      const found = await lstatIfAny(this.#place(path));
      if (found) yield this.#toEntry(path, found);
      // Otherwise it was removed since the folder was listed, or the name that the system gave was not its own.
      else if (name.includes("\uFFFD")) onRefused({ path, reason: "its name is not valid Unicode" });
    }
  }

  async #listed(folder: string, onRefused: OnRefused): Promise<readonly Listed[] | undefined> {
    try {
      return await list(this.#place(folder));
    } catch (cause) {
      onRefused({ path: folder, reason: reasonOf(cause), cause });
      return undefined;
    }
  }

  #toEntry(path: string, stats: Stats): ArchiveEntry {
    return { path, size: stats.isFile() ? stats.size : undefined, open: () => this.#open(path) };
  }

  async #open(path: string): Promise<Blob> {
    const [root, file] = await Promise.all([realpath(this.location), realpath(this.#place(path))]).catch(
      (cause: unknown) => {
        throw new InvalidInputError(`${path} in ${this.location} leads nowhere.`, { cause });
      },
    );
    const way = relative(root, file);
    if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      throw new InvalidInputError(
        `${path} is a symbolic link that leads out of ${this.location}; it is not followed.`,
      );
    }
    // Opening a pipe or a device would wait for somebody at its other end.
    const stats = await stat(file);
    if (!stats.isFile()) throw new InvalidInputError(`${path} in ${this.location} is not a regular file.`);
    // Reading it would tell neither its name nor why.
    await access(file, constants.R_OK).catch((cause: unknown) => {
      throw new InvalidInputError(
        `${path} in ${this.location} may not be read (${errorCode(cause) ?? "unknown"}).`,
        {
          cause,
        },
      );
    });
    return openFileBlob(file, stats);
  }

  /** What lies at a path, unless there is nothing. */
  async #lookUp(path: string): Promise<Stats | undefined> {
    for (const folder of foldersOf(path)) {
      if ((await lstatIfAny(this.#place(folder)))?.isSymbolicLink()) throw this.#linkedFolder(folder);
    }
    return lstatIfAny(this.#place(path));
  }

  /** Makes the folders that a file lies in. The innermost is looked at each time: somebody may have tidied up. */
  async #makeFoldersOf(path: string): Promise<void> {
    const folders = foldersOf(path);
    const innermost = folders.at(-1);
    if (innermost === undefined) return makeRoot(this.location);
    if (this.#made.has(innermost)) {
      await this.#made.get(innermost);
      if ((await lstatIfAny(this.#place(innermost)))?.isDirectory()) return;
      this.#made.clear();
    }
    await this.#makeOnce("", () => makeRoot(this.location));
    for (const folder of folders) await this.#makeOnce(folder, () => this.#makeFolder(folder));
  }

  async #makeOnce(folder: string, make: () => Promise<void>): Promise<void> {
    const making = this.#made.get(folder) ?? make();
    this.#made.set(folder, making);
    try {
      await making;
    } catch (error) {
      this.#made.delete(folder);
      throw error;
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    try {
      await mkdir(this.#place(folder));
    } catch (cause) {
      const found = await lstatIfAny(this.#place(folder));
      if (found?.isDirectory()) return;
      if (found?.isSymbolicLink()) throw this.#linkedFolder(folder);
      throw new InvalidInputError(`The folder ${folder} cannot be made in ${this.location}.`, { cause });
    }
  }

  #linkedFolder(folder: string): InvalidInputError {
    return new InvalidInputError(
      `${folder} in ${this.location} is a symbolic link; links to folders are not followed.`,
    );
  }

  #place(path: string): string {
    return join(this.location, ...path.split("/"));
  }
}

type OnRefused = (refused: RefusedEntry & { readonly cause?: unknown }) => void;

function refuse({ path, reason, cause }: RefusedEntry & { readonly cause?: unknown }): never {
  if (cause instanceof Error) throw cause;
  throw new InvalidInputError(`${JSON.stringify(path)} is refused: ${reason}.`);
}

function reasonOf(error: unknown): string {
  if (error instanceof InvalidInputError) return error.message.replace(/\.$/u, "");
  throw error;
}

interface Listed {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The names in a folder, in the order that makes the paths below them sorted. */
async function list(place: string): Promise<readonly Listed[]> {
  try {
    const found = await readdir(place, { withFileTypes: true });
    return found
      .filter((dirent) => !isTemporaryName(dirent.name))
      .map((dirent) => ({ name: dirent.name, isFolder: dirent.isDirectory() }))
      .toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new InvalidInputError(`${place} cannot be listed: it is not a folder, or may not be read.`, {
      cause,
    });
  }
}

// "a.txt" comes before "a/b", although "a" comes before "a.txt".
function sortKey({ name, isFolder }: Listed): string {
  return isFolder ? `${name}/` : name;
}

async function makeRoot(location: string): Promise<void> {
  try {
    await mkdir(location, { recursive: true });
  } catch (cause) {
    throw new InvalidInputError(`The folder ${location} cannot be made.`, { cause });
  }
}

async function lstatIfAny(place: string): Promise<Stats | undefined> {
  try {
    return await lstat(place);
  } catch (cause) {
    if (isMissing(cause) || errorCode(cause) === "ENOTDIR") return undefined;
    throw new InvalidInputError(`${place} cannot be looked at (${errorCode(cause) ?? "unknown"}).`, {
      cause,
    });
  }
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}
