import { Hono, type Context as HonoContext } from "hono";
import {
  faultInjection,
  requestLogging,
  singleSlashes,
  type Call,
  type CallEnvironment,
} from "../middleware.ts";
import type { Faults } from "../faults.ts";
import type { RequestLogEntry } from "../request-log.ts";
import { ARTIFACT_ROUTE, downloadArtifact, OLD_ARTIFACT_ROUTE } from "./artifacts.ts";
import type { Services } from "./context.ts";
import { executorOf } from "./endpoints.ts";
import type { Execute, GraphQLRequest } from "./graphql.ts";
import { BadBody, operationNames, readGraphQLRequest } from "./request-body.ts";
import type { Endpoint } from "./schema.ts";
import { answerTokenRequest, authenticate, unauthorized } from "./session.ts";

/** What the routes lead to. */
export interface RouterParts {
  /** The platform as it is now: a reset replaces it. */
  readonly services: () => Services;
  /** The Saagie version whose schema is served. */
  readonly platformVersion: string;
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
    const execute = executorOf(endpoint, parts.platformVersion);
    app.post(route, readGraphQL(endpoint), inject, (c) => {
      const services = parts.services();
      // The catalogue belongs to the realm and not to a platform.
      const platformId =
        endpoint === "gateway" ? services.world.platforms[0] : Number(c.req.param("platform"));
      return answerGraphQL(c, { services, platformId, execute });
    });
  }
  for (const route of [ARTIFACT_ROUTE, OLD_ARTIFACT_ROUTE]) {
    app.get(route, named({ endpoint: "artifact", operation: "downloadArtifact" }), inject, (c) => {
      const context = authenticate(parts.services(), c.req.raw, Number(c.req.param("platform")));
      return context === undefined ? unauthorized() : downloadArtifact(c, context);
    });
  }
  app.all("*", inject, (c) => c.text("Not Found", 404));
  return app;
}

type Step = (c: HonoContext<Environment>, next: () => Promise<void>) => Promise<void>;

function named(call: Required<Pick<Call, "endpoint" | "operation">>): Step {
  return (c, next) => {
    c.set("call", { ...call, operations: [call.operation] });
    return next();
  };
}

/** The body is read before faults are committed, since they may be meant for one operation. */
function readGraphQL(endpoint: Endpoint): Step {
  return async (c, next) => {
    const params = await readGraphQLRequest(c.req.raw);
    const operations = operationNames(params);
    const [operation] = operations;
    const { variables } = params;
    c.set("graphql", params);
    c.set("call", { endpoint, operations, ...(operation !== undefined && { operation }), variables });
    return next();
  };
}

interface GraphQLTarget {
  readonly services: Services;
  readonly platformId: number | undefined;
  readonly execute: Execute;
}

async function answerGraphQL(c: HonoContext<Environment>, target: GraphQLTarget): Promise<Response> {
  const { services, platformId, execute } = target;
  if (platformId === undefined || !services.world.platforms.includes(platformId))
    return c.text("Not Found", 404);
  const context = authenticate(services, c.req.raw, platformId);
  const params = c.get("graphql");
  if (context === undefined || params === undefined) return unauthorized();
  // Whoever has gone away while the body was read does not want it done.
  c.req.raw.signal.throwIfAborted();
  return execute(params, c.req.raw, context);
}

function routedPath(pathname: string, basePath: string): string {
  const path = singleSlashes(pathname);
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}
