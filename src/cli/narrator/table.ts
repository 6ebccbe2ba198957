import CliTable from "cli-table3";

/** Rows below a head; every row has a cell for each column. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** No lines at all: columns stand apart by blanks. */
const EDGES = ["top", "bottom", "left", "right", "mid"] as const;
const CROSSINGS = ["top-mid", "top-left", "top-right", "bottom-mid", "bottom-left", "bottom-right"] as const;
const BARE = {
  ...Object.fromEntries(
    [...EDGES, ...CROSSINGS, "left-mid", "mid-mid", "right-mid"].map((part) => [part, ""]),
  ),
  middle: "   ",
};

/** Sets a table as lines of aligned columns, the head first. */
export function tableLines({ head, rows }: Table): readonly string[] {
  const table = new CliTable({
    chars: BARE,
    // Colours are the narrator's, who knows whether there are any.
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push([...head], ...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}
