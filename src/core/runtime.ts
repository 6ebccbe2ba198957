import type * as nodeModule from "../node/index.ts";
import type { Transport } from "./transport.ts";

/** What only Node offers: the fast transport, file-backed uploads, spooling, saving by temporary name and rename. */
type NodeDoor = typeof nodeModule;

/** Whether this is Node (or a runtime that offers Node's modules under the same names, as Deno and Bun do). */
function isNode(): boolean {
  return "process" in globalThis && typeof globalThis.process.versions?.node === "string";
}

/**
 * Loads the Node door on Node, once and only when something needs it; `undefined` elsewhere.
 *
 * @remarks The one place where `core` names it, so that the platforms load in browsers and edge runtimes.
 */
export async function nodeDoor(): Promise<NodeDoor | undefined> {
  return isNode() ? import("../node/index.ts") : undefined;
}

/** The transport to send with: over the caller's `fetch`, the fast one on Node, or the runtime's `fetch`. */
export async function chooseTransport(fetch: typeof globalThis.fetch | undefined): Promise<Transport> {
  const node = fetch === undefined ? await nodeDoor() : undefined;
  if (node !== undefined) return node.nodeTransport();
  // Node has no use for it, but where a caller brings a `fetch`.
  const { fetchTransport } = await import("./fetch-transport.ts");
  return fetchTransport(fetch ?? globalThis.fetch);
}
