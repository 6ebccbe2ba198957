import { stripVTControlCharacters } from "node:util";
import { eastAsianWidth } from "get-east-asian-width";

/** Rows below a head; every row has a cell for each column. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const GAP = "   ";
const graphemes = new Intl.Segmenter();

/** Sets a table as lines of aligned columns, the head first; a cell of several lines takes as many. */
export function tableLines({ head, rows }: Table): readonly string[] {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.split("\n")));
  const widths = head.map((_, column) =>
    cells.flatMap((row) => row[column] ?? []).reduce((widest, line) => Math.max(widest, widthOf(line)), 0),
  );
  return cells.flatMap((row) => {
    const height = Math.max(...row.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => {
      const line = widths.map((width, column) => padded(row[column]?.[at] ?? "", width));
      return line.join(GAP).trimEnd();
    });
  });
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(width - widthOf(text), 0));
}

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) {
    const isPicture = /^\p{Emoji_Presentation}|\uFE0F/u.test(segment);
    width += isPicture ? 2 : eastAsianWidth(segment.codePointAt(0) ?? 0);
  }
  return width;
}
