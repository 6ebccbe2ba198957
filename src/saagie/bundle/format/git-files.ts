import type { ReadableArchive, WritableArchive } from "../../../core/content/archive.ts";

/** Tells Git how to treat the files beside it. */
export const ATTRIBUTES_FILE = ".gitattributes";

const ATTRIBUTES = `# Every file of an export is kept byte for byte: with other line ends a script may not run any more, and its
# checksum would be another.
* -text
`;

/**
 * Writes what keeps Git from changing an export that is kept in it. A file that is there already is left alone.
 *
 * @returns what its owner should know
 */
export async function writeGitFiles(
  archive: WritableArchive & Partial<Pick<ReadableArchive, "entry">>,
): Promise<readonly string[]> {
  const there = await archive.entry?.(ATTRIBUTES_FILE);
  const text = there && (await (await there.open()).text());
  if (text === undefined) {
    await archive.write(ATTRIBUTES_FILE, ATTRIBUTES);
    return [];
  }
  if (/^\*\s.*(?:-text\b|\bbinary\b)/mu.test(text)) return [];
  return [
    `${ATTRIBUTES_FILE} was there before and is left alone: without a line "* -text" in it, Git may change the line ends of packages.`,
  ];
}
