import { fileNamed } from "./blob-origin.ts";
import { InvalidInputError } from "../errors.ts";
import { expectErrors } from "../retry/expect-errors.ts";
import { fileAt, isForeignBlob, isUrl, prepareContent, type UploadContent } from "./upload-content.ts";

/**
 * A file to upload: a path or a `file:` URL (on Node), a `File`, or named content.
 *
 * @remarks A path is read while it is sent, never as a whole. A stream is first written to a temporary file on Node (to
 * memory elsewhere), since an upload must be repeatable after a renewed log-in.
 */
export type UploadSource = string | URL | File | NamedContent;

/** Content with the name it shall have at the platform. */
export interface NamedContent {
  /** The file's name, e.g. `report.py`; directories are dropped. */
  readonly name: string;
  readonly content: UploadContent;
}

/** A file that is ready to be sent, any number of times. */
export interface PreparedUpload {
  readonly file: File;
  /** Removes what was made for the upload. */
  release(): Promise<void>;
}

/**
 * Prepares an upload.
 *
 * @throws {@link InvalidInputError} when it is none, the file is missing, is a folder or cannot be read, or the name is empty;
 * the signal's reason when it is aborted while a stream is read.
 */
export async function prepareUpload(source: UploadSource, signal?: AbortSignal): Promise<PreparedUpload> {
  signal?.throwIfAborted();
  const named = namedContent(source);
  if (named === undefined) {
    const file = await fileAt(source as string | URL);
    return { file, release: () => Promise.resolve() };
  }
  // Checked before a stream is read: it cannot be read again.
  const name = baseName(named.name);
  const { blob, release } = await prepareContent(named.content, { signal });
  return { file: fileNamed(blob, name), release };
}

/**
 * The content of an upload with its name; `undefined` for a path or URL, which is both.
 *
 * @throws {@link InvalidInputError} for what is neither.
 */
export function namedContent(
  source: UploadSource,
): { readonly name: string; readonly content: unknown } | undefined {
  const given: unknown = source;
  expectErrors(given);
  if (typeof given === "string") return undefined;
  if (typeof given === "object" && given !== null) {
    if (isUrl(given)) return undefined;
    const isFile = given instanceof Blob || isForeignBlob(given);
    if ("name" in given && typeof given.name === "string") {
      if (isFile) return { name: given.name, content: given };
      if ("content" in given) return { name: given.name, content: given.content };
    }
  }
  throw new InvalidInputError(
    "What is to be uploaded is neither a path, a file: URL, a File nor { name, content }.",
    {
      hint: 'Give a stream or bytes with a name: { name: "report.py", content }.',
    },
  );
}

/** A path would become part of the name at the platform. */
function baseName(name: string): string {
  const base = name.split(/[\\/]/u).at(-1) ?? "";
  if (base !== "" && base !== "." && base !== "..") return base;
  throw new InvalidInputError(`${JSON.stringify(name)} is not a file name.`, {
    hint: "Give a name such as report.py.",
  });
}
