import { readNotifications, subscribe } from "../notifications/registration.ts";
import { resolveUuid } from "../uuids/resolve.ts";
import type { AgaveCall } from "../wire/call.ts";
import { agaveUuid } from "../wire/history.ts";
import { grantOf } from "../wire/permissions.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest } from "../wire/service-error.ts";
import { booleanOf, dateText, isObject, textOf, type Json, type JsonObject } from "../wire/values.ts";
import { bulkRoutes } from "./bulk.ts";
import { meant } from "./lists.ts";
import { pemRoutes } from "./pems.ts";
import type { MetadataRecord } from "./records.ts";
import { findItem, ownRights, rightsOn } from "./rules.ts";
import { schemaRoutes } from "./schemas.ts";
import { violations } from "./validation.ts";

/** The metadata service. */
export const metaRoutes: readonly Route[] = [
  route("GET /meta/v2/data", "meta.listMetadata", list),
  route("POST /meta/v2/data", "meta.addMetadata", add),
  route("GET /meta/v2/data/{uuid}", "meta.getMetadata", get),
  route("POST /meta/v2/data/{uuid}", "meta.updateMetadata", update),
  route("DELETE /meta/v2/data/{uuid}", "meta.deleteMetadata", remove),
  ...pemRoutes({ path: "/meta/v2/data", name: "Metadata", of: ({ metadata }) => metadata, tell: tellOf }),
  ...schemaRoutes,
  ...bulkRoutes({ create, change, drop }),
];

const ORDER_FIELDS = "uuid tenantId schemaId internalUsername lastUpdated name value created owner";

function list(call: AgaveCall): Answer {
  const isPrivileged = booleanOf(call.query.get("privileged")) !== false;
  const seen = [...call.world.metadata.values()].filter((item) =>
    isPrivileged ? rightsOn(item, call.caller).read : ownRights(item, call.username).read,
  );
  const views = seen.map((item) => ({ item, view: viewOf(item, call) }));
  const found = meant(views, call, ORDER_FIELDS);
  return { result: paged(found, call.query).map(({ item }) => shown(item, call)) };
}

function viewOf(item: MetadataRecord, call: AgaveCall): JsonObject {
  const { uuid, name, value, schemaId, associationIds, owner } = item;
  const own = { uuid, name, value, schemaId, associationIds, owner, internalUsername: null };
  const tenantId = call.world.tenant.code;
  return { ...own, tenantId, created: dateText(item.created), lastUpdated: dateText(item.lastUpdated) };
}

function get(call: AgaveCall): Answer {
  return { result: shown(findItem(call, call.world.metadata, "read"), call) };
}

async function add(call: AgaveCall): Promise<Answer> {
  return { status: 201, result: shown(create(call, await call.fields()), call) };
}

async function update(call: AgaveCall): Promise<Answer> {
  const item = findItem(call, call.world.metadata, "write");
  const body = await call.fields();
  const uuid = textOf(body["uuid"]);
  if (uuid !== undefined && uuid !== "" && uuid !== item.uuid)
    throw badRequest("The uuid in the URL and that in the body differ");
  change(call, item, body);
  return { result: shown(item, call) };
}

function remove(call: AgaveCall): Answer {
  drop(call, findItem(call, call.world.metadata, "write"));
  return { result: {} };
}

type Content = Pick<MetadataRecord, "name" | "value" | "schemaId" | "associationIds">;

/** Reads an item; what an update leaves out stays as it was. */
function read(call: AgaveCall, body: JsonObject, old?: Content): Content {
  const name = textOf(body["name"]) ?? old?.name ?? "";
  if (name === "")
    throw badRequest("No name attribute specified. Please associate a value with the metadata name.");
  const value = body["value"] ?? old?.value;
  if (value === undefined)
    throw badRequest("No value attribute specified. Please associate a value with the metadata.");
  const schemaId = textOf(body["schemaId"]) || (old?.schemaId ?? null);
  if (schemaId !== null) demandConforming(call, value, schemaId);
  const given = body["associationIds"];
  const associationIds = given === undefined ? (old?.associationIds ?? []) : readIds(call, given);
  return { name, value, schemaId, associationIds };
}

