import { createHash, timingSafeEqual } from "node:crypto";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import type { SocketEnvironment } from "../access/guard.ts";
import { isLoopback } from "../access/hosts.ts";
import { checkMembers } from "../check-members.ts";
import type { Controlled } from "./controlled.ts";
import { readFault, shownFault } from "./fault-json.ts";
import { NothingThere, Readings } from "./readings.ts";

/** Where the control API is, on the port of the emulator itself. */
export const CONTROL_PATH = "/_footbridge";

/** What the control API is made of. */
export interface ControlParts {
  readonly control: Controlled;
  /** What has to come as bearer token. */
  readonly key: string;
}

type Call = Context<SocketEnvironment>;

/** What can be read, and watched. */
const READ = ["/health", "/clock", "/faults", "/requests", "/resources", "/resources/*"];

/**
 * Makes the routes by which other processes steer an emulator: its health, clock, faults, log of requests, resources and state. Only
 * for programs of this machine that know the key; its window, a page for people, has nothing in it before it is told the key.
 */
export function controlApi({ control, key }: ControlParts): Hono<SocketEnvironment> {
  const app = new Hono<SocketEnvironment>();
  const readings = new Readings(control);
  app.onError((error, c) => refusal(c, error));
  app.use(guardLoopback(), serveWindow(), guardKey(key));
  app.on("GET", READ, (c) => readings.read(below(c)).then((value) => c.json(value)));
  app.get("/events", (c) =>
    import("./watch.ts").then(({ watch }) => watch(readings, c.req.queries("watch") ?? [])),
  );
  app.post("/reset", async (c) => {
    await control.reset();
    return c.body(null, 204);
  });
  addClock(app, control);
  addFaults(app, control);
  addState(app, control);
  app.all("*", (c) => c.json({ error: `There is no ${c.req.method} ${c.req.path}` }, 404));
  return app;
}

/** The path of a request below the control API, and its query. */
function below(c: Call): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname.slice(CONTROL_PATH.length) + search;
}

function guardLoopback(): MiddlewareHandler<SocketEnvironment> {
  return async (c, next) => {
    if (!isLoopback(c.env.incoming.socket.remoteAddress ?? ""))
      return c.json({ error: "The control API is for programs of the emulator's own machine" }, 403);
    return next();
  };
}

/** Gives browsers the window: page, style and scripts, which are the same for everybody. */
function serveWindow(): MiddlewareHandler<SocketEnvironment> {
  return async (c, next) => {
    const path = below(c);
    if (c.req.method !== "GET" || !/^\/?(?:$|\?|window\/)/.test(path)) return next();
    if (!path.startsWith("/")) return c.redirect(`${CONTROL_PATH}/`, 308);
    const { windowFile } = await import("../window/window-file.ts");
    return windowFile(path.startsWith("/window/") ? path.slice("/window/".length) : "index.html");
  };
}

function guardKey(key: string): MiddlewareHandler<SocketEnvironment> {
  const expected = digest(key);
  return async (c, next) => {
    const given = /^bearer\s+(.*)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    if (timingSafeEqual(digest(given), expected)) return next();
    return c.json(
      { error: "Send the key that the emulator printed when it started, as Authorization: Bearer <key>" },
      401,
      { "www-authenticate": "Bearer" },
    );
  };
}

/** Of the same length whatever was given. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Bad input gets the words of whoever refused it; what is a fault of the emulator goes on its way. */
function refusal(c: Call, error: unknown): Response {
  if (error instanceof NothingThere) return c.json({ error: error.message }, 404);
  const isInput =
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    error instanceof URIError ||
    (error instanceof Error && error.name === "BadState");
  if (!isInput) throw error;
  return c.json({ error: error.message }, 400);
}

function clockOf({ clock }: Controlled): object {
  return { now: new Date(clock.now()).toISOString(), mode: clock.mode };
}

function addClock(app: Hono<SocketEnvironment>, control: Controlled): void {
  const { clock } = control;
  app.post("/clock/run", (c) => {
    clock.mode = "real";
    return c.json(clockOf(control));
  });
  app.post("/clock/pause", (c) => {
    clock.mode = "manual";
    return c.json(clockOf(control));
  });
  app.post("/clock/advance", async (c) => {
    const body = await objectOf(c);
    checkMembers(body, ["seconds"], "The body");
    const { seconds } = body;
    if (typeof seconds !== "number" || !(seconds >= 0))
      throw new RangeError('The body tells by how many seconds: { "seconds": 60 }');
    clock.advance(seconds * 1000);
    return c.json(clockOf(control));
  });
}

function addFaults(app: Hono<SocketEnvironment>, { faults }: Controlled): void {
  app.post("/faults", async (c) => {
    const fault = readFault(await objectOf(c));
    // What it is remains to be seen: `add` checks whatever it is given.
    return c.json(shownFault(faults.add(fault)), 201);
  });
  app.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  app.delete("/faults/:id", (c) => {
    const id = c.req.param("id");
    const fault = faults.list().find((one) => one.id === id);
    if (fault === undefined) return c.json({ error: `There is no fault ${id}` }, 404);
    fault.remove();
    return c.body(null, 204);
  });
}

function addState(app: Hono<SocketEnvironment>, control: Controlled): void {
  app.get("/state", async (c) => c.json(await control.save()));
  app.put("/state", async (c) => {
    await control.load(await objectOf(c));
    return c.body(null, 204);
  });
}

async function objectOf(c: Call): Promise<Readonly<Record<string, unknown>>> {
  const text = await c.req.text();
  const value: unknown = JSON.parse(text === "" ? "{}" : text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError("The body must be a JSON object");
  return { ...value };
}
