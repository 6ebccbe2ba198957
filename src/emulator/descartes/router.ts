import { Hono } from "hono";
import type { Faults } from "../faults/faults.ts";
import { faultInjection, requestLogging, type Call, type CallEnvironment } from "../middleware.ts";
import type { RequestLogEntry } from "../request-log.ts";
import { answerService, readServiceCall, type ServiceCall } from "./blobs/routes.ts";
import { answerStore, readStoreCall, type StoreCall } from "./blobs/object-store.ts";
import type { Services } from "./services.ts";
import { answerTokenRequest } from "./tokens/routes.ts";

/** Where the service is, below the origin. */
export const SERVICE_PATH = "/storage/v1";

/** What a fault can mean. */
export const OPERATIONS: readonly string[] = [
  "token",
  "download",
  "upload",
  "get",
  "exists",
  "delete",
  "list",
  "getSignedUrl",
  "getUploadUrl",
] satisfies readonly ("token" | StoreCall["operation"] | ServiceCall["operation"])[];

/** What the routes lead to. */
export interface RouterParts {
  /** The service as it is now: a reset replaces it. */
  readonly services: () => Services;
  readonly faults: Faults;
  readonly log: RequestLogEntry[];
}

type Answer = (request: Request) => Response | Promise<Response>;

interface Environment extends CallEnvironment {
  Variables: CallEnvironment["Variables"] & { answer?: Answer };
}

/** Makes the HTTP face of the service, its token endpoint and its object store. */
export function descartesRouter({ services, faults, log }: RouterParts): Hono<Environment> {
  const { clock } = services();
  const app = new Hono<Environment>();
  app.onError((error) => {
    // Broken connections are for those who serve the answer.
    throw error;
  });
  app.use(requestLogging(log, clock));
  app.use(async (c, next) => {
    const { call, answer } = routeOf(c.req.raw, services());
    c.set("call", call);
    c.set("answer", answer);
    await next();
  });
  app.use(faultInjection(faults, clock));
  // A fault may have put another request in place.
  app.all("*", async (c) => (await c.get("answer")?.(c.req.raw)) ?? c.text("Not Found", 404));
  return app;
}

function routeOf(request: Request, services: Services): { readonly call: Call; readonly answer: Answer } {
  const { method, url } = request;
  const { pathname } = new URL(url);
  if (method === "POST" && /^\/+token$/.test(pathname)) {
    return { call: named("token", "token"), answer: (given) => answerTokenRequest(services, given) };
  }
  const store = readStoreCall(method, pathname);
  if (store !== undefined)
    return { call: named("store", store.operation), answer: (given) => answerStore(services, store, given) };
  const path = pathname.startsWith(`${SERVICE_PATH}/`) ? pathname.slice(SERVICE_PATH.length) : undefined;
  const call = path === undefined ? undefined : readServiceCall(method, path);
  if (call === undefined)
    return { call: named("unknown"), answer: () => new Response("Not Found", { status: 404 }) };
  const origin = storeOrigin(url);
  return {
    call: { ...named("storage", call.operation), variables: { type: call.type, key: call.key } },
    answer: (given) => answerService(services, call, { request: given, origin }),
  };
}

function named(endpoint: string, operation?: string): Call {
  return operation === undefined
    ? { endpoint, operations: [] }
    : { endpoint, operation, operations: [operation] };
}

/**
 * The origin of the object store for those who came by a URL: this machine by its other name, so that it is another origin
 * than the service, as it is in truth; where there is no other name, the same.
 */
export function storeOrigin(url: string): string {
  const store = new URL(url);
  if (store.hostname === "127.0.0.1") store.hostname = "localhost";
  else if (store.hostname === "localhost") store.hostname = "127.0.0.1";
  return store.origin;
}
