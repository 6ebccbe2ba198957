/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The line its text begins on, from 1. */
  readonly line: number;
}

/** Finds the fenced blocks of a Markdown text, in order. */
export function readBlocks(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = "", 2: text = "", index }) => ({
      language,
      text,
      line: markdown.slice(0, index).split("\n").length + 1,
    }),
  );
}

/** The cells of the table whose head begins with a given cell, row by row, without the head. */
export function readTable(markdown: string, firstHead: string): readonly (readonly string[])[] {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => cells(line)[0] === firstHead);
  if (start < 0) throw new Error(`README has no table that begins with ${firstHead}`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  return lines.slice(start + 2, start + length).map(cells);
}

function cells(line: string): readonly string[] {
  if (!line.startsWith("|")) return [];
  return line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

/** The words in back quotes of a text. */
export function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}
