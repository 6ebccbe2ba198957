/** Unchanged lines that are shown around a change. */
const CONTEXT = 3;

/** A line of one of the texts, or of both. */
interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/**
 * Shows what differs between two texts, as `diff -u` does.
 *
 * @param before - the old text; undefined for a new file
 * @returns nothing when they are equal
 */
export function unifiedDiff(name: string, before: string | undefined, after: string): string {
  if (before === after) return "";
  const lines = compareLines(linesOf(before ?? ""), linesOf(after));
  const head = [`--- ${before === undefined ? "/dev/null" : `a/${name}`}`, `+++ b/${name}`];
  return `${[...head, ...hunksOf(lines).flatMap((hunk) => printHunk(lines, hunk))].join("\n")}\n`;
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  // How many lines the rests from there on have in common.
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, young] = [before[row], after[column]];
    if (old !== undefined && old === young) {
      lines.push({ mark: " ", text: old });
      [row, column] = [row + 1, column + 1];
    } else if (old !== undefined && (young === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ mark: "-", text: old });
      row += 1;
    } else {
      lines.push({ mark: "+", text: young ?? "" });
      column += 1;
    }
  }
  return lines;
}

interface Hunk {
  readonly start: number;
  readonly end: number;
}

/** The changed lines with those around them; what lies close together is one. */
function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const [index, { mark }] of lines.entries()) {
    if (mark === " ") continue;
    const [start, end] = [Math.max(0, index - CONTEXT), Math.min(lines.length, index + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last !== undefined && start <= last.end) hunks[hunks.length - 1] = { start: last.start, end };
    else hunks.push({ start, end });
  }
  return hunks;
}

function printHunk(lines: readonly Line[], { start, end }: Hunk): readonly string[] {
  const count = (from: number, to: number, mark: Line["mark"]): number =>
    lines.slice(from, to).filter((line) => line.mark === " " || line.mark === mark).length;
  const range = (mark: Line["mark"]): string => {
    const length = count(start, end, mark);
    // Where a side has no line, the number is that of the line before.
    return `${count(0, start, mark) + (length === 0 ? 0 : 1)},${length}`;
  };
  return [
    `@@ -${range("-")} +${range("+")} @@`,
    ...lines.slice(start, end).map(({ mark, text }) => `${mark}${text}`),
  ];
}
