import http, { type ClientRequest } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "../../core/transport/connection-options.ts";
import { ConnectionError, InvalidInputError } from "../../core/errors.ts";
import { asOverrun } from "../../core/http/overrun.ts";
import type { Transport, TransportRequest, TransportResponse } from "../../core/transport/transport.ts";
import { describeFailure } from "./connection-failure.ts";
import { heed, isReady, routes, type Route } from "./connections.ts";
import { ACCEPTED_ENCODINGS } from "./decoders.ts";
import { NodeResponse } from "./incoming-body.ts";
import { outgoingBody, pump, type OutgoingBody } from "./outgoing-body.ts";
import { proxyAuthorization, TUNNEL, type TunnelOptions, type TunnelRequest } from "./proxy.ts";
import { RequestLifecycle } from "./request-lifecycle.ts";

/**
 * The fast {@link Transport}: `node:http` and `node:https` over connections that are kept and used again.
 *
 * @remarks Answers are decoded (gzip, brotli, deflate); ask for `accept-encoding: identity` to get a file as it is stored.
 * An answer that ends short is an error. Idle connections do not keep the process alive. What {@link isRepeatable} allows is
 * sent once more over a new connection when a kept one turned out to be dead; nothing else is ever repeated.
 * `http.request` is looked up at each call, and every request begins to be written at once: so msw, nock and tracing tools
 * see it.
 * @throws {@link ConnectionError} naming the stage that failed; {@link TransferError} when the body to send cannot be read;
 * {@link InvalidInputError} for a URL, header, certificate or proxy that cannot be used.
 */
export function nodeTransport(options: ConnectionOptions = {}): Transport {
  const routeTo = routes(options);
  // Calls to one endpoint all have the same URL.
  let last: { readonly text: string; readonly url: Target } | undefined;
  return async (request) => {
    const body = outgoingBody(request.body);
    try {
      request.signal.throwIfAborted();
      if (last?.text !== request.url) last = { text: request.url, url: parseUrl(request.url) };
      const { url } = last;
      const found = routeTo(url);
      const route = found instanceof Promise ? await found : found;
      const settling = route.settled();
      if (settling !== undefined) await settling;
      request.signal.throwIfAborted();
      return await send({ request, url, body, route }, route.pool);
    } catch (error) {
      body.source?.cancel(error);
      throw error;
    }
  };
}

interface Target extends URL {
  readonly protocol: "http:" | "https:";
}

interface Call {
  readonly request: TransportRequest;
  readonly url: Target;
  readonly body: OutgoingBody;
  readonly route: Route;
}

function parseUrl(text: string): Target {
  // The URL is not told: its query may be signed.
  if (!URL.canParse(text)) throw new InvalidInputError("The address of a request is not a URL.");
  const url = new URL(text);
  if (!isTarget(url)) throw new InvalidInputError(`A request goes to http or https, not to ${url.protocol}`);
  if (url.username || url.password)
    throw new InvalidInputError("The address of a request holds credentials.");
  return url;
}

function isTarget(url: URL): url is Target {
  return url.protocol === "http:" || url.protocol === "https:";
}

/** Sends a request over one connection of `agent`. */
function send(call: Call, agent: http.Agent): Promise<TransportResponse> {
  const { route, request, url, body } = call;
  return new Promise((resolve, reject) => {
    const tunnelling = new AbortController();
    const client = open(call, agent, {
      signal: tunnelling.signal,
      // Told before this function knows its lifecycle.
      begun: () => queueMicrotask(() => lifecycle.startTimer("connection")),
    });
    const lifecycle = new RequestLifecycle(client, request, url.origin);
    lifecycle.onFailure = (reason) => {
      tunnelling.abort();
      reject(reason);
    };
    const connection = watchConnection(client, route, lifecycle);
    client.on("finish", () => lifecycle.sent());
    client.on("response", (message) => {
      heed(message);
      lifecycle.responseStarted();
      resolve(new NodeResponse(message, lifecycle));
    });
    client.on("upgrade", (_, socket) => {
      socket.destroy();
      lifecycle.break({ message: `${url.origin} changed to another protocol without being asked.` });
    });
    client.on("error", (error) => {
      if (lifecycle.ended) return;
      if (lifecycle.answered) {
        // An answer that has begun fails by itself, if it fails. But what comes behind its end says that its length was
        // false, or was never an answer.
        if (isParserError(error)) lifecycle.fail(tooLong(url, error));
        return;
      }
      if (connection.wasDead() && agent === route.pool && isRepeatable(request)) {
        lifecycle.end();
        resolve(send(call, route.once));
      } else lifecycle.break(describeFailure(error, url.origin, route.tunnel ?? route.forwarder), error);
    });
    // At once, not when the connection stands: tools that answer in place of the network wait for it.
    if (body.source) void pump(body.source, client, lifecycle);
    else {
      lifecycle.startTimer("answer");
      client.end(body.text);
    }
  });
}

