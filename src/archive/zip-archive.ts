import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Archive, ArchiveEntry, WrittenFile } from "../core/content/archive.ts";
import { InvalidInputError } from "../core/errors.ts";
import { checkPath, checkPrefix } from "./archive-path.ts";
import { beforeWrite, type Content } from "./content.ts";
import { folderArchive } from "./folder-archive.ts";
import { openFileBlob } from "../node/files/file-blob.ts";
import { ZipContents } from "./zip-contents.ts";
import { readZipDirectory, type ZipDirectory } from "./zip-directory.ts";
import { zipLimits, type ZipLimits } from "./zip-limits.ts";
import { packZip } from "./zip-pack.ts";

/** An archive that is to be closed. */
export interface ClosableArchive extends Archive {
  /** Finishes what was written and removes temporary files; contents opened before cannot be read any more. */
  close(): Promise<void>;
  /** Removes temporary files, and finishes nothing: what was written may be half an export. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of {@link zipArchive} and {@link openArchive}. */
export interface ZipOptions extends ZipLimits {
  /** Replace a zip that is there, as a whole, with the next close; until then it stays. @defaultValue false */
  readonly overwrite?: boolean;
  /** Go on with what an earlier writing left that was never closed, if there is any. @defaultValue false */
  readonly resume?: boolean;
  /** Where all files of a zip lie in one folder, leave that folder out of their paths. @defaultValue false */
  readonly stripRoot?: boolean;
}

/**
 * An archive that is one zip file.
 *
 * @remarks
 * **Writing.** Files are collected in the folder `<path>.part`; {@link ClosableArchive.close} packs them, and the zip takes
 * its name when it is whole. After a crash the folder is still there: with `resume` the same call goes on. A zip that exists
 * is never changed, only replaced as a whole with `overwrite`.
 *
 * **Journals.** What is written below `.footbridge/` beside an existing zip, as an import does to be able to go on, is kept in
 * the folder `<path>.journal` and read as if it lay in the zip. Delete that folder to forget it; it goes when the zip is
 * replaced.
 *
 * **Reading.** Zips of any tool: backslashes as separators, data descriptors, ZIP64, UTF-8 names without the flag. The list
 * of files is read, and the zip judged as a whole, with the first call. A content above 1 MiB is unpacked into a temporary
 * file, which goes with the close, the disposal, or the process. Length and checksum are verified before a content is handed
 * out.
 *
 * Refused with an {@link InvalidInputError} that names the entry: paths that lead out, absolute ones, ones above 2,048
 * bytes, two entries of one name, symbolic links, encrypted entries, other methods than deflate, entries that overlap, a
 * broken directory, and what exceeds the limits.
 *
 * @example
 * ```ts
 * await using archive = zipArchive("sales.zip", { overwrite: true });
 * await saagie.projects.export("Sales", archive);
 * await archive.close();
 * ```
 * @throws {@link InvalidInputError} when a limit is no positive number.
 */
export function zipArchive(path: string, options: ZipOptions = {}): ClosableArchive {
  return new ZipArchive(resolve(path), options);
}

/**
 * The archive at a path: a folder or a zip, whichever is there; where nothing is, a zip if the name ends in `.zip`.
 *
 * @param options - Only of use for a zip.
 * @throws {@link InvalidInputError} when a limit is no positive number.
 * @example
 * ```ts
 * await using archive = await openArchive(process.argv[2] ?? "export");
 * await saagie.jobs.import(archive, { project: "Sales copy" });
 * ```
 */
export async function openArchive(path: string, options: ZipOptions = {}): Promise<ClosableArchive> {
  const found = await stat(path).catch(() => undefined);
  if (found ? !found.isDirectory() : /\.zip$/iu.test(path)) return zipArchive(path, options);
  const nothing = async (): Promise<void> => undefined;
  return Object.assign(folderArchive(path), { close: nothing, [Symbol.asyncDispose]: nothing });
}

const JOURNAL = /^\.footbridge\//u;

class ZipArchive implements ClosableArchive {
  readonly location: string;
  readonly #limits: Required<ZipLimits>;
  readonly #stripRoot: boolean;
  readonly #contents: ZipContents;
  readonly #collected: Archive;
  readonly #journal: Archive;
  #overwrite: boolean;
  #resume: boolean;
  #use: Promise<"reading" | "writing"> | undefined;
  #directory: Promise<ZipDirectory> | undefined;
  #collecting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #writes = 0;

  constructor(location: string, options: ZipOptions) {
    this.location = location;
    this.#limits = zipLimits(options);
    this.#stripRoot = options.stripRoot ?? false;
    this.#overwrite = options.overwrite ?? false;
    this.#resume = options.resume ?? false;
    this.#contents = new ZipContents(location);
    this.#collected = folderArchive(`${location}.part`);
    this.#journal = folderArchive(`${location}.journal`);
  }

