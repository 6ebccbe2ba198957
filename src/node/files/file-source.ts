import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { fileNamed } from "../../core/content/blob-origin.ts";
import { errorCode } from "../../core/error-code.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { openFileBlob } from "./file-blob.ts";

/**
 * Offers a file for upload without reading it: its bytes are read piece by piece while they are sent.
 *
 * @remarks The result carries the base name of the file. It can be sent any number of times; when the file changes after
 * this call, sending it fails.
 * @throws {@link InvalidInputError} when there is no such file, or it is a folder or cannot be read.
 */
export async function fileSource(place: string | URL): Promise<File> {
  const path = typeof place === "string" ? place : pathOf(place);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw new InvalidInputError(`${path} is a folder; a file is needed.`);
    // Opening a pipe or a device would wait for somebody at its other end.
    if (!stats.isFile()) throw new InvalidInputError(`${path} is not a regular file.`);
    await access(path, constants.R_OK);
    return fileNamed(await openFileBlob(path, stats), basename(path));
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw new InvalidInputError(unreadable(path, cause), { cause });
  }
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url.href);
  } catch (cause) {
    throw new InvalidInputError("The file: URL does not name a file of this machine.", { cause });
  }
}

function unreadable(path: string, error: unknown): string {
  const code = errorCode(error) ?? "unknown";
  if (code === "ENOENT" || code === "ENOTDIR") return `There is no file ${path}.`;
  if (code === "EACCES" || code === "EPERM") return `The file ${path} may not be read by this user.`;
  return `The file ${path} cannot be read (${code}).`;
}
