import { Hono, type Context as HonoContext } from "hono";
import {
  faultInjection,
  requestLogging,
  singleSlashes,
  type Call,
  type CallEnvironment,
} from "../../middleware.ts";
import type { Faults } from "../../faults/faults.ts";
import type { RequestLogEntry } from "../../request-log.ts";
import type * as endpoints from "../endpoints.ts";
import { ARTIFACT_ROUTE, downloadArtifact, OLD_ARTIFACT_ROUTE } from "../jobs/artifacts.ts";
import type { Services } from "../services.ts";
import type { GraphQLRequest } from "./graphql.ts";
import { downloadLog, LOG_FILE_ROUTE, LOG_ROUTE, readLogPage } from "../logs/routes.ts";
import { BadBody, readGraphQLRequest } from "./request-body.ts";
import type { RestRoute } from "./rest-call.ts";
import { answerRest, REST_ROUTES } from "./rest-routes.ts";
import type { Endpoint } from "./schema.ts";
import { answerTokenRequest, authenticate, unauthorized, userOf } from "../access/session.ts";

/** What the routes lead to. */
export interface RouterParts {
  /** The platform as it is now: a reset replaces it. */
  readonly services: () => Services;
  /** What the emulator's base URL has for a path; it goes before all routes. */
  readonly basePath: string;
  readonly faults: Faults;
  readonly log: RequestLogEntry[];
}

interface Environment extends CallEnvironment {
  Variables: CallEnvironment["Variables"] & { graphql?: GraphQLRequest };
}

const TOKEN_ROUTE = "/authentication/api/open/authenticate";
const PLATFORM_ROUTE = "/projects/api/platform/:platform/graphql";
const GATEWAY_ROUTE = "/gateway/api/graphql";

const ARTIFACT = { endpoint: "artifact", operation: "downloadArtifact", answer: downloadArtifact };

/** What is read with a token by its address, in a project of the platform that the address names. */
const FILES = [
  { route: ARTIFACT_ROUTE, ...ARTIFACT },
  { route: OLD_ARTIFACT_ROUTE, ...ARTIFACT },
  { route: LOG_ROUTE, endpoint: "log-proxy", operation: "readLogs", answer: readLogPage },
  { route: LOG_FILE_ROUTE, endpoint: "log-proxy", operation: "downloadLogs", answer: downloadLog },
];

/** Makes the HTTP face of the platform. */
export function saagieRouter(parts: RouterParts): Hono<Environment> {
  const { clock } = parts.services();
  const app = new Hono<Environment>({
    getPath: ({ url }) => routedPath(new URL(url).pathname, parts.basePath),
  });
  const inject = faultInjection(parts.faults, clock);
  app.onError((error, c) => {
    if (error instanceof BadBody) return c.text(error.message, 400);
    // Broken connections are for those who serve the answer.
    throw error;
  });
  app.use(requestLogging(parts.log, clock));
  app.post(TOKEN_ROUTE, named({ endpoint: "token", operation: "authenticate" }), inject, (c) =>
    answerTokenRequest(parts.services(), c.req.raw),
  );
  for (const [route, endpoint] of [
    [PLATFORM_ROUTE, "platform"],
    [GATEWAY_ROUTE, "gateway"],
  ] as const) {
    app.post(route, readGraphQL(endpoint, parts.services), inject, (c) => {
      const services = parts.services();
      // The catalogue belongs to the realm and not to a platform.
      const platformId =
        endpoint === "gateway" ? services.world.platforms[0] : Number(c.req.param("platform"));
      return answerGraphQL(c, { services, platformId, endpoint });
    });
  }
  for (const { route, answer, ...call } of FILES) {
    app.get(route, named(call), inject, (c) => {
      const context = authenticate(parts.services(), c.req.raw, Number(c.req.param("platform")));
      return context === undefined ? unauthorized() : answer(c, context);
    });
  }
  for (const route of REST_ROUTES) {
    app.on(route.method, route.route, readRest(route), inject, async (c) => {
      const text = await c.req.text();
      c.req.raw.signal.throwIfAborted();
      return answerRest(parts.services(), route, { request: c.req.raw, params: c.req.param(), text });
    });
  }
  app.all("*", inject, (c) => c.text("Not Found", 404));
  return app;
}

/** GraphQL and all resolvers: loaded with the first request that needs them, since a program may start and not ask. */
const graphqlParts = (): Promise<typeof endpoints> => import("../endpoints.ts");

type Step = (c: HonoContext<Environment>, next: () => Promise<void>) => Promise<Response | void>;

/** What anybody may send, in bytes. */
const SMALL_BODY = 65_536;

function named(call: Required<Pick<Call, "endpoint" | "operation">>): Step {
  return (c, next) => {
    c.set("call", { ...call, operations: [call.operation] });
    return next();
  };
}

/** The body is read before faults are committed, since they may be meant for one operation. */
function readGraphQL(endpoint: Endpoint, services: () => Services): Step {
  return async (c, next) => {
    // Before anything large is held in memory.
    const told = c.req.header("content-length") ?? (c.req.header("transfer-encoding") ? Infinity : 0);
    const isLarge = Number(told) > SMALL_BODY;
    if (isLarge && userOf(services(), c.req.raw) === undefined) return unauthorized();
    const params = await readGraphQLRequest(c.req.raw);
    const { operationNames } = await graphqlParts();
    const operations = operationNames(params);
    const [operation] = operations;
    const { variables } = params;
    c.set("graphql", params);
    c.set("call", { endpoint, operations, ...(operation !== undefined && { operation }), variables });
    return next();
  };
}

function readRest({ operation }: RestRoute): Step {
  return async (c, next) => {
    const variables = jsonOf(await c.req.text());
    c.set("call", {
      endpoint: "rest",
      operation,
      operations: [operation],
      ...(variables !== undefined && { variables }),
    });
    return next();
  };
}

/** A body for the log, where what is no JSON is not shown: nobody could tell what of it is a secret. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface GraphQLTarget {
  readonly services: Services;
  readonly platformId: number | undefined;
  readonly endpoint: Endpoint;
}

async function answerGraphQL(c: HonoContext<Environment>, target: GraphQLTarget): Promise<Response> {
  const { services, platformId, endpoint } = target;
  if (platformId === undefined || !services.world.platforms.includes(platformId))
    return c.text("Not Found", 404);
  const context = authenticate(services, c.req.raw, platformId);
  const params = c.get("graphql");
  if (context === undefined || params === undefined) return unauthorized();
  // Whoever has gone away while the body was read does not want it done.
  c.req.raw.signal.throwIfAborted();
  const { executorOf } = await graphqlParts();
  const execute = await executorOf(endpoint, services.platformVersion);
  return execute(params, context);
}

function routedPath(pathname: string, basePath: string): string {
  const path = singleSlashes(pathname);
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}
