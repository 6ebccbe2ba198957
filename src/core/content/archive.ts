import { InvalidInputError } from "../errors.ts";

/** One file of an archive; its content is opened only when asked for. */
export interface ArchiveEntry {
  /** Relative POSIX path, e.g. `jobs/42/job.json`. */
  readonly path: string;
  /** Size in bytes, where the backend knows it without opening the file. */
  readonly size: number | undefined;
  /** Opens the content; a large file stays where it is and is read piece by piece. */
  open(): Promise<Blob>;
}

/** What a written file amounts to. */
export interface WrittenFile {
  /** Size in bytes. */
  readonly size: number;
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: string;
}

/** Something in an archive that cannot be one of its files. */
export interface RefusedEntry {
  /** Where it lies: a file, or a folder with all that is in it. */
  readonly path: string;
  /** Why, for people. */
  readonly reason: string;
  /** The file, where it is there and can be read, and only its name is one that no archive could write. */
  readonly file?: ArchiveEntry;
}

/** An archive that can be read. */
export interface ReadableArchive {
  /**
   * The files below `prefix` (all files by default), sorted by path. What can be none, by its name or because it may not be
   * read, ends the listing with an error; with `onRefused`, that is told of it instead.
   */
  entries(prefix?: string, onRefused?: (refused: RefusedEntry) => void): AsyncIterable<ArchiveEntry>;
  /** Whether it is there: a folder may never have been made. An archive without this method is. */
  exists?(): Promise<boolean>;
  /** One file, or `undefined` where there is none. */
  entry(path: string): Promise<ArchiveEntry | undefined>;
}

/** An archive that can be written. */
export interface WritableArchive {
  /** Writes one file whole or not at all: a failure leaves no half file under the final name. */
  write(path: string, content: string | Blob | ReadableStream<Uint8Array>): Promise<WrittenFile>;
}

/** Path → content, wherever it lies; platforms write and read it without touching a disk. */
export interface Archive extends ReadableArchive, WritableArchive {
  /** Where it lies, for messages. */
  readonly location: string;
}

// A control character or one that some file system refuses.
const UNSAFE = /[\u0000-\u001f\u007f\\:*?"<>|]/u;
// Names that stand for devices on Windows, with any ending.
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;
const LONE_SURROGATE = /\p{Surrogate}/u;
const LONGEST_BYTES = 255;
// No system takes much more with the folder that an archive lies in; and the folders of a hostile path, one inside the
// other, would be many times as long together.
const LONGEST_PATH_BYTES = 2048;
const SHOWN_CHARACTERS = 80;
const encoder = new TextEncoder();

/**
 * Checks a path that comes from an archive, a server or a caller: relative, POSIX, without a way out, and one and the same
 * file on every system.
 *
 * @throws {@link InvalidInputError} naming the path and what is wrong with it.
 */
export function checkArchivePath(path: string): string {
  const fault = pathFault(path);
  if (fault === undefined) return path;
  // A path without end is not repeated to its end.
  const shown = isTooLong(path) ? `${path.slice(0, SHOWN_CHARACTERS)}…` : path;
  throw new InvalidInputError(`The archive path ${JSON.stringify(shown)} is refused: ${fault}.`);
}

function isTooLong(path: string): boolean {
  return encoder.encode(path).byteLength > LONGEST_PATH_BYTES;
}

function pathFault(path: string): string | undefined {
  if (path === "") return "it is empty";
  if (isTooLong(path)) return `it is longer than ${LONGEST_PATH_BYTES} bytes`;
  if (path.startsWith("/")) return "it is absolute";
  if (UNSAFE.test(path)) return "it holds a character that is not allowed in file names";
  for (const segment of path.split("/")) {
    if (segment === "") return "it has an empty segment";
    if (segment === "." || segment === "..") return `it has a "${segment}" segment`;
    const fault = segmentFault(segment);
    if (fault) return fault;
  }
  return undefined;
}

/** Why a single name is not one and the same file on every system, or `undefined` when it is. */
export function segmentFault(name: string): string | undefined {
  if (DEVICE.test(name)) return `"${name}" is a device on Windows`;
  // Windows drops these, so that two names become one, and ".. " becomes "..".
  if (/[. ]$/u.test(name)) return "a name ends in a dot or a space";
  // File systems replace them, so that two names become one.
  if (LONE_SURROGATE.test(name)) return "it is not valid Unicode";
  if (encoder.encode(name).byteLength > LONGEST_BYTES) return `a name is longer than ${LONGEST_BYTES} bytes`;
  return undefined;
}

/**
 * Whether a name can be that of a file in an archive.
 *
 * @remarks Names with this library's own prefix cannot: some of them stand for unfinished files.
 */
export function isFileName(name: string): boolean {
  return !name.includes("/") && !name.startsWith(".footbridge") && pathFault(name) === undefined;
}
