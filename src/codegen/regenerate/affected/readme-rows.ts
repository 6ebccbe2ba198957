import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A row of a table in README that speaks of a remote call. */
export interface ReadmeRow {
  readonly line: number;
  /** The first cell, as it is written. */
  readonly title: string;
  /** The methods that the row is about, e.g. `jobs.duplicate`. */
  readonly methods: readonly string[];
  /** The root fields that they ask for. */
  readonly fields: readonly string[];
}

const README = "README.md";

/** What the last column of a table of methods is called. */
const REMOTE = "Remote call";

/** Reads the tables of methods out of a project's README; none without a README. */
export function readReadmeRows(project: string): readonly ReadmeRow[] {
  const path = join(project, README);
  if (!existsSync(path)) return [];
  let resource: string | undefined;
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((text, index) => {
      const cells = cellsOf(text);
      const [title = ""] = cells;
      const last = cells.at(-1) ?? "";
      if (last === REMOTE) resource = /`\w+\.(\w+)`/.exec(title)?.[1];
      if (cells.length === 0) resource = undefined;
      if (resource === undefined || last === REMOTE) return [];
      const names = [...title.matchAll(/`(\w+)\(/g)].map(([, name]) => `${resource}.${name}`);
      const fields = [...last.matchAll(/`(\w+)`/g)].flatMap(([, name]) => name ?? []);
      return names.length === 0 ? [] : [{ line: index + 1, title, methods: names, fields }];
    });
}

function cellsOf(line: string): readonly string[] {
  if (!line.startsWith("|")) return [];
  const cells = line.replaceAll("\\|", "\u0000").split("|").slice(1, -1);
  return cells.map((cell) => cell.replaceAll("\u0000", "|").trim());
}
