import type { Nodes, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import { visit } from "unist-util-visit";

/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  /** With a line break at its end. */
  readonly text: string;
  /** The line its text begins on, from 1. */
  readonly line: number;
}

/** A Markdown text as a tree, with tables. */
export function parseMarkdown(markdown: string): Nodes {
  return fromMarkdown(markdown, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
}

/** Finds the fenced blocks of a Markdown text, in order. */
export function readBlocks(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  visit(parseMarkdown(markdown), "code", ({ lang, value, position }) => {
    if (lang) blocks.push({ language: lang, text: `${value}\n`, line: (position?.start.line ?? 0) + 1 });
  });
  return blocks;
}

/** A table as it is written: its head, and its rows, cell by cell. */
export interface WrittenTable {
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Finds the tables of a Markdown text, in order. */
export function readTables(markdown: string): readonly WrittenTable[] {
  const tables: Table[] = [];
  visit(parseMarkdown(markdown), "table", (table) => void tables.push(table));
  return tables.map(({ children, position }) => {
    const [head = [], ...rows] = children.map((row) =>
      row.children.map(({ children: content }) =>
        markdown.slice(content[0]?.position?.start.offset ?? 0, content.at(-1)?.position?.end.offset ?? 0),
      ),
    );
    return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0, head, rows };
  });
}

/** The rows of the only table whose head begins with a given cell, as they are written. */
export function readTable(markdown: string, firstHead: string): readonly (readonly string[])[] {
  const [found, second] = tablesOf(markdown).filter(({ head: [first] }) => first === firstHead);
  if (found === undefined) throw new Error(`No page has a table that begins with ${firstHead}`);
  if (second !== undefined) throw new Error(`Two tables begin with ${firstHead}`);
  return found.rows;
}

const known = new Map<string, readonly WrittenTable[]>();

/** The tables of a text that is asked for again and again. */
function tablesOf(markdown: string): readonly WrittenTable[] {
  const tables = known.get(markdown) ?? readTables(markdown);
  known.set(markdown, tables);
  return tables;
}

/** The words in back quotes of a text. */
export function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}
