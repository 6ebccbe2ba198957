import type { Services } from "../services.ts";
import { groupPermissionRoutes } from "../groups/permissions.ts";
import { groupRoutes } from "../groups/routes.ts";
import { isAdmin } from "../access/permissions.ts";
import { profileRoutes } from "../profiles/routes.ts";
import { RestRefusal, type RestCall, type RestRoute } from "./rest-call.ts";
import { authenticate } from "../access/session.ts";
import { userRoutes } from "../users/routes.ts";

/** All calls that are no GraphQL and have JSON in their bodies. */
export const REST_ROUTES: readonly RestRoute[] = [
  ...userRoutes,
  ...groupRoutes,
  ...groupPermissionRoutes,
  ...profileRoutes,
];

/** A REST call as it arrived. */
export interface RestRequest extends Omit<RestCall<unknown>, "context" | "body"> {
  readonly request: Request;
  /** The text of the body; empty when there is none. */
  readonly text: string;
}

/** Answers a REST call. Whatever changes something answers with nothing. */
export async function answerRest(
  services: Services,
  route: RestRoute,
  { request, params, text }: RestRequest,
): Promise<Response> {
  try {
    requireRealm(services, request);
    const call = { params, body: parseBody(text) };
    const value =
      route.access === "open"
        ? await route.answer({ ...call, context: services })
        : await route.answer({ ...call, context: requireAdmin(services, request) });
    return value === undefined ? new Response(null, { status: 204 }) : Response.json(value);
  } catch (error) {
    if (error instanceof RestRefusal) return new Response(error.message, { status: error.status });
    throw error;
  }
}

/** A token is one of a realm, so without the realm, or with another one, nobody is known. */
function requireRealm({ realm }: Services, request: Request): void {
  if (request.headers.get("saagie-realm")?.toLowerCase() !== realm.toLowerCase())
    throw new RestRefusal(401, "Unauthorized");
}

function requireAdmin(services: Services, request: Request): NonNullable<ReturnType<typeof authenticate>> {
  // These services are the realm's: which platform is meant does not matter.
  const context = authenticate(services, request, services.world.platforms[0] ?? 0);
  if (context === undefined) throw new RestRefusal(401, "Unauthorized");
  if (!isAdmin(context)) throw new RestRefusal(403, "Forbidden");
  return context;
}

function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new RestRefusal(400, "The body is not JSON");
  }
}
