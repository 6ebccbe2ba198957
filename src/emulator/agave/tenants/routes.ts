import type { AgaveCall } from "../wire/call.ts";
import { openTo, route, type Answer, type Route } from "../wire/route.ts";
import { notFound, ServiceError } from "../wire/service-error.ts";
import type { TenantWorld } from "../world.ts";
import { baseUrlOf } from "./places.ts";

/** The tenants service: it is the same at every tenant, and open to all. */
export const tenantRoutes: readonly Route[] = openTo("public", [
  route("GET /tenants", "tenants.list", list),
  route("GET /tenants/v2", "tenants.list", list),
  route("GET /tenants/{code}", "tenants.get", get),
  route("GET /tenants/v2/{code}", "tenants.get", get),
  ...["POST", "PUT", "DELETE"].flatMap((method) => [
    route(`${method} /tenants`, "tenants.refused", refuse),
    route(`${method} /tenants/v2/{code}`, "tenants.refused", refuse),
  ]),
]);

function list(call: AgaveCall): Answer {
  return { result: [...call.services.world.values()].map((world) => shown(world, call)) };
}

function get(call: AgaveCall): Answer {
  const world = call.services.world.get(call.param("code"));
  if (world === undefined) throw notFound(`No tenant found with code ${call.param("code")}`);
  return { result: shown(world, call) };
}

function refuse(): never {
  throw new ServiceError(501, "Not implemented");
}

function shown({ tenant, uuid }: TenantWorld, call: AgaveCall): object {
  const { code, name = code } = tenant;
  const base = baseUrlOf(tenant, call.services.options, new URL(call.request.url).origin);
  const contact = { name: "Example Admin", email: `admin@${code}.example.com`, url: "", type: "admin" };
  return {
    id: uuid,
    name,
    baseUrl: `${base}/`,
    code,
    contact: [{ ...contact, primary: true }],
    _links: {
      self: { href: `${call.base}/tenants/${code}` },
      publickey: { href: `${base}/apim/v2/publickey` },
    },
  };
}