function tooLong({ origin }: URL, cause: Error): ConnectionError {
  const message = `The answer of ${origin} is longer than it says.`;
  return asOverrun(new ConnectionError(message, { phase: "receive", sent: true, cause }));
}

function isParserError(error: Error): boolean {
  return "code" in error && typeof error.code === "string" && error.code.startsWith("HPE_");
}

interface WatchedConnection {
  /** Whether the connection was a kept one, and brought not a single byte of an answer. */
  wasDead(): boolean;
}

/** Tells the lifecycle when the connection of a request stands. */
function watchConnection(
  client: ClientRequest,
  { protocol }: Route,
  lifecycle: RequestLifecycle,
): WatchedConnection {
  let kept: (Duplex & { readonly bytesRead?: number }) | undefined;
  let before: number | undefined;
  client.on("socket", (socket) => {
    if (isReady(socket)) {
      kept = socket;
      before = socket.bytesRead;
      lifecycle.connected();
      return;
    }
    lifecycle.startTimer("connection");
    socket.once(protocol === "https:" ? "secureConnect" : "connect", () => lifecycle.connected());
  });
  return { wasDead: () => kept !== undefined && kept.bytesRead === before };
}

/** Opens the request; nothing is sent yet. */
function open({ request, url, body, route }: Call, agent: http.Agent, tunnel: TunnelRequest): ClientRequest {
  const { pathname, search, host } = url;
  const { forwarder, protocol } = route;
  const { hostname, port } = forwarder ?? url;
  const start = protocol === "https:" ? https.request : http.request;
  const options: TunnelOptions = {
    agent,
    method: request.method,
    protocol,
    hostname: hostname.replace(/^\[(.*)\]$/u, "$1"),
    port,
    path: forwarder === undefined ? pathname + search : url.origin + pathname + search,
    headers:
      forwarder === undefined
        ? headersOf(request, body)
        : { ...headersOf(request, body), host, ...proxyAuthorization(forwarder) },
    ...(route.tunnel === undefined ? {} : { [TUNNEL]: tunnel }),
  };
  try {
    return start(options);
  } catch (cause) {
    // Node's message names the header or method, never its value.
    throw new InvalidInputError(
      `The request cannot be sent: ${cause instanceof Error ? cause.message : "unknown"}.`,
      { cause },
    );
  }
}

// What frames a body follows from the body; a second opinion would let one request pass for two.
const FRAMING: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

function headersOf(
  { headers, method, body: given }: TransportRequest,
  body: OutgoingBody,
): Record<string, string> {
  const result: Record<string, string> = { "accept-encoding": ACCEPTED_ENCODINGS };
  if (body.type !== undefined) result["content-type"] = body.type;
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !FRAMING.has(name)) result[name] = value;
  }
  // Some servers wait for a body that a POST does not announce to be empty.
  if (given === undefined && method !== "GET" && method !== "HEAD") result["content-length"] = "0";
  return Object.assign(result, body.headers);
}

/** Whether a request does no harm when it reaches the platform twice, and can be sent twice. */
function isRepeatable({ method, body, isReplayable }: TransportRequest): boolean {
  if (isReplayable === true) return body === undefined || typeof body === "string";
  return body === undefined && (method === "GET" || method === "HEAD");
}
