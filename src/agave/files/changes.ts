import { InvalidInputError, isFootbridgeError, RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { filesOperations, type FilesManageResult } from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import type { FileNotification } from "../notifications/events.ts";
import { parentOf, uriOf, type FilePlace } from "./address.ts";
import { callAt } from "./at-place.ts";
import { statFile } from "./walk.ts";

/** What the service keeps of a file that it received, made or moved; null where it says nothing. */
export type FileHandle = FilesManageResult;

/** Options of fetching a file. */
export interface ImportOptions extends CallOptions {
  /** Who is told about it. */
  readonly notifications?: readonly FileNotification[];
  /** What the file is. @defaultValue "raw" */
  readonly fileType?: string;
}

const MANAGE = { named: filesOperations.manage, byDefault: filesOperations.manageOnDefault };
const DELETE = { named: filesOperations.delete, byDefault: filesOperations.deleteOnDefault };
const IMPORT = { named: filesOperations.import, byDefault: filesOperations.importOnDefault };

/** Makes a folder, with those above it; one that is there is left as it is. */
export async function makeFolder(
  { call }: AgaveContext,
  place: FilePlace,
  options: CallOptions,
): Promise<void> {
  if (/^\/*$/u.test(place.path)) return;
  const isAbsolute = place.path.startsWith("/");
  const top = { system: place.system, path: isAbsolute ? "/" : "" };
  const action = { action: "mkdir", path: place.path.replace(/^\/+/u, "") };
  try {
    await callAt(call, MANAGE, { place: top, rest: { action }, options });
  } catch (error) {
    // Older services refuse what is there, and newer ones a file in its place: a look tells the two apart.
    const isRefusal = isFootbridgeError(error) && error.status === 400;
    const isUnknown = isFootbridgeError(error, "OUTCOME_UNKNOWN");
    if (!isRefusal && !isUnknown) throw error;
    const entry = await statFile(call, place, options).catch(() => undefined);
    if (entry?.type === "dir") return;
    if (entry === undefined) throw error;
    throw new RefusedError("There is a file where the folder shall be.", { platform: "agave" });
  }
}

/** Options of a copy. */
export interface CopyOptions extends CallOptions {
  /** Adds to the file that is there. @defaultValue false */
  readonly append?: boolean;
}

/** Copies a file or folder; to another system the service copies by itself, after the call. */
export async function copyFile(
  context: AgaveContext,
  { from, to }: { readonly from: FilePlace; readonly to: FilePlace },
  { append, ...options }: CopyOptions,
): Promise<FileHandle> {
  if (from.system !== to.system) {
    if (append) throw new InvalidInputError("To add to a file works on one system only.");
    return importFile(context, { url: uriOf(from), to }, options);
  }
  const action = { action: "copy", path: to.path, ...(append === undefined ? {} : { append }) };
  return callAt(context.call, MANAGE, { place: from, rest: { action }, options });
}

/** Moves a file or folder within its system. */
export async function moveFile(
  { call }: AgaveContext,
  { from, to }: { readonly from: FilePlace; readonly to: FilePlace },
  options: CallOptions,
): Promise<FileHandle> {
  if (from.system !== to.system)
    throw new InvalidInputError("A file cannot be moved to another system.", {
      hint: "Copy it, wait for the copy, and delete the original.",
    });
  return callAt(call, MANAGE, { place: from, rest: { action: { action: "move", path: to.path } }, options });
}

/** Gives a file or folder another name in its folder. */
export async function renameFile(
  { call }: AgaveContext,
  { place, name }: { readonly place: FilePlace; readonly name: string },
  options: CallOptions,
): Promise<FileHandle> {
  if (name === "" || name === "." || name === ".." || name.includes("/"))
    throw new InvalidInputError(`${JSON.stringify(name)} is not a name of a file.`, {
      hint: "Move it to give it another folder.",
    });
  return callAt(call, MANAGE, { place, rest: { action: { action: "rename", path: name } }, options });
}

/** Deletes a file, or a folder with all in it. */
export async function deleteFile(
  { call }: AgaveContext,
  place: FilePlace,
  options: CallOptions,
): Promise<void> {
  if (/^\/*$/u.test(place.path))
    throw new InvalidInputError("The home folder and the root of a system are not deleted as a whole.", {
      hint: "Delete what they hold.",
    });
  await callAt(call, DELETE, { place, rest: {}, options });
}

/** Lets the service fetch a file. */
export async function importFile(
  { call }: AgaveContext,
  { url, to }: { readonly url: string; readonly to: FilePlace },
  { notifications, fileType, ...options }: ImportOptions,
): Promise<FileHandle> {
  const { parent, name } = parentOf(to);
  const file = {
    urlToIngest: url,
    fileName: name,
    ...(fileType === undefined ? {} : { fileType }),
    ...(notifications === undefined ? {} : { notifications }),
  };
  return callAt(call, IMPORT, { place: parent, rest: { file }, options });
}
