import { readdirSync, readFileSync } from "node:fs";
import { readBlocks, type Block } from "./blocks.ts";

// What users read: README, and a page beside what it is about. A new page is found by itself.

/** A page of Markdown. */
export interface Page {
  /** From the root of the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

const project = new URL("../../", import.meta.url);

const pagesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, project), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".md"))
    .toSorted();

/** All pages, README first. */
export const pages: readonly Page[] = ["README.md", ...pagesIn("src"), ...pagesIn(".github")].map((path) => ({
  path,
  text: readFileSync(new URL(path, project), "utf8"),
}));

/** All pages as one text: what one of them has to tell, such as a table, is looked for in all of them. */
export const manual: string = pages.map(({ text }) => text).join("\n");

/** A fenced block, and the page that has it. */
export interface PageBlock extends Block {
  readonly page: string;
}

/** The fenced blocks of all pages. */
export const blocks: readonly PageBlock[] = pages.flatMap(({ path, text }) =>
  readBlocks(text).map((block) => ({ ...block, page: path })),
);

/** The text of one page. @throws Error when there is no such page */
export function pageAt(path: string): string {
  const page = pages.find((one) => one.path === path);
  if (page === undefined) throw new Error(`There is no page ${path}`);
  return page.text;
}
