import { createHash } from "node:crypto";

/** What ids are made within, so that nobody else's name makes the same. */
const NAMESPACE = "b6a2f3a5-3f0e-4d63-9a51-6a5f6f6f7462";

/** An id that is the same for the same names (a UUID of version 5): what is deployed twice is the same twice. */
export function stableId(...names: readonly string[]): string {
  const namespace = Buffer.from(NAMESPACE.replaceAll("-", ""), "hex");
  const hash = createHash("sha1").update(namespace).update(JSON.stringify(names)).digest("hex");
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `5${hash.slice(13, 16)}`, variant + hash.slice(17, 20)];
  return [...parts, hash.slice(20, 32)].join("-");
}
