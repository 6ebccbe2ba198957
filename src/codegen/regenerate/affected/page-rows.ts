import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A row of a table of methods that speaks of a remote call. */
export interface PageRow {
  /** The page that has it, from the root of the project, with `/`. */
  readonly page: string;
  readonly line: number;
  /** The first cell, as it is written. */
  readonly title: string;
  /** The methods that the row is about, e.g. `jobs.duplicate`. */
  readonly methods: readonly string[];
  /** The root fields that they ask for. */
  readonly fields: readonly string[];
}

/** What the last column of a table of methods is called. */
const REMOTE = "Remote call";

/** Reads the tables of methods out of a project's README, and out of the pages beside its sources. */
export function readPageRows(project: string): readonly PageRow[] {
  const source = join(project, "src");
  const beside = existsSync(source) ? readdirSync(source, { recursive: true, encoding: "utf8" }) : [];
  const pages = beside
    .filter((path) => path.endsWith(".md"))
    .map((path) => `src/${path.replaceAll("\\", "/")}`);
  return ["README.md", ...pages.toSorted()]
    .filter((page) => existsSync(join(project, page)))
    .flatMap((page) => rowsOf(page, readFileSync(join(project, page), "utf8")));
}

function rowsOf(page: string, markdown: string): readonly PageRow[] {
  let resource: string | undefined;
  return markdown.split("\n").flatMap((text, index) => {
    const cells = cellsOf(text);
    const [title = ""] = cells;
    const last = cells.at(-1) ?? "";
    if (last === REMOTE) resource = /`\w+\.(\w+)`/.exec(title)?.[1];
    if (cells.length === 0) resource = undefined;
    if (resource === undefined || last === REMOTE) return [];
    const names = [...title.matchAll(/`(\w+)\(/g)].map(([, name]) => `${resource}.${name}`);
    const fields = [...last.matchAll(/`(\w+)`/g)].flatMap(([, name]) => name ?? []);
    return names.length === 0 ? [] : [{ page, line: index + 1, title, methods: names, fields }];
  });
}

function cellsOf(line: string): readonly string[] {
  if (!line.startsWith("|")) return [];
  const cells = line.replaceAll("\\|", "\u0000").split("|").slice(1, -1);
  return cells.map((cell) => cell.replaceAll("\u0000", "|").trim());
}
