/** By which a child is known again among its siblings. */
const KEY = "data-key";

/** What people change themselves, and then is theirs. */
const THEIRS: ReadonlySet<string> = new Set(["open", "value", "checked", "selected"]);

/**
 * Brings the children of an element to what they should be, and keeps those that are there: with them stay focus, scroll and what
 * somebody is typing. The wanted ones may be taken over.
 */
export function morphChildren(target: Element, wanted: readonly Node[]): void {
  const keys = new Set(wanted.map(keyOf));
  for (const child of Array.from(target.childNodes)) {
    const key = keyOf(child);
    if (key !== undefined && !keys.has(key)) child.remove();
  }
  const known = new Map<string, ChildNode>();
  for (const child of target.childNodes) {
    const key = keyOf(child);
    if (key !== undefined) known.set(key, child);
  }
  let at: ChildNode | null = target.firstChild;
  for (const want of wanted) {
    const key = keyOf(want);
    const match = key === undefined ? at : (known.get(key) ?? null);
    if (match === null || !isAlike(match, want)) {
      target.insertBefore(want, at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else target.insertBefore(match, at);
    morph(match, want);
  }
  while (at !== null) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

function morph(target: Node, wanted: Node): void {
  if (target instanceof Element && wanted instanceof Element) {
    morphAttributes(target, wanted);
    morphChildren(target, [...wanted.childNodes]);
  } else if (target.nodeValue !== wanted.nodeValue) {
    target.nodeValue = wanted.nodeValue;
  }
}

function morphAttributes(target: Element, wanted: Element): void {
  for (const { name } of Array.from(target.attributes))
    if (!wanted.hasAttribute(name) && !THEIRS.has(name)) target.removeAttribute(name);
  for (const { name, value } of wanted.attributes)
    if (!THEIRS.has(name) && target.getAttribute(name) !== value) target.setAttribute(name, value);
}

function isAlike(one: Node, other: Node): boolean {
  return one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
}

function keyOf(node: Node): string | undefined {
  return node instanceof Element ? (node.getAttribute(KEY) ?? undefined) : undefined;
}
