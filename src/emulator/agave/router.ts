import { Hono } from "hono";
import type { Faults } from "../faults/faults.ts";
import { faultInjection, requestLogging, type Call, type CallEnvironment } from "../middleware.ts";
import type { RequestLogEntry } from "../request-log.ts";
import { callerOf, faultResponse, GatewayFault } from "./gateway.ts";
import type { Services } from "./services.ts";
import { baseUrlOf, placeOf } from "./tenants/places.ts";
import { AgaveCall } from "./wire/call.ts";
import { envelope, errorEnvelope, type EnvelopeParts } from "./wire/envelope.ts";
import { RouteTable, type FoundRoute, type Route } from "./wire/route.ts";
import { ServiceError } from "./wire/service-error.ts";

/** What the routes lead to. */
export interface RouterParts {
  /** The platform as it is now: a reset replaces it. */
  readonly services: () => Services;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly log: RequestLogEntry[];
}

interface Arrived {
  readonly tenant: string;
  readonly path: string;
  readonly found: FoundRoute | "method" | undefined;
}

interface Environment extends CallEnvironment {
  Variables: CallEnvironment["Variables"] & { arrived?: Arrived };
}

/** Makes the HTTP face of the platform: a gateway, and the services behind it. */
export function agaveRouter({ services, routes, faults, log }: RouterParts): Hono<Environment> {
  const { clock } = services();
  const table = new RouteTable(routes);
  const app = new Hono<Environment>();
  app.onError((error) => {
    // Broken connections are for those who serve the answer.
    throw error;
  });
  app.use(requestLogging(log, clock));
  app.use(async (c, next) => {
    const { world, options } = services();
    const place = placeOf(new URL(c.req.url), world, options);
    const found = table.find(c.req.method, place.path);
    c.set("arrived", { tenant: place.code, path: place.path, found });
    c.set("call", callOf(found, place.path));
    await next();
  });
  app.use(faultInjection(faults, clock));
  app.all("*", async (c) => {
    const arrived = c.get("arrived");
    // A fault may have put another request in place.
    return arrived === undefined ? c.text("Not Found", 404) : answer(services(), c.req.raw, arrived);
  });
  return app;
}

function serviceOf(path: string): string {
  return /^\/+([^/]+)/.exec(path)?.[1] ?? "unknown";
}

function callOf(found: Arrived["found"], path: string): Call {
  if (found === undefined || found === "method") return { endpoint: serviceOf(path), operations: [] };
  const { operation } = found.route;
  const [endpoint = "unknown", name = operation] = operation.split(".");
  return { endpoint, operation, operations: [operation, name], variables: found.params };
}

async function answer(services: Services, request: Request, arrived: Arrived): Promise<Response> {
  const { found, path, tenant } = arrived;
  const { options } = services;
  const query = new URL(request.url).searchParams;
  const service = found === undefined || found === "method" ? serviceOf(path) : endpointOf(found);
  const parts = { service, version: options.version, method: request.method, query };
  if (request.method === "OPTIONS") return new Response(null, { headers: { allow: "GET,POST,PUT,DELETE" } });
  if (found === undefined) return errorEnvelope(new ServiceError(404, "No such resource"), parts);
  if (found === "method") return errorEnvelope(new ServiceError(405, "Method not allowed"), parts);
  const world = services.world.get(tenant);
  if (world === undefined) return errorEnvelope(new ServiceError(404, "No such tenant"), parts);
  try {
    const caller = callerOf({ services, world, request }, found.route.access ?? "token");
    const base = baseUrlOf(world.tenant, options, new URL(request.url).origin);
    const call = new AgaveCall({ services, world, request, caller, params: found.params, base });
    return bodiless(await enveloped(call, found, parts), request.method);
  } catch (error) {
    if (error instanceof GatewayFault) return faultResponse(error, options.gatewayFaults);
    if (error instanceof ServiceError) return errorEnvelope(error, parts);
    throw error;
  }
}

function endpointOf({ route }: FoundRoute): string {
  return route.operation.split(".")[0] ?? "unknown";
}

async function enveloped(call: AgaveCall, { route }: FoundRoute, parts: EnvelopeParts): Promise<Response> {
  const given = await route.answer(call);
  return given instanceof Response ? given : envelope(given, parts);
}

/** An answer to HEAD has the head alone. */
function bodiless(response: Response, method: string): Response {
  return method === "HEAD" ? new Response(null, response) : response;
}
