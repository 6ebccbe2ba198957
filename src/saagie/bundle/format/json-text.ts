import type { ArchiveEntry } from "../../../core/content/archive.ts";
import { InvalidInputError } from "../../../core/errors.ts";

// The JSON files of exports are small; anything this large is none, and would only fill the memory.
const LARGEST_JSON_BYTES = 64 * 1024 * 1024;

/**
 * Opens a JSON file of an archive, to be read as a whole.
 *
 * @throws {@link InvalidInputError} when it is too large to be `what`.
 */
export async function openText(entry: ArchiveEntry, what: string): Promise<Blob> {
  const content = await entry.open();
  if (content.size <= LARGEST_JSON_BYTES) return content;
  throw new InvalidInputError(`${entry.path} is too large to be ${what}.`);
}

/**
 * Reads the text of a JSON file.
 *
 * @throws {@link InvalidInputError} when it is too large to be `what`.
 */
export async function readText(entry: ArchiveEntry, what: string): Promise<string> {
  return (await openText(entry, what)).text();
}
