import { columnsOf, type Drawing, type DrawnEdge, type DrawnNode } from "./pipeline-graph.ts";

/** Draws a pipeline as lines of text, as a tree: a node that several lead to is drawn once, and pointed at from then on. */
export function toText({ nodes, edges }: Drawing, paintStatus: (word: string) => string): readonly string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const drawn = new Set<string>();
  const told = ({ label, isCondition, status }: DrawnNode): string => {
    const shown = isCondition ? `⟨${label}⟩` : label;
    return status === undefined ? shown : `${shown}  ${paintStatus(status)}`;
  };
  const below = (id: string, indent: string): readonly string[] => {
    const next = edges.filter(({ from, to }) => from === id && byId.has(to));
    return next.flatMap(({ to, label }, at) => {
      const isLast = at === next.length - 1;
      const way = label === undefined ? "" : `${label}: `;
      const node = byId.get(to);
      const line = `${indent}${isLast ? "└" : "├"}─ ${way}`;
      if (node === undefined) return [];
      if (drawn.has(to)) return [`${line}↑ ${node.label}`];
      drawn.add(to);
      return [line + told(node), ...below(to, `${indent}${isLast ? "   " : "│  "}`)];
    });
  };
  const roots = nodes.filter(({ id }) => edges.every(({ to }) => to !== id));
  return roots.flatMap((root) => {
    drawn.add(root.id);
    return [told(root), ...below(root.id, "")];
  });
}

/** Writes a pipeline as a Mermaid flowchart, which Git hosts and editors draw. */
export function toMermaid({ nodes, edges }: Drawing): string {
  const names = new Map(nodes.map(({ id }, at) => [id, `n${at + 1}`]));
  // Mermaid reads entities: a name cannot end the text that it is in.
  const text = (label: string): string =>
    `"${label.replaceAll(/["#&<>\\[\]`]/gu, (sign) => `#${sign.codePointAt(0)};`).replaceAll("\n", " ")}"`;
  const nodeLines = nodes.map(({ id, label, isCondition, status }) => {
    const [open, close] = isCondition ? ["{{", "}}"] : ["[", "]"];
    return `  ${names.get(id)}${open}${text(label)}${close}${status === undefined ? "" : `:::${lookOf(status)}`}`;
  });
  const edgeLines = edges.map(
    ({ from, to, label }) =>
      `  ${names.get(from)} -->${label === undefined ? "" : `|${label}|`} ${names.get(to)}`,
  );
  const looks = new Set(nodes.flatMap(({ status }) => (status === undefined ? [] : [lookOf(status)])));
  const styles = [...looks].map((look) => `  classDef ${look} fill:${FILLS[look]},color:#111`);
  return ["flowchart LR", ...nodeLines, ...edgeLines, ...styles, ""].join("\n");
}

const BOX = { width: 180, height: 44, gapX: 70, gapY: 26, margin: 20 };

/** Draws a pipeline as an SVG picture, from left to right. */
export function toSvg(drawing: Drawing, title: string): string {
  const columns = columnsOf(drawing);
  const places = new Map<string, Place>();
  for (const [column, nodes] of columns.entries())
    for (const [row, { id }] of nodes.entries())
      places.set(id, {
        x: BOX.margin + column * (BOX.width + BOX.gapX),
        y: BOX.margin + row * (BOX.height + BOX.gapY),
      });
  const width = 2 * BOX.margin + columns.length * (BOX.width + BOX.gapX) - BOX.gapX;
  const rows = Math.max(1, ...columns.map((nodes) => nodes.length));
  const height = 2 * BOX.margin + rows * (BOX.height + BOX.gapY) - BOX.gapY;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    `<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#6b7280"/></marker></defs>`,
    ...drawing.edges.map((edge) => edgeShape(edge, places)),
    ...drawing.nodes.map((node) => nodeShape(node, places.get(node.id) ?? { x: 0, y: 0 })),
    "</svg>",
    "",
  ].join("\n");
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function nodeShape({ label, isCondition, status }: DrawnNode, { x, y }: Place): string {
  const fill = status === undefined ? (isCondition ? "#fef3c7" : "#eef2ff") : FILLS[lookOf(status)];
  const middle = y + BOX.height / 2;
  const shown = label.length > 24 ? `${[...label].slice(0, 23).join("")}…` : label;
  return [
    "<g>",
    `<title>${escaped(status === undefined ? label : `${label}: ${status}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="${isCondition ? 22 : 6}" fill="${fill}" stroke="#6b7280"/>`,
    `<text x="${x + BOX.width / 2}" y="${middle}" text-anchor="middle" dominant-baseline="central" fill="#111827">${escaped(shown)}</text>`,
    "</g>",
  ].join("");
}

function edgeShape({ from, to, label }: DrawnEdge, places: ReadonlyMap<string, Place>): string {
  const [start, end] = [places.get(from), places.get(to)];
  if (start === undefined || end === undefined) return "";
  const [x1, y1] = [start.x + BOX.width, start.y + BOX.height / 2];
  const [x2, y2] = [end.x, end.y + BOX.height / 2];
  const bend = (x2 - x1) / 2;
  const line = `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="#6b7280" marker-end="url(#end)"/>`;
  if (label === undefined) return line;
  return `${line}<text x="${(x1 + x2) / 2}" y="${(y1 + y2) / 2 - 6}" text-anchor="middle" fill="#374151" font-size="11">${label}</text>`;
}

type DrawnLook = "good" | "bad" | "busy" | "idle";

const FILLS: Readonly<Record<DrawnLook, string>> = {
  good: "#bbf7d0",
  bad: "#fecaca",
  busy: "#bfdbfe",
  idle: "#e5e7eb",
};

function lookOf(status: string): DrawnLook {
  if (status === "SUCCEEDED") return "good";
  if (["FAILED", "KILLED", "ERROR"].includes(status)) return "bad";
  return ["RUNNING", "QUEUED", "REQUESTED", "KILLING"].includes(status) ? "busy" : "idle";
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0)};`);
}
