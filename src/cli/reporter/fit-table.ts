import { tableLines, widthOf, type Table } from "./table.ts";

const GAP_WIDTH = 3;

/**
 * Sets a table in lines of at most `width` columns: cells go on in a further line between two words, and where even that is too
 * wide, each row becomes lines of its own, `head  cell`. No word is ever broken: one that is wider than all the room stays whole.
 */
export function fitTable(table: Table, width: number): readonly string[] {
  const { head, rows } = table;
  const gaps = GAP_WIDTH * (head.length - 1);
  const natural = columnWidths(table, (cell) => widest(cell.split("\n")));
  if (sum(natural) + gaps <= width) return tableLines(table);
  const least = columnWidths(table, (cell) => widest(cell.split(/\s+/u)));
  const spare = width - gaps - sum(least);
  if (spare < 0) return stacked(table, width);
  const widths = share(spare, least, natural);
  const wrapped = rows.map((row) => row.map((cell, column) => wrap(cell, widths[column] ?? 0).join("\n")));
  return tableLines({
    head: head.map((name, column) => wrap(name, widths[column] ?? 0).join("\n")),
    rows: wrapped,
  });
}

/** Breaks a text into lines of at most `width` columns between two words; a word that is wider has a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(/ +/u)) {
      if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    return [...lines, line];
  });
}

/** Gives what is left to the columns that need it, the one that lacks least first: most columns end up whole. */
function share(spare: number, least: readonly number[], natural: readonly number[]): readonly number[] {
  const widths = [...least];
  const needs = widths
    .map((width, column) => ({ column, need: (natural[column] ?? width) - width }))
    .filter(({ need }) => need > 0)
    .toSorted((a, b) => a.need - b.need);
  let left = spare;
  for (const [at, { column, need }] of needs.entries()) {
    const given = Math.min(need, Math.floor(left / (needs.length - at)));
    widths[column] = (widths[column] ?? 0) + given;
    left -= given;
  }
  return widths;
}

/** Each row as a block of lines, one a cell; what has nothing to say is left out. */
function stacked({ head, rows }: Table, width: number): readonly string[] {
  const label = widest(head);
  return rows.flatMap((row, at) => {
    const lines = row.flatMap((cell, column) => {
      if (cell === "") return [];
      const [first = "", ...more] = wrap(cell, Math.max(1, width - label - GAP_WIDTH));
      const name = head[column] ?? "";
      const start = name + " ".repeat(label - widthOf(name) + GAP_WIDTH);
      return [start + first, ...more.map((line) => " ".repeat(label + GAP_WIDTH) + line)];
    });
    return at === 0 ? lines : ["", ...lines];
  });
}

function columnWidths({ head, rows }: Table, measure: (cell: string) => number): readonly number[] {
  return head.map((name, column) =>
    rows.reduce((most, row) => Math.max(most, measure(row[column] ?? "")), measure(name)),
  );
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
