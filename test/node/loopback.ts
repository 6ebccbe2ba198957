import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Server as TcpServer } from "node:net";
import { onTestFinished, vi } from "vitest";
import type { Limits, TransportRequest } from "../../src/core/transport/transport.ts";

/** A server on this machine that ends with the test. */
export interface Loopback {
  readonly server: Server;
  readonly url: string;
  /** Connections opened so far. */
  connections(): number;
}

/** Serves on a free port until the test has finished. */
export async function loopback(listener: RequestListener): Promise<Loopback> {
  return serve(createServer(listener), "http");
}

/** The same with TLS. */
export async function tlsLoopback(options: ServerOptions, listener: RequestListener): Promise<Loopback> {
  return serve(createTlsServer(options, listener), "https");
}

async function serve(server: Server, protocol: "http" | "https"): Promise<Loopback> {
  let opened = 0;
  server.on("connection", () => (opened += 1));
  const port = await listen(server);
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { server, url: `${protocol}://127.0.0.1:${port}`, connections: () => opened };
}

/** Listens on a free port of this machine. */
export async function listen(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

export const limits: Limits = { connectTimeoutMs: 10_000, firstByteTimeoutMs: 20_000, idleTimeoutMs: 30_000 };

/** A request with the usual limits and a signal that is never aborted. */
export function request(url: string, rest: Partial<TransportRequest> = {}): TransportRequest {
  return { method: "GET", url, headers: {}, signal: new AbortController().signal, limits, ...rest };
}

/** Replaces the timers that this library sets; those inside Node go on. */
export function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** Lets input and output happen until a condition holds; the test's own time limit ends it otherwise. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** The reason a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("It should have been rejected.");
    },
    (reason: unknown) => reason,
  );
}

/** All bytes of a stream. */
export async function readAll(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
