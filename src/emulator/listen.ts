import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type MiddlewareHandler } from "hono";
import { DEFAULT_BODY_BYTES, limitBodies } from "./access/body-limit.ts";
import { guardHost, guardOrigin, type SocketEnvironment } from "./access/guard.ts";
import { sandbox } from "./access/sandbox.ts";
import { BodyTorn, ConnectionBroken } from "./connection.ts";
import { CONTROL_PATH, controlApi } from "./control/control-api.ts";
import type { Controlled } from "./control/controlled.ts";
import type { Handler } from "./in-process.ts";

/** Where an emulator listens, and to whom. */
export interface ListenOptions {
  /** 0 takes a free one. @defaultValue 0 */
  readonly port?: number;
  /** @defaultValue "127.0.0.1" */
  readonly host?: string;
  /**
   * Names by which clients may reach it, without a scheme or a port, for example "emulator.test". @defaultValue none but those of
   * this machine: localhost, the address that is listened on, and the host of the emulator's own URL
   */
  readonly allowHosts?: readonly string[];
  /**
   * Origins whose web pages may use it, for example "http://localhost:5173". @defaultValue none: requests with an `Origin` are
   * refused
   */
  readonly allowOrigins?: readonly string[];
  /**
   * How many bytes the body of a request may hold; a larger one is refused with 413. Bodies are held in memory. @defaultValue
   * 2,147,483,648 (2 GiB)
   */
  readonly maxBodyBytes?: number;
  /** The key of the control API. @defaultValue a random one */
  readonly controlKey?: string;
}

/** How other processes of this machine steer an emulator. */
export interface ControlAccess {
  /** The base URL of the control API, without a slash at its end. */
  readonly url: string;
  /** Has to be sent with every request, as bearer token. */
  readonly key: string;
  /**
   * The address of the emulator's window, a page that shows what there is and steers it. The key is in its fragment, which browsers
   * send to nobody.
   */
  readonly window: string;
}

/** A socket on which an emulator listens. */
export interface Listening {
  /** The base URL for clients, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** The control API. */
  readonly control: ControlAccess;
  /** Stops listening, breaks open connections, and resolves when the port is free. Once is enough, twice is no harm. */
  close(): Promise<void>;
}

/** What is put on a socket. */
export interface Listenable {
  readonly handle: Handler;
  readonly control: Controlled;
  /** Hosts for which it answers in any case. */
  readonly hosts: readonly string[];
}

/**
 * Serves a handler over HTTP.
 *
 * @throws the system's error when the port cannot be had; RangeError for an option that cannot be.
 */
export async function listen(served: Listenable, options: ListenOptions = {}): Promise<Listening> {
  const { port = 0, host = "127.0.0.1", controlKey = crypto.randomUUID() } = options;
  if (controlKey === "") throw new RangeError("The key of the control API must not be empty");
  const allowHosts = [...served.hosts, ...(options.allowHosts ?? [])];
  const limit = limitBodies(options.maxBodyBytes ?? DEFAULT_BODY_BYTES);
  const allowOrigins = options.allowOrigins ?? [];
  const access = { address: host, allowHosts, allowOrigins, ownPages: CONTROL_PATH };
  const app = guarded(served, [guardHost(access), guardOrigin(access), limit], controlKey);
  // No options about HTTP/2 are given, so what comes back speaks HTTP/1.1.
  const server = createAdaptorServer({
    fetch: (request, bindings) => overSocket(app, request, bindings as HttpBindings),
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
  const url = `http://${reachable(host)}:${String(address.port)}`;
  let closing: Promise<void> | undefined;
  return {
    url,
    port: address.port,
    control: controlAccess(url + CONTROL_PATH, controlKey),
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

function controlAccess(url: string, key: string): ControlAccess {
  return { url, key, window: `${url}/#key=${encodeURIComponent(key)}` };
}

/** An address as others reach it: "every address of this machine" is none to connect to. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** The handler and its control API, for those who may come. */
function guarded(
  { handle, control }: Listenable,
  guards: readonly MiddlewareHandler<SocketEnvironment>[],
  key: string,
): Hono<SocketEnvironment> {
  const app = new Hono<SocketEnvironment>();
  app.onError((error) => {
    // Broken connections are for those who serve the answer.
    throw error;
  });
  app.use(...guards);
  app.route(CONTROL_PATH, controlApi({ control, key }));
  app.all("*", async (c) => sandbox(await handle(c.req.raw)));
  return app;
}

async function overSocket(
  app: Hono<SocketEnvironment>,
  request: Request,
  { incoming, outgoing }: HttpBindings,
): Promise<Response> {
  try {
    return await app.fetch(request, { incoming, outgoing });
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
