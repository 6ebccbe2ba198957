import { inOrder, nodesBefore, type OrderedNode } from "./graph-order.ts";

/** Where the web page draws a node. */
export interface NodePosition {
  readonly x: number;
  readonly y: number;
}

/** A node to be placed, or placed already. */
export interface PlaceableNode extends OrderedNode {
  readonly position?: NodePosition;
}

/** Distances between neighbours; a node is drawn smaller than that. */
const COLUMN = 250;
const ROW = 125;
/** Not 0: some clients take a zero for a position that was never given. */
const MARGIN = 100;

/**
 * Places the nodes of a graph without cycles in columns from left to right, each node right of all that are before it.
 *
 * @remarks Within a column nodes stand at the height of those before them, as far as there is room. Positions that are
 * given stay; then the others are placed below them, so that nothing lies on anything.
 */
export function layOut(nodes: readonly PlaceableNode[]): ReadonlyMap<string, NodePosition> {
  const columns = columnsOf(nodes);
  const tallest = Math.max(0, ...columns.map((column) => column.length));
  const given = nodes.flatMap(({ id, position }) =>
    position === undefined ? [] : [[id, position] as const],
  );
  const top = given.reduce((lowest, [, { y }]) => Math.max(lowest, y + ROW), MARGIN);
  const placed = new Map<string, NodePosition>(given);
  for (const [columnAt, column] of columns.entries()) {
    // Columns are centred on each other.
    const indent = (tallest - column.length) / 2;
    for (const [rowAt, id] of column.entries()) {
      placed.set(id, { x: MARGIN + columnAt * COLUMN, y: top + (indent + rowAt) * ROW });
    }
  }
  return placed;
}

/** The ids of the nodes to be placed, column by column, each column from top to bottom. */
function columnsOf(nodes: readonly PlaceableNode[]): readonly (readonly string[])[] {
  const before = nodesBefore(nodes);
  const columnOf = new Map<string, number>();
  const columns: string[][] = [];
  for (const { id, position } of inOrder(nodes)) {
    const column = Math.max(-1, ...(before.get(id) ?? []).map((from) => columnOf.get(from) ?? -1)) + 1;
    columnOf.set(id, column);
    // A column of its own also for a node that has its position: what comes after it stays right of it.
    const members = (columns[column] ??= []);
    if (position === undefined) members.push(id);
  }
  const heightOf = new Map<string, number>();
  return columns.map((column) => {
    const wanted = new Map(column.map((id) => [id, meanHeight(before.get(id) ?? [], heightOf)]));
    const sorted = column.toSorted((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    for (const [at, id] of sorted.entries()) heightOf.set(id, at - (sorted.length - 1) / 2);
    return sorted;
  });
}

/** The mean height of the nodes before; the middle, where there are none. */
function meanHeight(before: readonly string[], heightOf: ReadonlyMap<string, number>): number {
  const heights = before.map((id) => heightOf.get(id) ?? 0);
  return heights.length === 0 ? 0 : heights.reduce((sum, height) => sum + height, 0) / heights.length;
}
