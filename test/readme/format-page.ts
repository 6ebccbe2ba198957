import { readFileSync } from "node:fs";
import { format } from "prettier";
import { readTables } from "./blocks.ts";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly prettier: object;
};

/**
 * A page as Prettier formats it, but for the padding of its tables.
 *
 * @remarks Padded to the longest cell, tables are twice as large, nobody can read them as text, and a new row changes all
 * others. Prettier has no option for it.
 */
export async function formatPage(page: string): Promise<string> {
  const padded = await format(page, { ...manifest.prettier, parser: "markdown" });
  let at = 0;
  const pieces = readTables(padded).flatMap(({ start, end, head, rows }) => {
    const before = padded.slice(at, start);
    at = end;
    return [before, [head, head.map(() => "---"), ...rows].map(line).join("\n")];
  });
  return [...pieces, padded.slice(at)].join("");
}

const line = (cells: readonly string[]): string =>
  `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |").replaceAll("|  |", "| |");
