import { request as httpRequest, type Agent, type ClientRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { InvalidInputError } from "../core/errors.ts";
import type { Transport, TransportRequest, TransportResponse } from "../core/transport.ts";
import { describeFailure } from "./connection-failure.ts";
import { ACCEPTED_ENCODINGS } from "./decoders.ts";
import { NodeResponse } from "./incoming-body.ts";
import { openConnections, type Connections } from "./keep-alive.ts";
import { outgoingBody, pump, type OutgoingBody } from "./outgoing-body.ts";
import { Stages } from "./stages.ts";

/** Options of {@link nodeTransport}. */
export interface NodeTransportOptions {
  /** Connections to one origin at a time; further requests wait for their turn. @defaultValue 256 */
  readonly maxConnections?: number;
  /** How long an idle connection is kept, in milliseconds; less where the server says so. @defaultValue 10000 */
  readonly keepAliveMs?: number;
  /** Certificate authorities to trust instead of the usual ones, in PEM. Verifying cannot be switched off. */
  readonly certificateAuthorities?: readonly string[];
}

/**
 * The fast {@link Transport}: `node:http` and `node:https` over connections that are kept and used again.
 *
 * @remarks Answers are decoded (gzip, brotli, deflate); ask for `accept-encoding: identity` to get a file as it is stored.
 * An answer that ends short is an error. Idle connections do not keep the process alive. A `GET` or `HEAD` that met a kept
 * connection which the server had just closed is sent once more over a new one; nothing else is ever repeated.
 * @throws {@link ConnectionError} naming the stage that failed; {@link TransferError} when the body to send cannot be read;
 * {@link InvalidInputError} for a URL or header that cannot be sent.
 */
export function nodeTransport(options: NodeTransportOptions = {}): Transport {
  const { maxConnections = 256, keepAliveMs = 10_000, certificateAuthorities } = options;
  const settled = { maxConnections, keepAliveMs, certificateAuthorities };
  const opened = new Map<string, Connections>();
  const connectionsOf = (protocol: "http:" | "https:"): Connections => {
    const present = opened.get(protocol) ?? openConnections(protocol, settled);
    opened.set(protocol, present);
    return present;
  };
  return async (request) => {
    const body = outgoingBody(request.body);
    try {
      request.signal.throwIfAborted();
      const url = parseUrl(request.url);
      const connections = connectionsOf(url.protocol);
      return await send({ request, url, body, connections }, connections.pool);
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
  readonly connections: Connections;
}

function parseUrl(text: string): Target {
  // The URL is not told: its query may be signed.
  if (!URL.canParse(text)) throw new InvalidInputError("The address of a request is no URL.");
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
function send(call: Call, agent: Agent): Promise<TransportResponse> {
  const { connections, request, url, body } = call;
  return new Promise((resolve, reject) => {
    const client = open(call, agent);
    const stages = new Stages(client, request, url.origin);
    stages.onFailure = reject;
    const connected = (): void => {
      stages.connected();
      if (body.source) void pump(body.source, client, stages);
      else stages.due("answer");
    };
    let reused = false;
    client.on("socket", (socket) => {
      reused = connections.isReady(socket);
      if (reused) return connected();
      stages.due("connection");
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected);
    });
    client.on("finish", () => stages.sent());
    client.on("response", (message) => {
      connections.heed(message);
      stages.begun();
      resolve(new NodeResponse(message, stages));
    });
    client.on("upgrade", (_, socket) => {
      socket.destroy();
      stages.break({ message: `${url.origin} changed to another protocol without being asked.` });
    });
    client.on("error", (error) => {
      // An answer that has begun fails by itself, if it fails: what is wrong here is the rest of the request.
      if (stages.over || stages.answered) return;
      if (reused && agent === connections.pool && isRepeatable(request)) {
        stages.end();
        resolve(send(call, connections.once));
      } else stages.break(describeFailure(error, url.origin), error);
    });
    if (!body.source) client.end(body.text);
  });
}

/** Opens the request; nothing is sent yet. */
function open({ request, url, body }: Call, agent: Agent): ClientRequest {
  const { protocol, hostname, port, pathname, search } = url;
  const start = protocol === "https:" ? httpsRequest : httpRequest;
  try {
    return start({
      agent,
      method: request.method,
      protocol,
      hostname: hostname.replace(/^\[(.*)\]$/u, "$1"),
      port,
      path: pathname + search,
      headers: headersOf(request, body),
    });
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

function isRepeatable({ method, body }: TransportRequest): boolean {
  return body === undefined && (method === "GET" || method === "HEAD");
}
