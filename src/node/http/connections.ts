import http from "node:http";
import https from "node:https";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setImmediate } from "node:timers";
import type { SecureContext } from "node:tls";
import type { ConnectionOptions } from "../../core/transport/connection-options.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import { secureContextOf } from "./certificates.ts";
import { openTunnel, proxyFor } from "./proxy.ts";

/** The way to an origin: the connections there, and the proxy between. */
export interface Route {
  /** Connections that are used again. */
  readonly pool: http.Agent;
  /** Connections that are used once: for a second try after one from the pool turned out to be dead. */
  readonly once: http.Agent;
  /** The scheme that the connection itself speaks. */
  readonly protocol: "http:" | "https:";
  /** The proxy that forwards requests of plain http, each with its whole URL. */
  readonly forwarder: URL | undefined;
  /** The proxy through which TLS is tunnelled. */
  readonly tunnel: URL | undefined;
  /** Waits until connections that have just become free are known to be silent; `undefined` where none has. */
  readonly settled: () => Promise<void> | undefined;
}

const KEEP_ALIVE_MS = 10_000;
const MAX_CONNECTIONS = 256;
// Closing this much earlier than the server said keeps a request from meeting a connection that is being closed.
const MARGIN_MS = 1000;
// What stands between gave up waiting; the answer that it waited for may still come down the same connection.
const GAVE_UP: ReadonlySet<number> = new Set([408, 502, 503, 504]);

const ready = new WeakSet<Duplex>();
const keptMs = new WeakMap<Duplex, number>();

/** Whether a connection stands, TLS included. */
export function isReady(socket: Duplex): boolean {
  return ready.has(socket);
}

/** Heeds what an answer says about its connection: how long the server keeps it, and whether more may come on it. */
export function heed({ headers, socket, statusCode = 0 }: http.IncomingMessage): void {
  const hint = headers["keep-alive"];
  const seconds = typeof hint === "string" ? /timeout=(\d+)/iu.exec(hint)?.[1] : undefined;
  if (seconds !== undefined) keptMs.set(socket, Number(seconds) * 1000 - MARGIN_MS);
  if (GAVE_UP.has(statusCode)) keptMs.set(socket, 0);
}

/** Finds the way to each origin, at once where it is known; connections are opened when they are first needed. */
export function routes(options: ConnectionOptions): (url: URL) => Route | Promise<Route> {
  const known = new Map<string, Route>();
  const secureContext = lazy(() => secureContextOf(options));
  const make = async (protocol: "http:" | "https:", proxy: URL | undefined, key: string): Promise<Route> => {
    const making = { options, secureContext: await secureContext() };
    // Looked for again: another request may have been faster.
    const route = known.get(key) ?? createRoute(protocol, proxy, making);
    known.set(key, route);
    return route;
  };
  return (url) => {
    const protocol = url.protocol === "https:" ? "https:" : "http:";
    const proxy = proxyFor(url, options.proxy);
    const key = `${protocol} ${proxy?.href ?? ""}`;
    return known.get(key) ?? make(protocol, proxy, key);
  };
}

interface Making {
  readonly options: ConnectionOptions;
  readonly secureContext: SecureContext | undefined;
}

function createRoute(target: "http:" | "https:", proxy: URL | undefined, making: Making): Route {
  const tunnel = target === "https:" ? proxy : undefined;
  const forwarder = target === "http:" ? proxy : undefined;
  const protocol = forwarder?.protocol === "https:" ? "https:" : target;
  const pool = createAgent(protocol, making, true);
  const once = createAgent(protocol, making, false);
  for (const agent of [pool, once]) noteReady(agent, protocol, tunnel);
  return { pool, once, protocol, forwarder, tunnel, settled: keepSilent(pool, making.options) };
}

