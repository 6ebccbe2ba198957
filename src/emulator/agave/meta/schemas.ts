import type { AgaveCall } from "../wire/call.ts";
import { agaveUuid } from "../wire/history.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest } from "../wire/service-error.ts";
import { dateText, isObject, type JsonObject } from "../wire/values.ts";
import { meant } from "./lists.ts";
import { pemRoutes } from "./pems.ts";
import type { SchemaRecord } from "./records.ts";
import { findItem, rightsOn } from "./rules.ts";
import { schemaFault } from "./validation.ts";

/** Schemas that metadata can be held to. */
export const schemaRoutes: readonly Route[] = [
  route("GET /meta/v2/schemas", "meta.searchSchema", list),
  route("POST /meta/v2/schemas", "meta.addSchema", add),
  route("GET /meta/v2/schemas/{uuid}", "meta.getSchema", get),
  route("POST /meta/v2/schemas/{uuid}", "meta.updateSchema", update),
  route("DELETE /meta/v2/schemas/{uuid}", "meta.deleteSchema", remove),
  ...pemRoutes({ path: "/meta/v2/schemas", name: "Schema", of: ({ schemas }) => schemas, tell }),
];

const ORDER_FIELDS = "uuid tenantId schema internalUsername lastUpdated created owner";

function list(call: AgaveCall): Answer {
  const seen = [...call.world.schemas.values()].filter((item) => rightsOn(item, call.caller).read);
  const views = seen.map((item) => ({ item, view: shown(item, call) }));
  return { result: paged(meant(views, call, ORDER_FIELDS), call.query).map(({ view }) => view) };
}

function get(call: AgaveCall): Answer {
  return { result: shown(findItem(call, call.world.schemas, "read"), call) };
}

/** The body is the schema itself. */
async function read(call: AgaveCall): Promise<JsonObject> {
  const { value } = await call.body();
  if (!isObject(value)) throw badRequest("The schema is not a JSON object");
  const fault = schemaFault(value);
  if (fault !== undefined) throw badRequest(`Invalid JSON schema: ${fault}`);
  return value;
}

async function add(call: AgaveCall): Promise<Answer> {
  const schema = await read(call);
  const uuid = agaveUuid(call.services.ids, "013");
  const times = { created: call.now, lastUpdated: call.now };
  const item: SchemaRecord = { uuid, owner: call.username, schema, ...times, pems: {} };
  call.world.schemas.set(uuid, item);
  return { status: 201, result: shown(item, call) };
}

async function update(call: AgaveCall): Promise<Answer> {
  const item = findItem(call, call.world.schemas, "write");
  Object.assign(item, { schema: await read(call), lastUpdated: call.now });
  tell(call, item.uuid, "UPDATED");
  return { result: shown(item, call) };
}

function remove(call: AgaveCall): Answer {
  const item = findItem(call, call.world.schemas, "write");
  tell(call, item.uuid, "DELETED");
  call.world.schemas.delete(item.uuid);
  return { result: {} };
}

function tell(call: AgaveCall, uuid: string, event: string): void {
  const item = call.world.schemas.get(uuid);
  if (item === undefined) return;
  const { owner } = item;
  call.services.emit(call.world, { uuid, event, owner, macros: {}, body: shown(item, call) });
}

function shown({ uuid, owner, schema, created, lastUpdated }: SchemaRecord, call: AgaveCall): JsonObject {
  const self = `/meta/v2/schemas/${uuid}`;
  const links = {
    self: { ...call.link(self) },
    permissions: { ...call.link(`${self}/pems`) },
    owner: { ...call.link(`/profiles/v2/${owner}`) },
  };
  const times = { created: dateText(created), lastUpdated: dateText(lastUpdated) };
  return { uuid, owner, schema, internalUsername: null, ...times, _links: links };
}