  async *entries(prefix = ""): AsyncGenerator<ArchiveEntry, void, undefined> {
    const folder = checkPrefix(prefix);
    if ((await this.#findUse()) === "writing") {
      yield* this.#collected.entries(folder);
      return;
    }
    const zipped = await this.#readDirectory();
    const inside = [...zipped.keys()].filter((path) => folder === "" || path.startsWith(`${folder}/`));
    const noted: string[] = [];
    for await (const { path } of this.#journal.entries(folder)) noted.push(path);
    for (const path of [...new Set([...inside, ...noted])].toSorted()) {
      const entry = await this.entry(path);
      if (entry) yield entry;
    }
  }

  async entry(path: string): Promise<ArchiveEntry | undefined> {
    checkPath(path);
    if ((await this.#findUse()) === "writing") return this.#collected.entry(path);
    const noted = JOURNAL.test(path) ? await this.#journal.entry(path) : undefined;
    if (noted) return noted;
    const found = (await this.#readDirectory()).get(path);
    return found && { path, size: found.uncompressedSize, open: () => this.#contents.open(found) };
  }

  async write(path: string, content: Content): Promise<WrittenFile> {
    this.#writes += 1;
    try {
      const target = await beforeWrite(content, () => this.#findTarget(path));
      return await target.write(path, content);
    } finally {
      this.#writes -= 1;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish().finally(() => (this.#closing = undefined));
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#contents.remove();
  }

  #findUse(): Promise<"reading" | "writing"> {
    this.#use ??= forgetFailure(this.#lookForUse(), () => (this.#use = undefined));
    return this.#use;
  }

  async #lookForUse(): Promise<"reading" | "writing"> {
    if (!this.#overwrite && (await exists(this.location))) return "reading";
    if (!this.#resume && (await exists(this.#collected.location))) throw this.#unfinished();
    return "writing";
  }

  #readDirectory(): Promise<ZipDirectory> {
    this.#directory ??= forgetFailure(this.#openDirectory(), () => (this.#directory = undefined));
    return this.#directory;
  }

  async #openDirectory(): Promise<ZipDirectory> {
    const { location } = this;
    const found = await stat(location).catch(() => undefined);
    // Opening a pipe or a device would wait for somebody at its other end.
    if (!found?.isFile()) throw new InvalidInputError(`${location} is not a regular file.`);
    return readZipDirectory(await openFileBlob(location, found), {
      location,
      limits: this.#limits,
      stripRoot: this.#stripRoot,
    });
  }

  async #findTarget(path: string): Promise<Archive> {
    checkPath(path);
    if (this.#closing)
      throw new InvalidInputError(`${this.location} is being closed; nothing can be written to it.`);
    if ((await this.#findUse()) === "reading") {
      if (!JOURNAL.test(path)) throw this.#present();
      return this.#journal;
    }
    this.#collecting ??= forgetFailure(this.#makeFolder(), () => (this.#collecting = undefined));
    await this.#collecting;
    return this.#collected;
  }

  async #makeFolder(): Promise<void> {
    const folder = this.#collected.location;
    try {
      await mkdir(dirname(folder), { recursive: true });
      await mkdir(folder);
    } catch (cause) {
      if (!(await exists(folder)))
        throw new InvalidInputError(`The folder ${folder} cannot be made.`, { cause });
      // Another process may be at work on the same zip.
      if (!this.#resume) throw this.#unfinished();
    }
  }

  async #finish(): Promise<void> {
    if (this.#writes > 0) {
      throw new InvalidInputError(
        `${this.location} cannot be closed: ${this.#writes} files are being written to it.`,
      );
    }
    // A zip that was only looked at is not made; nor is one of what an earlier process left.
    if (this.#collecting) await this.#pack();
    await this.#contents.remove();
  }

  async #pack(): Promise<void> {
    const { done } = await this.#collected.entries()[Symbol.asyncIterator]().next();
    if (!done) {
      await packZip(this.#collected, {
        place: this.location,
        limits: this.#limits,
        beforeNaming: () => this.#makeWay(),
      });
    }
    await rm(this.#collected.location, { recursive: true, force: true });
    this.#collecting = undefined;
    // From here on it is the new zip that is read.
    this.#use = undefined;
    this.#overwrite = false;
    this.#resume = false;
  }

  async #makeWay(): Promise<void> {
    if (!this.#overwrite && (await exists(this.location))) throw this.#present();
    // It tells about the zip that is replaced.
    await rm(this.#journal.location, { recursive: true, force: true });
  }

  #present(): InvalidInputError {
    return new InvalidInputError(`${this.location} exists already; an existing zip is not changed.`, {
      hint: "Pass overwrite: true to replace it, or choose another path.",
    });
  }

  #unfinished(): InvalidInputError {
    return new InvalidInputError(
      `${this.location} was begun before and never closed: ${this.#collected.location} holds its files.`,
      { hint: "Pass resume: true to go on with them, or delete that folder." },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** A failure is told to those who wait for it; the next call tries again. */
function forgetFailure<T>(work: Promise<T>, forget: () => void): Promise<T> {
  work.catch(forget);
  return work;
}
