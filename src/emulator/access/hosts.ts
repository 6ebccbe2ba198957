import { BlockList, isIP } from "node:net";

/** This machine, as its addresses tell. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether an address or a host name means this machine, whoever resolves it. */
export function isLoopback(host: string): boolean {
  const name = plain(host);
  const kind = isIP(name);
  // RFC 6761: names below localhost are loopback, too, and nobody can own one.
  if (kind === 0) return name === "localhost" || name.endsWith(".localhost");
  return LOOPBACK.check(name, kind === 4 ? "ipv4" : "ipv6");
}

/** The name in a `Host` header, or in an option: without a port, in small letters; undefined for what is none. */
export function hostName(text: string): string | undefined {
  const bare = isIP(text) === 6 ? `[${text}]` : text;
  if (!/^[^\s/?#@\\]+$/.test(bare) || !URL.canParse(`http://${bare}`)) return undefined;
  return plain(new URL(`http://${bare}`).hostname);
}

/** An address as it is written everywhere: no brackets, no IPv4 inside of IPv6, no dot at the end. */
export function plain(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^::ffff:(?=\d+(?:\.\d+){3}$)/, "")
    .replace(/\.$/, "");
}
