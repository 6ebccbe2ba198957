import type { EdgeOverview, GraphOverview, NodeOverview } from "../../shown.ts";
import { h, svg } from "../parts/dom.ts";
import { words } from "../parts/format.ts";
import { empty, lasted, signOf, toneOf } from "../parts/parts.ts";
import { hrefOf } from "../route.ts";
import type { Scene } from "../view.ts";
import { layOut, type Place } from "./layout.ts";

/** Below this width of the page the graph goes from top to bottom. */
const NARROW = 760;

/** Sizes in pixels. */
interface Sizes {
  readonly isDown: boolean;
  readonly width: number;
  readonly height: number;
  /** From the start of a layer to that of the next. */
  readonly layerStep: number;
  /** From the start of a node to that of the next in its layer. */
  readonly step: number;
}

const MARGIN = 14;
const HEIGHT = 54;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Draws a graph in layers, with straight ways; a node is a link to its run. */
export function drawGraph(label: string, graph: GraphOverview, scene: Scene): HTMLElement {
  if (graph.nodes.length === 0) return empty("It has no steps");
  const { places, routes, layers, breadth } = layOut(
    graph.nodes.map(({ id }) => id),
    graph.edges,
  );
  const sizes = sizesFor(scene.width, layers);
  const { isDown, layerStep, step, width, height } = sizes;
  const along = (layers - 1) * layerStep;
  const across = (breadth - 1) * step;
  const total = isDown
    ? { x: across + width + 2 * MARGIN, y: along + height + 2 * MARGIN }
    : { x: along + width + 2 * MARGIN, y: across + height + 2 * MARGIN };
  /** The middle of a place. */
  const middle = ({ layer, at }: Place): Point => {
    const [down, side] = [layer * layerStep, (at + (breadth - 1) / 2) * step];
    const [x, y] = isDown ? [side, down] : [down, side];
    return { x: x + MARGIN + width / 2, y: y + MARGIN + height / 2 };
  };
  const ways = graph.edges.map((edge, index) => drawWay(edge, (routes[index] ?? []).map(middle), sizes));
  const nodes = graph.nodes.map((node) => {
    const place = places.get(node.id);
    return place && drawNode(node, middle(place), { sizes, now: scene.now });
  });
  const drawing = svg(
    "svg",
    {
      width: total.x,
      height: total.y,
      viewBox: `0 0 ${String(total.x)} ${String(total.y)}`,
      role: "group",
      "aria-label": label,
    },
    [arrowHeads(), ...ways, ...nodes],
  );
  return h("div", { class: "graph", tabindex: "0", role: "region", "aria-label": label }, [drawing]);
}

function sizesFor(pageWidth: number, layers: number): Sizes {
  const room = pageWidth - (pageWidth < 900 ? 60 : 320);
  const wide = { width: 184, layerStep: 184 + 72 };
  const isDown = pageWidth < NARROW || (layers - 1) * wide.layerStep + wide.width + 2 * MARGIN > room;
  if (!isDown) return { isDown, ...wide, height: HEIGHT, step: HEIGHT + 28 };
  const width = pageWidth < NARROW ? 148 : wide.width;
  return { isDown, width, height: HEIGHT, layerStep: HEIGHT + 46, step: width + 18 };
}

const KINDS = { NEXT: "next", SUCCESS: "yes", FAILURE: "no" } as const;

function arrowHeads(): SVGElement {
  const heads = Object.values(KINDS).map((kind) =>
    svg(
      "marker",
      {
        id: `arrow-${kind}`,
        class: `arrow way-${kind}`,
        viewBox: "0 0 8 8",
        refX: 7,
        refY: 4,
        markerWidth: 8,
        markerHeight: 8,
        orient: "auto",
      },
      [svg("path", { d: "M0 0.5 L8 4 L0 7.5 Z" })],
    ),
  );
  return svg("defs", {}, heads);
}

function drawWay(edge: EdgeOverview, middles: readonly Point[], sizes: Sizes): SVGElement {
  const { isDown, width, height } = sizes;
  const out = isDown ? { x: 0, y: height / 2 } : { x: width / 2, y: 0 };
  const points = middles.map(({ x, y }, at): Point => {
    if (at === 0) return { x: x + out.x, y: y + out.y };
    return at === middles.length - 1 ? { x: x - out.x, y: y - out.y } : { x, y };
  });
  const kind = KINDS[edge.kind];
  const [first, second] = points;
  const path = points.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${String(x)} ${String(y)}`).join(" ");
  const word =
    first !== undefined && second !== undefined && kind !== "next" && wayLabel(kind, first, second);
  const key = `${edge.from} ${edge.kind} ${edge.to}`;
  return svg("g", { class: `way way-${kind}`, "data-key": key }, [
    svg("path", { d: path, "marker-end": `url(#arrow-${kind})` }),
    word,
  ]);
}

/** Says by which outcome a way is gone, near where it begins. */
function wayLabel(text: string, from: Point, to: Point): SVGElement {
  const x = from.x + (to.x - from.x) * 0.42;
  const y = from.y + (to.y - from.y) * 0.42;
  return svg("g", { class: "way-label" }, [
    svg("rect", { x: x - 14, y: y - 9, width: 28, height: 18, rx: 9 }),
    svg("text", { x, y: y + 4, "text-anchor": "middle" }, [text]),
  ]);
}

function drawNode(
  node: NodeOverview,
  { x, y }: Point,
  { sizes, now }: { readonly sizes: Sizes; readonly now: number },
): SVGElement {
  const { width, height } = sizes;
  const { id, kind, label, status, runId, startTime, endTime } = node;
  const state = status === undefined ? "did not run" : words(status);
  const took = startTime === undefined || kind === "CONDITION" ? "" : `  ${lasted(startTime, endTime, now)}`;
  const sign = status === undefined ? "" : `${signOf(status)} `;
  const tone = status === undefined ? "none" : toneOf(status);
  const box = { x: x - width / 2, y: y - height / 2, width, height, rx: kind === "JOB" ? 9 : height / 2 };
  const drawn = [
    svg("title", {}, [`${label}: ${state}`]),
    svg("rect", box),
    svg("text", { class: "node-label", x, y: y - 4, "text-anchor": "middle" }, [shortened(label, width)]),
    svg("text", { class: "node-state", x, y: y + 15, "text-anchor": "middle" }, [`${sign}${state}${took}`]),
  ];
  const look = {
    class: `node node-${kind.toLowerCase()} node-${tone}`,
    "data-key": id,
    "data-label": label,
    "data-status": status,
  };
  if (runId === undefined)
    return svg("g", { ...look, role: "img", "aria-label": `${label}: ${state}` }, drawn);
  return svg("a", { ...look, href: hrefOf("runs", runId) }, drawn);
}

/** As much of a text as there is room for. */
function shortened(text: string, width: number): string {
  const most = Math.floor((width - 20) / 7.6);
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
