// What stands for the archives on the disk where the package is bundled for a page: see `browser` in package.json.
import { InvalidInputError } from "../core/errors.ts";

/** @throws {@link InvalidInputError}, always. */
export function folderArchive(): never {
  throw noDisk("folderArchive");
}

/** @throws {@link InvalidInputError}, always. */
export function zipArchive(): never {
  throw noDisk("zipArchive");
}

/** @throws {@link InvalidInputError}, always. */
export async function openArchive(): Promise<never> {
  throw noDisk("openArchive");
}

function noDisk(name: string): InvalidInputError {
  return new InvalidInputError(`${name} needs Node, and this program was bundled for a page.`, {
    hint: "Use memoryArchive, or an archive of your own.",
  });
}
