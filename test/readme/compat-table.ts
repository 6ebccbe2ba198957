import { compatibility, supportedVersions } from "../../src/saagie/index.ts";

const BEGIN = "<!-- compatibility: written by npm run compat:table -->";
const END = "<!-- /compatibility -->";

/** README with the compatibility table between its markers as `compatibility()` tells it. */
export async function withCompatTable(readme: string): Promise<string> {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error("README.md lacks the markers of the compatibility table.");
  return `${readme.slice(0, begin)}${BEGIN}\n\n${await table()}\n\n${readme.slice(end)}`;
}

async function table(): Promise<string> {
  const [oldest, newest] = [supportedVersions().at(0) ?? "", supportedVersions().at(-1) ?? ""];
  const limited = (await compatibility()).filter(
    ({ since, until, notes }) => since !== undefined || until !== undefined || notes !== undefined,
  );
  const lines = limited.map(({ method, since = oldest, until = newest, notes = [] }) => [
    `\`${method}\``,
    since,
    until,
    notes.map((note) => note.replace(/^\S+/u, "`$&`")).join(", "),
  ]);
  const rows = [["Method", "From", "To", "Only in some of these versions"], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
