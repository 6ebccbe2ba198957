import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import { textOf, type Json } from "../wire/values.ts";
import type { ApiRecord } from "./records.ts";

const APIS = "/admin/v2/apis";

/** The APIs that the gateway knows. */
export const apiRoutes: readonly Route[] = [
  route(`GET ${APIS}`, "admin.listApis", list),
  route(`POST ${APIS}`, "admin.addApi", add),
  route(`GET ${APIS}/{apiId}`, "admin.getApi", get),
  route(`DELETE ${APIS}/{apiId}`, "admin.deleteApi", remove),
  route(`PUT ${APIS}/{apiId}`, "admin.updateApiStatus", updateStatus),
];

const STATUSES: ReadonlySet<string> = new Set(["CREATED", "PUBLISHED", "RETIRED"]);
const ENVIRONMENTS = "Production and Sandbox";

/** The API that there is at the beginning. */
export const FIRST_API: ApiRecord = Object.freeze({
  id: "Apps-admin-v2",
  name: "Apps",
  context: "/apps/v2",
  owner: "admin",
  version: "v2",
  environments: ENVIRONMENTS,
  visibility: "public",
  roles: Object.freeze([""]),
  methods: Object.freeze(["GET", "POST", "PUT", "DELETE", "HEAD"]),
  auth: "oauth",
  status: "PUBLISHED",
});

function list({ world, query }: AgaveCall): Answer {
  const rows = [...world.apis.values()].map(({ id, name, owner, status, version }) => ({
    id,
    name,
    owner,
    status,
    version,
  }));
  return { result: paged(rows, query), message: "APIs retrieved successfully." };
}

function listOf(value: Json | undefined, otherwise: readonly string[]): readonly string[] {
  return Array.isArray(value) ? value.map((one: Json) => textOf(one) ?? "") : otherwise;
}

async function add(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const name = textOf(fields["api_name"]) ?? textOf(fields["name"]) ?? "";
  const version = textOf(fields["version"]) ?? "";
  const context = textOf(fields["context"]) ?? "";
  if (name === "" || version === "" || context === "")
    throw badRequest("name, version and context are required.");
  const id = `${name}-admin-${version}`;
  if (call.world.apis.has(id)) throw badRequest(`API ${id} already exists.`);
  const api: ApiRecord = {
    id,
    name,
    context: `${context}/${version}`,
    owner: "admin",
    version,
    environments: ENVIRONMENTS,
    visibility: textOf(fields["visibility"]) ?? "public",
    roles: listOf(fields["roles"], [""]),
    methods: listOf(fields["methods"], ["GET"]),
    auth: textOf(fields["auth"]) ?? "oauth",
    status: "CREATED",
  };
  call.world.apis.set(id, api);
  return { result: shown(api), message: "API created successfully." };
}

function find({ world }: AgaveCall, id: string): ApiRecord {
  const api = world.apis.get(id);
  if (api === undefined) throw notFound(`API ${id} not found.`);
  return api;
}

function get(call: AgaveCall): Answer {
  return { result: shown(find(call, call.param("apiId"))), message: "API retrieved successfully." };
}

function remove(call: AgaveCall): Answer {
  call.world.apis.delete(find(call, call.param("apiId")).id);
  return { result: null, message: "API deleted successfully." };
}

async function updateStatus(call: AgaveCall): Promise<Answer> {
  const api = find(call, call.param("apiId"));
  const status = (textOf((await call.fields())["status"]) ?? "").toUpperCase();
  if (!STATUSES.has(status)) throw badRequest(`Invalid status ${status}.`);
  api.status = status;
  return { result: shown(api), message: "API updated successfully." };
}

function shown({ methods, auth, ...api }: ApiRecord): object {
  const template = { route: "/*", methods, roles: api.roles, tiers: "Unlimited" };
  const resources = [{ http_verbs: methods, url_pattern: "/*" }];
  return { ...api, templates: [template], resources, auth };
}
