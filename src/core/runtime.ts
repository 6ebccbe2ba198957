import { lazy } from "./concurrency/lazy.ts";
import type * as nodeModule from "../node/index.ts";
import { InvalidInputError } from "./errors.ts";
import type { Settings } from "./options.ts";
import type { Transport } from "./transport/transport.ts";

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
export const nodeDoor: () => Promise<NodeDoor | undefined> = lazy(async () => {
  if (!isNode()) return undefined;
  const door = await import("../node/index.ts");
  // A bundle for a page may run where Node is, as in windows of Electron: what it has in the door's place is empty.
  return "nodeTransport" in door ? door : undefined;
});

/** What decides how a client sends. */
type Sending = Pick<Settings, "fetch" | "connection">;

/**
 * The transport to send with: over the caller's `fetch`, the fast one on Node, or the runtime's `fetch`.
 *
 * @throws {@link InvalidInputError} when connection options are given where nobody can heed them.
 */
export async function chooseTransport({ fetch, connection }: Sending): Promise<Transport> {
  const node = fetch === undefined ? await nodeDoor() : undefined;
  if (node !== undefined) return node.nodeTransport(connection);
  if (connection !== undefined)
    throw new InvalidInputError(
      "The option connection is for Node: this runtime decides about connections itself.",
    );
  // Node has no use for it, but where a caller brings a `fetch`.
  const { fetchTransport } = await import("./transport/fetch-transport.ts");
  return fetchTransport(fetch ?? globalThis.fetch);
}
