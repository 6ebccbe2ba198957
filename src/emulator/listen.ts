import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { BodyTorn, ConnectionBroken } from "./connection.ts";
import type { Handler } from "./in-process.ts";

/** Where an emulator listens. */
export interface ListenOptions {
  /** 0 takes a free one. @defaultValue 0 */
  readonly port?: number;
  /** @defaultValue "127.0.0.1" */
  readonly host?: string;
}

/** A socket on which an emulator listens. */
export interface Listening {
  /** The base URL for clients, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, breaks open connections, and resolves when the port is free. Once is enough, twice is no harm. */
  close(): Promise<void>;
}

/**
 * Serves a handler over HTTP.
 *
 * @throws the system's error when the port cannot be had.
 */
export async function listen(handle: Handler, options: ListenOptions = {}): Promise<Listening> {
  const { port = 0, host = "127.0.0.1" } = options;
  // No options about HTTP/2 are given, so what comes back speaks HTTP/1.1.
  const server = createAdaptorServer({
    fetch: (request, bindings) => overSocket(handle, request, bindings as HttpBindings),
    overrideGlobalObjects: false,
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  const shownHost = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${String(address.port)}`,
    port: address.port,
    close: () => {
      closing ??= new Promise((resolve) => {
        // The only error there is says that it is closed already.
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

async function overSocket(
  handle: Handler,
  request: Request,
  { incoming, outgoing }: HttpBindings,
): Promise<Response> {
  try {
    return await handle(request);
  } catch (error) {
    if (error instanceof BodyTorn) {
      const { response, start } = error;
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.write(start, () => incoming.socket.destroy());
      return RESPONSE_ALREADY_SENT;
    }
    if (error instanceof ConnectionBroken || request.signal.aborted) {
      incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    }
    throw error;
  }
}
