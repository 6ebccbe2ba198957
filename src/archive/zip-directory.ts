import { BlobReader, ZipReader, type Entry, type FileEntry } from "@zip.js/zip.js/lib/zip-core-native.js";
import { InvalidInputError, isFootbridgeError } from "../core/errors.ts";
import { checkPath, foldersOf } from "./archive-path.ts";
import { isTooDense, ZipTally, type ZipLimits } from "./zip-limits.ts";

/** What lies in a zip: its files by path, sorted. */
export type ZipDirectory = ReadonlyMap<string, FileEntry>;

/** How a zip is read. */
export interface ReadDirectoryOptions {
  /** Where it lies, for messages. */
  readonly location: string;
  readonly limits: Required<ZipLimits>;
  readonly stripRoot: boolean;
}

/**
 * Reads the central directory of a zip, and refuses a zip that could do harm as a whole: nothing of it is unpacked.
 *
 * @throws {@link InvalidInputError} naming the entry and what is wrong with it.
 */
export async function readZipDirectory(file: Blob, options: ReadDirectoryOptions): Promise<ZipDirectory> {
  const { location, limits, stripRoot } = options;
  const tally = new ZipTally(location, limits);
  const all: Entry[] = [];
  const files = new Map<string, FileEntry>();
  try {
    for await (const entry of listed(file, limits)) {
      tally.add(entry.filename, entry.uncompressedSize);
      all.push(entry);
      // Nobody reads them, and a hostile zip holds millions.
      entry.extraField?.clear();
      const path = checkEntry(entry, limits);
      if (path === undefined || entry.directory || isFolder(entry)) continue;
      if (files.has(path)) throw refused(entry, "the archive holds two files of that name");
      files.set(path, entry);
    }
    checkFolders(files);
    checkOverlaps(all);
  } catch (error) {
    throw asInvalidInput(error, location, all.at(-1));
  }
  const found = stripRoot ? withoutRoot(files) : files;
  return new Map([...found].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

async function* listed(file: Blob, { maxEntries }: Required<ZipLimits>): AsyncGenerator<Entry, void> {
  const reader = new DirectoryReader(file, maxEntries * BYTES_AN_ENTRY);
  // Names are checked here, to the rules that hold for every archive.
  yield* new ZipReader(reader, { filenameValidation: "tolerant" }).getEntriesGenerator();
  reader.lift();
}

const MOST_READS = 1000;
// More than any tool writes on average: header, path and times.
const BYTES_AN_ENTRY = 320;
const LEAST_LIMIT_BYTES = 1024 ** 2;

/** A broken or hostile directory can make its reader look everywhere, or take it all into memory. */
class DirectoryReader extends BlobReader {
  #maxReadBytes: number;
  #readsLeft = MOST_READS;

  constructor(file: Blob, maxReadBytes: number) {
    super(file);
    this.#maxReadBytes = Math.max(maxReadBytes, LEAST_LIMIT_BYTES);
  }

  /** Ends the limits: the directory is read, and from now on contents are. */
  lift(): void {
    this.#maxReadBytes = Infinity;
    this.#readsLeft = Infinity;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    this.#readsLeft -= 1;
    if (this.#readsLeft < 0) throw new Error("its central directory leads nowhere");
    if (length > this.#maxReadBytes) throw new Error("its central directory is too large");
    return super.readUint8Array(index, length);
  }
}

const TYPE = 0o170000;
// Nothing said, a regular file, a folder.
const PLAIN_TYPES: ReadonlySet<number> = new Set([0, 0o100000, 0o040000]);
const STORED = 0;
const DEFLATED = 8;

/** The path of an entry; `undefined` for the root, which some tools list. */
function checkEntry(entry: Entry, limits: Required<ZipLimits>): string | undefined {
  const { compressionMethod, compressedSize, uncompressedSize } = entry;
  if (entry.symlink) throw refused(entry, "it is a symbolic link");
  if (!PLAIN_TYPES.has((entry.externalFileAttributes >>> 16) & TYPE))
    throw refused(entry, "it is neither a file nor a folder");
  if (entry.encrypted) throw refused(entry, "it is encrypted");
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw refused(entry, `it is packed by method ${compressionMethod}; only deflate is read`);
  if (compressionMethod === STORED && compressedSize !== uncompressedSize)
    throw refused(entry, "its two sizes do not agree");
  if (isFolder(entry) && uncompressedSize > 0) throw refused(entry, "it is a folder with a content");
  if (isTooDense(entry, limits.maxRatio)) {
    throw refused(entry, `it unpacks to more than ${limits.maxRatio} times its size (see maxRatio)`);
  }
  return checkName(entry);
}

function isFolder({ directory, filename }: Entry): boolean {
  return directory || filename.endsWith("\\");
}

function checkName(entry: Entry): string | undefined {
  // Some tools of Windows write backslashes; a zip knows no other use of them.
  const path = entry.filename.replaceAll("\\", "/").replace(/^(?:\.\/)+/u, "");
  if (!isFolder(entry)) return checkPath(path);
  const folder = path.replace(/\/$/u, "");
  return folder === "" ? undefined : checkPath(folder);
}

/** A name cannot be a file and a folder at once. */
function checkFolders(files: ZipDirectory): void {
  for (const [path, entry] of files) {
    const file = foldersOf(path).find((folder) => files.has(folder));
    if (file !== undefined) throw refused(entry, `${JSON.stringify(file)} is a file, not a folder`);
  }
}

const LOCAL_HEADER_BYTES = 30;

/** Entries that share bytes let a small file unpack to a huge one. */
function checkOverlaps(entries: readonly Entry[]): void {
  let end = 0;
  for (const entry of entries.toSorted((one, other) => one.offset - other.offset)) {
    if (entry.offset < end) throw refused(entry, "it overlaps another entry");
    end = entry.offset + LOCAL_HEADER_BYTES + entry.compressedSize;
  }
}

/** Leaves out the one folder that all files lie in, where there is one. */
function withoutRoot(files: ZipDirectory): ZipDirectory {
  // What the Finder of macOS adds beside the folder.
  const kept = [...files].filter(([path]) => !path.startsWith("__MACOSX/"));
  const [root, ...others] = new Set(kept.map(([path]) => path.slice(0, path.indexOf("/") + 1)));
  if (!root || others.length > 0) return files;
  return new Map(kept.map(([path, entry]) => [path.slice(root.length), entry]));
}

function refused(entry: Entry, fault: string): InvalidInputError {
  return new InvalidInputError(`The entry ${JSON.stringify(entry.filename)} is refused: ${fault}.`);
}

function asInvalidInput(error: unknown, location: string, last: Entry | undefined): InvalidInputError {
  if (isFootbridgeError(error)) {
    return new InvalidInputError(`${location} cannot be read. ${error.message}`, { cause: error });
  }
  const reason = error instanceof Error ? error.message : "unknown";
  const where = last === undefined ? "" : `, after the entry ${JSON.stringify(last.filename)}`;
  return new InvalidInputError(`${location} is not a whole zip archive${where} (${reason}).`, {
    cause: error,
  });
}
