import type { Caller } from "../../core/client.ts";
import { isFootbridgeError, NotFoundError, ProtocolError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { childOf, parentOf, type FilePlace } from "./address.ts";
import { listFolder, readEntries, type FileEntry, type WalkedEntry, type WalkOptions } from "./entries.ts";

// Nothing sensible is this deep; a link that leads to a folder above itself is.
const DEEPEST = 100;

/** Reads what a file or folder is. */
export async function statFile(call: Caller, place: FilePlace, options: CallOptions): Promise<FileEntry> {
  const [entry] = await readEntries(call, place, { ...options, limit: 1, offset: 0 });
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
