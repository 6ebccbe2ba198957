import * as http from "node:http";
import * as https from "node:https";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Options of the connections. */
export interface KeepAliveOptions {
  readonly maxConnections: number;
  readonly keepAliveMs: number;
  readonly certificateAuthorities: readonly string[] | undefined;
}

/** The connections to all origins of one protocol. */
export interface Connections {
  /** Connections that are used again. */
  readonly pool: http.Agent;
  /** A connection that is used once: for a second try after one from the pool turned out to be dead. */
  readonly once: http.Agent;
  /** Whether a connection stands, TLS included. */
  isReady(socket: Duplex): boolean;
  /** Heeds how long the server says it keeps the connection. */
  heed(answer: http.IncomingMessage): void;
}

// Closing this much earlier than the server said keeps a request from meeting a connection that is being closed.
const MARGIN_MS = 1000;

/** Opens connections of one protocol. TLS is always verified, whatever the environment says. */
export function openConnections(protocol: "http:" | "https:", options: KeepAliveOptions): Connections {
  const ready = new WeakSet<Duplex>();
  const keptMs = new WeakMap<Duplex, number>();
  const pool = createAgent(protocol, options, true);
  const once = createAgent(protocol, options, false);
  for (const agent of [pool, once]) {
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (settings, callback) => {
      const socket = connect(settings, callback);
      socket?.once(protocol === "https:" ? "secureConnect" : "connect", () => ready.add(socket));
      return socket;
    };
  }
  // Node's own method also reads the server's hint, but only below a timeout set for all connections, and without a margin.
  // Its boolean is left out of the types; `false` closes the connection.
  pool.keepSocketAlive = (socket): boolean => {
    // Given back before it stood: its request was aborted, and nobody would watch it.
    if (!(socket instanceof Socket) || !ready.has(socket)) return false;
    const ms = Math.min(options.keepAliveMs, keptMs.get(socket) ?? Infinity);
    if (ms <= 0) return false;
    // An idle connection does not keep the process alive. Every byte renews its timer, so setting it once is enough.
    socket.setKeepAlive(true, MARGIN_MS);
    socket.unref();
    if (socket.timeout !== ms) socket.setTimeout(ms);
    return true;
  };
  return {
    pool,
    once,
    isReady: (socket) => ready.has(socket),
    heed: ({ headers, socket }) => {
      const hint = headers["keep-alive"];
      const seconds = typeof hint === "string" ? /timeout=(\d+)/iu.exec(hint)?.[1] : undefined;
      if (seconds !== undefined) keptMs.set(socket, Number(seconds) * 1000 - MARGIN_MS);
    },
  };
}

function createAgent(
  protocol: "http:" | "https:",
  options: KeepAliveOptions,
  keepAlive: boolean,
): http.Agent {
  const { maxConnections, certificateAuthorities } = options;
  const shared = {
    keepAlive,
    maxSockets: keepAlive ? maxConnections : Infinity,
    scheduling: "lifo" as const,
  };
  if (protocol === "http:") return new http.Agent(shared);
  // Written out, so that NODE_TLS_REJECT_UNAUTHORIZED=0 has no say.
  const tls = { ...shared, rejectUnauthorized: true };
  return new https.Agent(certificateAuthorities ? { ...tls, ca: [...certificateAuthorities] } : tls);
}
