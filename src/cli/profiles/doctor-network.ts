import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { getProxyForUrl } from "proxy-from-env";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { moment } from "../frame/formats.ts";

/** Where a platform is, and from where it is looked at. */
export interface Place {
  readonly url: URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const PATIENCE_MS = 10_000;
const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** Looks up the host, unless a proxy does that. */
export async function checkAddress({ url }: Place): Promise<string> {
  if (proxyOf(url) !== undefined) return `${url.origin} (the proxy looks the host up)`;
  const host = url.hostname.replaceAll(/^\[|\]$/gu, "");
  try {
    const { address } = await lookup(host);
    return address === host ? url.origin : `${url.origin} is ${address}`;
  } catch {
    throw unreachable(`The host ${host} is not known: check the address for a typing error, or the network.`);
  }
}

/** Connects to the proxy, or to the host where there is none. */
export async function checkProxy({ url, signal }: Place): Promise<string> {
  const proxy = proxyOf(url);
  const target = proxy ?? url;
  const socket = await opened(connect(portOf(target), hostOf(target)), "connect", { signal, target });
  socket.destroy();
  return proxy === undefined ? "none, and none is needed" : proxy.host;
}

/** Looks at the certificate. Behind a proxy the log-in will tell. */
export async function checkCertificate({ url, environment, signal }: Place): Promise<string> {
  if (url.protocol === "http:") return "none: plain http";
  if (proxyOf(url) !== undefined) return "behind the proxy: see log-in";
  const file = environment["FOOTBRIDGE_CA_FILE"] || undefined;
  const ca = file === undefined ? undefined : await readFile(file, "utf8");
  const host = hostOf(url);
  const socket = connectTls({
    host,
    port: portOf(url),
    servername: host,
    ...(ca === undefined ? {} : { ca }),
  });
  const tls = await opened(socket, "secureConnect", { signal, target: url });
  const { issuer, valid_to: end } = tls.getPeerCertificate();
  tls.destroy();
  return `of ${[issuer.O ?? issuer.CN].flat()[0] ?? "an unnamed authority"}, valid until ${moment(end)}`;
}

function proxyOf(url: URL): URL | undefined {
  // The client does not ask proxies for this machine either.
  if (/^(?:localhost|127\.[\d.]+|\[::1\])$/u.test(url.hostname)) return undefined;
  const proxy = getProxyForUrl(url.href);
  return proxy === "" ? undefined : new URL(proxy);
}

const hostOf = (url: URL): string => url.hostname.replaceAll(/^\[|\]$/gu, "");
const portOf = (url: URL): number => Number(url.port) || (PORTS[url.protocol] ?? 0);

interface Opening {
  readonly signal: AbortSignal;
  readonly target: URL;
}

function opened<Kind extends Socket | TLSSocket>(
  socket: Kind,
  event: string,
  { signal, target }: Opening,
): Promise<Kind> {
  return new Promise((done, fail) => {
    const refuse = (why: string): void => {
      socket.destroy();
      fail(unreachable(`${target.host} ${why}`));
    };
    socket.setTimeout(PATIENCE_MS, () => refuse("does not answer."));
    signal.addEventListener("abort", () => refuse("was not waited for."), { once: true });
    socket.once("error", (error: Error) => refuse(`cannot be reached: ${error.message}.`));
    socket.once(event, () => done(socket));
  });
}

function unreachable(message: string): CliError {
  return new CliError(message, { exitCode: EXIT.unreachable, code: "CONNECTION" });
}
