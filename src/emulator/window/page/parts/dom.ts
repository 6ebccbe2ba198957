/** What may stand in an element; a text becomes a text node, whatever is in it. */
export type Child = Node | string | number | false | null | undefined;

/** Attributes by name; what is false or undefined is not set. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element of HTML. */
export function h(tag: string, attributes: Attributes = {}, children: readonly Child[] = []): HTMLElement {
  return filled(document.createElement(tag), attributes, children);
}

/** Makes an element of a drawing. */
export function svg(tag: string, attributes: Attributes = {}, children: readonly Child[] = []): SVGElement {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled<T extends Element>(element: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child === false || child === null || child === undefined) continue;
    element.append(typeof child === "number" ? String(child) : child);
  }
  return element;
}

/** The element of the page with an id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}`);
  return found;
}
