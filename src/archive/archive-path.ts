import { checkArchivePath } from "../core/content/archive.ts";
import { InvalidInputError } from "../core/errors.ts";
import { isTemporaryName } from "../node/files/temporary-name.ts";

/**
 * Checks a path of an archive: to the rules of the core it adds that no name is one that stands for an unfinished
 * file.
 *
 * @throws {@link InvalidInputError} naming the path and what is wrong with it.
 */
export function checkPath(path: string): string {
  checkArchivePath(path);
  for (const segment of path.split("/")) {
    if (!isTemporaryName(segment)) continue;
    throw new InvalidInputError(
      `The archive path ${JSON.stringify(path)} is refused: a name stands for an unfinished file.`,
    );
  }
  return path;
}

/** Checks the folder whose files are asked for; `""` stands for all, and a slash at the end is allowed. */
export function checkPrefix(prefix: string): string {
  return prefix === "" ? "" : checkPath(prefix.replace(/\/$/u, ""));
}

/** The folders a path lies in, outermost first. */
export function foldersOf(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}
