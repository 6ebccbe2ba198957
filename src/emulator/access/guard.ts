import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { BodyTorn } from "../connection.ts";
import { hostName, isLoopback, plain } from "./hosts.ts";

/** Who may come by a socket. */
export interface Access {
  /** The path below which pages that come from the emulator itself may ask: nothing else that it serves is a page of its own. */
  readonly ownPages: string;
  /** The address that is listened on. */
  readonly address: string;
  /** Names and addresses by which it may be reached, beside loopback and its own address. */
  readonly allowHosts: readonly string[];
  /** The origins whose web pages may use it. */
  readonly allowOrigins: readonly string[];
}

/** The Hono environment of what came by a socket. */
export interface SocketEnvironment {
  Bindings: HttpBindings;
}

type Guard = MiddlewareHandler<SocketEnvironment>;

/**
 * Refuses requests for hosts that are not expected.
 *
 * @remarks A web page that resolves its own name to this machine (DNS rebinding) is of the same origin as the emulator in the eyes
 * of a browser; that its requests are for another host is all that gives it away.
 * @throws RangeError for an allowed host that is none
 */
export function guardHost({ address, allowHosts }: Access): Guard {
  const allowed = new Set([plain(address), ...allowHosts.map(checkedHost)]);
  return async (c, next) => {
    const { incoming } = c.env;
    const own = plain(incoming.socket.localAddress ?? address);
    // A request line may name a host, too, and then counts.
    const named = [incoming.headers.host ?? "", new URL(c.req.url).host].map(
      (text) => hostName(text) ?? text,
    );
    const foreign = named.find((name) => !isLoopback(name) && name !== own && !allowed.has(name));
    if (foreign === undefined) {
      await next();
      return undefined;
    }
    const why =
      foreign === ""
        ? "A request without a Host header is not answered."
        : `This emulator does not answer for the host ${JSON.stringify(foreign)}: allow it with --allow-host ${foreign}, or allowHosts of listen(), if it is yours.`;
    return c.text(why, 421);
  };
}

function checkedHost(given: string): string {
  const name = hostName(given);
  if (name === undefined)
    throw new RangeError(`${JSON.stringify(given)} is not a host: name it without a scheme and a path`);
  return name;
}

/**
 * Refuses web pages, but for those of allowed origins, which get what browsers ask for (CORS).
 *
 * @throws RangeError for an allowed origin that is none
 */
export function guardOrigin({ allowOrigins, ownPages }: Access): Guard {
  const allowed = new Set(allowOrigins.map(checkedOrigin));
  const answer = cors({
    origin: (origin) => (allowed.has(origin) ? origin : null),
    allowMethods: ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"],
    credentials: true,
    maxAge: 600,
  });
  return async (c, next) => {
    const origin = c.req.header("origin");
    const { origin: own, pathname } = new URL(c.req.url);
    if (origin === undefined || (origin === own && pathname.startsWith(`${ownPages}/`))) {
      await next();
      return undefined;
    }
    if (!allowed.has(origin))
      return c.text(
        `This emulator does not answer web pages of ${JSON.stringify(origin)}: allow them with --allow-origin ${origin}, or allowOrigins of listen(), if they are yours.`,
        403,
      );
    const isPreflight =
      c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined;
    if (!isPreflight && c.req.method === "OPTIONS") {
      await next();
      return undefined;
    }
    const preflight = await answer(c, () => exposed(c, origin, next));
    if (!(preflight instanceof Response)) return undefined;
    // Chrome asks whether pages from the internet may reach into this machine.
    if (c.req.header("access-control-request-private-network") === "true")
      preflight.headers.set("access-control-allow-private-network", "true");
    return preflight;
  };
}

/** Lets a page read every header of an answer, as programs can; also of one that is torn. */
async function exposed(c: Context, origin: string, next: () => Promise<void>): Promise<void> {
  try {
    await next();
    c.res.headers.set("access-control-expose-headers", [...c.res.headers.keys()].join(", "));
  } catch (error) {
    if (error instanceof BodyTorn) {
      const { headers } = error.response;
      headers.set("access-control-expose-headers", [...headers.keys()].join(", "));
      headers.set("access-control-allow-origin", origin);
      headers.set("access-control-allow-credentials", "true");
      headers.set("vary", "Origin");
    }
    throw error;
  }
}

function checkedOrigin(given: string): string {
  const origin = URL.canParse(given) ? new URL(given).origin : "null";
  if (origin === "null" || origin !== given.replace(/\/$/, "").toLowerCase())
    throw new RangeError(
      `${JSON.stringify(given)} is not an origin: name scheme, host and port, for example http://localhost:5173`,
    );
  return origin;
}
