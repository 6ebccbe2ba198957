import { compatibility } from "../../src/saagie/index.ts";

/** The page that has the compatibility table. */
export const COMPAT_PAGE = "src/saagie/versions/README.md";

const BEGIN = "<!-- compatibility: written by npm run compat:table -->";
const END = "<!-- /compatibility -->";

/** The page with the compatibility table between its markers as `compatibility()` tells it. */
export async function withCompatTable(page: string): Promise<string> {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin)
    throw new Error(`${COMPAT_PAGE} lacks the markers of the compatibility table.`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${await table()}\n\n${page.slice(end)}`;
}

/** Without padding, and with open ends as empty cells: the table differs from that of another version in what has changed. */
async function table(): Promise<string> {
  const limited = (await compatibility()).filter(
    ({ since, until, notes }) => since !== undefined || until !== undefined || notes !== undefined,
  );
  const rows = limited.map(({ method, since = "", until = "", notes = [] }) => [
    `\`${method}\``,
    since,
    until,
    notes.map((note) => note.replace(/^\S+/u, "`$&`")).join(", "),
  ]);
  const head = ["Method", "From", "To", "Only in some of these versions"];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`.replaceAll("  ", " ");
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