function createAgent(protocol: "http:" | "https:", making: Making, keepAlive: boolean): http.Agent {
  const { maxConnections = MAX_CONNECTIONS } = making.options;
  const shared = {
    keepAlive,
    maxSockets: keepAlive ? maxConnections : Infinity,
    scheduling: "lifo" as const,
  };
  if (protocol === "http:") return new http.Agent(shared);
  const { secureContext } = making;
  // Written out, so that NODE_TLS_REJECT_UNAUTHORIZED=0 has no say.
  return new https.Agent({
    ...shared,
    rejectUnauthorized: true,
    ...(secureContext ? { secureContext } : {}),
  });
}

/** Remembers which connections of an agent stand. */
function noteReady(agent: http.Agent, protocol: string, tunnel: URL | undefined): void {
  const connect = agent.createConnection.bind(agent);
  const note = (socket: Duplex | null | undefined): void => {
    socket?.once(protocol === "https:" ? "secureConnect" : "connect", () => ready.add(socket));
  };
  agent.createConnection = (settings, callback) => {
    if (tunnel === undefined) {
      const socket = connect(settings, callback);
      note(socket);
      return socket;
    }
    openTunnel(tunnel, settings, (error, socket) => {
      note(socket);
      callback?.(error, socket as Duplex);
    });
    return undefined;
  };
}

/**
 * Keeps idle connections only while they are silent.
 *
 * @remarks A byte that nobody asked for is the beginning of some other answer, and the next request would take it for its
 * own: such a connection is closed. What lies with the system already when a connection becomes free shows within two
 * turns of the event loop, so that long a connection is not used again.
 */
function keepSilent(pool: http.Agent, { keepAliveMs = KEEP_ALIVE_MS }: ConnectionOptions): Route["settled"] {
  let settling: Promise<void> | undefined;
  const settle = (): Promise<void> =>
    (settling ??= twoTurns().finally(() => {
      settling = undefined;
    }));
  const onStray = function (this: Socket): void {
    this.destroy();
  };
  const onError = (): void => undefined;
  const unwatch = (socket: Duplex): void => void socket.off("data", onStray);
  const watch = (socket: Duplex): void => {
    unwatch(socket);
    socket.on("data", onStray);
  };
  const lifetimeMs = (socket: Duplex): number => Math.min(keepAliveMs, keptMs.get(socket) ?? Infinity);
  // Node's own listener hands a connection straight to the next request that waits for one.
  const [handOver] = pool.listeners("free");
  pool.removeAllListeners("free");
  pool.on("free", (socket: Socket, options: http.RequestOptions) => {
    const hand = (): void => {
      unwatch(socket);
      socket.off("error", onError);
      if (lifetimeMs(socket) <= 0) socket.destroy();
      handOver?.call(pool, socket, options);
    };
    // One that was given back before it stood has nothing on it yet.
    if (pool.requests[pool.getName(options)] === undefined || !ready.has(socket)) return hand();
    watch(socket);
    // Meanwhile it belongs to nobody: what it fails with is nobody's, and it closes by itself.
    socket.on("error", onError);
    void settle().then(hand);
  });
  // Node's own method also reads the server's hint, but only below a timeout set for all connections, and without a margin.
  // Its boolean is left out of the types; `false` closes the connection.
  pool.keepSocketAlive = (socket): boolean => {
    // Given back before it stood: its request was aborted, and nobody would watch it.
    if (!(socket instanceof Socket) || !ready.has(socket)) return false;
    const ms = lifetimeMs(socket);
    if (ms <= 0) return false;
    // An idle connection does not keep the process alive. Every byte renews its timer, so setting it once is enough.
    socket.setKeepAlive(true, MARGIN_MS);
    socket.unref();
    if (socket.timeout !== ms) socket.setTimeout(ms);
    watch(socket);
    void settle();
    return true;
  };
  const reuse = pool.reuseSocket.bind(pool);
  pool.reuseSocket = (socket, request) => {
    unwatch(socket);
    reuse(socket, request);
  };
  return () => settling;
}

/** The second turn has asked the system what came in meanwhile. */
function twoTurns(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}