function readIds(call: AgaveCall, given: Json): readonly string[] {
  const all = Array.isArray(given) ? (given as readonly Json[]) : [given];
  const ids = all.map((id) => textOf(id) ?? "").filter((id) => id !== "");
  const strange = ids.find((id) => resolveUuid(call.world, id) === undefined);
  if (strange !== undefined) throw badRequest(`No associated object found with uuid ${strange}`);
  return ids;
}

function demandConforming(call: AgaveCall, value: Json, schemaId: string): void {
  const schema = call.world.schemas.get(schemaId);
  if (schema === undefined) throw badRequest(`Specified schema does not exist: ${schemaId}`);
  const wrong = violations(value, schema.schema);
  if (wrong.length > 0) throw badRequest(["Metadata value does not conform to schema.", ...wrong].join("\n"));
}

function create(call: AgaveCall, body: JsonObject): MetadataRecord {
  const content = read(call, body);
  const notifications = readNotifications(body["notifications"]);
  const permissions = Array.isArray(body["permissions"]) ? body["permissions"].filter(isObject) : [];
  const grants = permissions.map((one) => grantOf(one));
  const { services, world, username } = call;
  const uuid = agaveUuid(services.ids, "012");
  const times = { created: call.now, lastUpdated: call.now };
  const pems = Object.fromEntries(grants.map((grant) => [grant.username, grant.rights]));
  const item: MetadataRecord = { ...content, ...times, uuid, owner: username, pems };
  world.metadata.set(uuid, item);
  for (const one of notifications) subscribe(one, { services, world, username, associatedUuid: uuid });
  tellOf(call, uuid, "CREATED");
  return item;
}

function change(call: AgaveCall, item: MetadataRecord, body: JsonObject): void {
  Object.assign(item, read(call, body, item), { lastUpdated: call.now });
  tellOf(call, item.uuid, "UPDATED");
}

/** Deletes an item; those who watch what it belongs to are told. */
function drop(call: AgaveCall, item: MetadataRecord): void {
  const { services, world } = call;
  tellOf(call, item.uuid, "DELETED");
  world.metadata.delete(item.uuid);
  const { owner } = item;
  for (const uuid of item.associationIds)
    services.emit(world, {
      uuid,
      event: "METADATA_DELETED",
      owner,
      macros: macrosOf(item),
      body: shown(item, call),
    });
}

function tellOf(call: AgaveCall, uuid: string, event: string): void {
  const item = call.world.metadata.get(uuid);
  if (item === undefined) return;
  const told = { uuid, event, owner: item.owner, macros: macrosOf(item), body: shown(item, call) };
  call.services.emit(call.world, told);
}

function macrosOf(item: MetadataRecord): Readonly<Record<string, string>> {
  return {
    METADATA_ID: item.uuid,
    METADATA_NAME: item.name,
    METADATA_OWNER: item.owner,
    METADATA_VALUE: typeof item.value === "string" ? item.value : JSON.stringify(item.value),
    METADATA_SCHEMAID: item.schemaId ?? "",
    METADATA_ASSOCIATIONIDS: item.associationIds.join(","),
    METADATA_CREATED: dateText(item.created),
    METADATA_LASTUPDATED: dateText(item.lastUpdated),
  };
}

function shown(item: MetadataRecord, call: AgaveCall): object {
  const { uuid, name, value, schemaId, associationIds, owner, created, lastUpdated } = item;
  const self = `/meta/v2/data/${uuid}`;
  return {
    uuid,
    schemaId,
    internalUsername: null,
    associationIds,
    lastUpdated: dateText(lastUpdated),
    name,
    value,
    created: dateText(created),
    owner,
    _links: {
      self: call.link(self),
      permissions: call.link(`${self}/pems`),
      owner: call.link(`/profiles/v2/${owner}`),
      associationIds: associationIds.map((id) => {
        const found = resolveUuid(call.world, id);
        const title = found?.type.toLowerCase() ?? "unknown";
        return { rel: id, ...call.link(found?.path ?? `/uuids/v2/${id}`), title };
      }),
    },
  };
}
