import { HttpsProxyAgent } from "hpagent";
import type { RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import { getProxyForUrl } from "proxy-from-env";
import { isLoopback } from "../../core/base-url.ts";
import { InvalidInputError } from "../../core/errors.ts";

/**
 * The proxy that a request goes through: the one chosen, or the one that the environment names for this address.
 *
 * @remarks The environment's proxy is not asked for addresses of this machine: it could not reach them.
 * @throws {@link InvalidInputError} when it is not an http or https URL. It is not repeated: it may hold a password.
 */
export function proxyFor(url: URL, chosen: string | false | undefined): URL | undefined {
  if (chosen === false) return undefined;
  const text = chosen ?? (isLoopback(url.hostname) ? "" : getProxyForUrl(url.href));
  if (text === "") return undefined;
  const name = chosen === undefined ? "The proxy that the environment names" : "connection.proxy";
  if (!URL.canParse(text)) throw new InvalidInputError(`${name} is not a valid URL.`, { hint: EXAMPLE });
  const proxy = new URL(text);
  if (proxy.protocol !== "http:" && proxy.protocol !== "https:")
    throw new InvalidInputError(`${name} has the scheme ${proxy.protocol}, which is not supported.`, {
      hint: EXAMPLE,
    });
  return proxy;
}

const EXAMPLE = "It looks like http://proxy.example:3128; NO_PROXY lists the hosts to reach without it.";

/** The header by which a client logs in at a proxy; none where its URL holds no user. */
export function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "" && password === "") return {};
  const pair = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64");
  return { "proxy-authorization": `Basic ${pair}` };
}

/** A password may hold a per cent sign that encodes nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a tunnel has to know of the request that it is opened for. */
export interface TunnelRequest {
  /** Told when the proxy begins to be asked. */
  begun(): void;
  /** Ends the asking. */
  readonly signal: AbortSignal;
}

/** The key under which the options of a connection carry a {@link TunnelRequest}. */
export const TUNNEL: unique symbol = Symbol("tunnel");

/** Options of a connection through a tunnel. */
export interface TunnelOptions extends RequestOptions {
  readonly secureContext?: SecureContext;
  readonly [TUNNEL]?: TunnelRequest;
}

type Opened = (error: Error | null, socket?: Duplex) => void;

/**
 * Opens a TLS connection through an http or https proxy, by CONNECT.
 *
 * @remarks An agent for each connection: in its options the request's own signal ends the asking of the proxy.
 */
export function openTunnel(proxy: URL, options: TunnelOptions, opened: Opened): void {
  const { rejectUnauthorized = true, secureContext, [TUNNEL]: request } = options;
  const bare = new URL(proxy);
  bare.username = "";
  bare.password = "";
  const asking = {
    rejectUnauthorized,
    secureContext,
    headers: proxyAuthorization(proxy),
    signal: request?.signal,
  };
  const agent = new HttpsProxyAgent({ keepAlive: true, proxy: bare, proxyRequestOptions: asking });
  request?.begun();
  agent.createConnection(options, opened);
}

/** Why a proxy refused a tunnel: the status of its answer; `undefined` for any other error. */
export function tunnelRefusal({ message }: Error): number | undefined {
  const status = /^Bad response: (\d{3})$/u.exec(message)?.[1];
  return status === undefined ? undefined : Number(status);
}
