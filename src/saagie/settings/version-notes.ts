/** What describes a version without changing what it runs. */
export type VersionNote = "releaseNote" | "sourceUrl";

/** What describes a version. */
export type VersionNotes = { readonly [Note in VersionNote]?: string | null | undefined };

/**
 * Names the notes that a definition gives and the current version does not have, for when no new version carries them:
 * a commit link or a note of each build would otherwise make a version of each build.
 */
export function notApplied(current: VersionNotes, wanted: VersionNotes): readonly VersionNote[] {
  const notes: readonly VersionNote[] = ["releaseNote", "sourceUrl"];
  return notes.filter(
    (note) => wanted[note] !== undefined && (wanted[note] || null) !== (current[note] || null),
  );
}
