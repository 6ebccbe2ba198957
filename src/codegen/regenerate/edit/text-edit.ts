/** A change of the text of one file. */
export interface TextEdit {
  readonly file: string;
  /** Where the text that goes begins, counted from 0. */
  readonly start: number;
  /** Where it ends; the same as `start` for what is only put in. */
  readonly end: number;
  readonly text: string;
  /** Of several at one place, the order: what belongs to a member, its annotations, what comes behind it. */
  readonly rank: "member" | "annotation" | "sibling";
}

const RANKS: readonly TextEdit["rank"][] = ["member", "annotation", "sibling"];

/**
 * Carries out edits of one text.
 *
 * @param edits - no two of them take away the same place; what is put in at one place keeps its order
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted(
    (left, right) =>
      left.start - right.start ||
      RANKS.indexOf(left.rank) - RANKS.indexOf(right.rank) ||
      left.end - right.end,
  );
  const pieces: string[] = [];
  let at = 0;
  for (const edit of ordered) {
    pieces.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return pieces.join("") + text.slice(at);
}
