import type { Caller } from "../../core/client.ts";
import { isFootbridgeError, NotFoundError, ProtocolError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { filesOperations, type FilesListResult } from "../../../generated/agave/methods.ts";
import { Listing, type ListingOptions } from "../listing/listing.ts";
import { childOf, parentOf, type FilePlace } from "./address.ts";
import { callAt } from "./at-place.ts";

/** A file or folder, as a listing shows it. */
export type FileEntry = FilesListResult[number];

/** A file or folder below another. */
export interface WalkedEntry extends FileEntry {
  /** The path from the folder that was walked through. */
  readonly relativePath: string;
}

/** Options of a walk. */
export interface WalkOptions extends CallOptions {
  /** Whether folders are told of, too. @defaultValue true */
  readonly folders?: boolean;
}

// The remote's own `.` and `..` are not shown, and count towards a page.
const HIDDEN_RECORDS = 2;
// Nothing sensible is this deep; a link that leads to a folder above itself is.
const DEEPEST = 100;

const LIST = { named: filesOperations.list, byDefault: filesOperations.listOnDefault };

/** Lists a folder, or one file. */
export function listFolder(call: Caller, place: FilePlace, options: ListingOptions): Listing<FileEntry> {
  return new Listing(
    {
      read: (rest, callOptions) => callAt(call, LIST, { place, rest, options: callOptions }),
      mark: ({ path, name }) => `${path}/${name}`,
      isEntry: ({ name }) => name !== ".",
      mayLack: HIDDEN_RECORDS,
    },
    options,
  );
}

/** Reads what a file or folder is. */
export async function statFile(call: Caller, place: FilePlace, options: CallOptions): Promise<FileEntry> {
  const [entry] = await callAt(call, LIST, { place, rest: { limit: 1, offset: 0 }, options });
  if (entry === undefined)
    throw new NotFoundError("This file does not exist, or is not visible to this user.", {
      platform: "agave",
      operation: "FilesList",
    });
  if (entry.name !== ".") return entry;
  return { ...entry, name: /^\/*$/u.test(place.path) ? entry.name : parentOf(place).name };
}

/** Whether there is such a file or folder. */
export async function fileExists(call: Caller, place: FilePlace, options: CallOptions): Promise<boolean> {
  try {
    await statFile(call, place, options);
    return true;
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND")) return false;
    throw error;
  }
}

/** All that is below a folder: each folder before what it holds. */
export async function* walkFolder(
  call: Caller,
  place: FilePlace,
  { folders = true, ...options }: WalkOptions,
): AsyncGenerator<WalkedEntry, void, undefined> {
  yield* walk(place, "", 0);

  async function* walk(
    folder: FilePlace,
    prefix: string,
    depth: number,
  ): AsyncGenerator<WalkedEntry, void, undefined> {
    if (depth > DEEPEST)
      throw new ProtocolError("The folders are too deep: a link may lead to a folder above it.");
    for await (const entry of listFolder(call, folder, options)) {
      const name = checkedName(entry.name);
      const relativePath = `${prefix}${name}`;
      const isFolder = entry.type === "dir";
      if (!isFolder || folders) yield { ...entry, relativePath };
      if (isFolder) yield* walk(childOf(folder, name), `${relativePath}/`, depth + 1);
    }
  }
}

/** A name becomes part of a path: one that is none is not followed. */
function checkedName(name: string): string {
  if (name !== "" && name !== "." && name !== ".." && !name.includes("/") && !name.includes("\u0000"))
    return name;
  throw new ProtocolError("A listing holds an entry whose name is not one.", { platform: "agave" });
}
