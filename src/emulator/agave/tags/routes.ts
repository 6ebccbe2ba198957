import { resolveUuid } from "../uuids/resolve.ts";
import type { AgaveCall } from "../wire/call.ts";
import { agaveUuid, shownEvent } from "../wire/history.ts";
import { paged } from "../wire/paging.ts";
import { ALL_RIGHTS, grantOf, isNone, NO_RIGHTS, type Rights } from "../wire/permissions.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, forbidden, notFound } from "../wire/service-error.ts";
import { dateText, textOf, type Json } from "../wire/values.ts";
import type { TagRecord } from "./records.ts";

/** The tags service. */
export const tagRoutes: readonly Route[] = [
  route("GET /tags/v2", "tags.list", list),
  route("POST /tags/v2", "tags.add", add),
  route("GET /tags/v2/{id}", "tags.get", (call) => ({ result: shown(find(call), call) })),
  // Which of the two methods it is, is not documented.
  route("POST /tags/v2/{id}", "tags.update", update),
  route("PUT /tags/v2/{id}", "tags.update", update),
  route("DELETE /tags/v2/{id}", "tags.delete", remove),
  route("GET /tags/v2/{id}/associations", "tags.listAssociations", listAssociations),
  route("POST /tags/v2/{id}/associations", "tags.addAssociations", addAssociations),
  route("DELETE /tags/v2/{id}/associations", "tags.deleteAssociations", clearAssociations),
  route("POST /tags/v2/{id}/associations/{uuid}", "tags.addAssociation", addAssociation),
  route("DELETE /tags/v2/{id}/associations/{uuid}", "tags.deleteAssociation", removeAssociation),
  route("GET /tags/v2/{id}/pems", "tags.listPermissions", listPems),
  route("POST /tags/v2/{id}/pems", "tags.updatePermissions", grant),
  route("DELETE /tags/v2/{id}/pems/{username}", "tags.deletePermissionsForUser", revoke),
  route("GET /tags/v2/{id}/history", "tags.getHistory", history),
];

function rightsOn({ owner, pems }: TagRecord, { caller, username }: AgaveCall): Rights {
  return caller.isAdmin || owner === username ? ALL_RIGHTS : (pems[username] ?? NO_RIGHTS);
}

function list(call: AgaveCall): Answer {
  const seen = [...call.world.tags.values()].filter((tag) => rightsOn(tag, call).read);
  return { result: paged(seen, call.query).map((tag) => shown(tag, call)) };
}

/** A tag by its id or its name. */
function find(call: AgaveCall, right: keyof Rights = "read"): TagRecord {
  const id = call.param("id");
  const tag = [...call.world.tags.values()].find((one) => one.uuid === id || one.name === id);
  if (tag === undefined) throw notFound(`No tag found matching ${id}`);
  if (!rightsOn(tag, call)[right]) throw forbidden(`User does not have permission to ${right} tag ${id}`);
  return tag;
}

function readIds(call: AgaveCall, given: Json | undefined): readonly string[] {
  const ids = (Array.isArray(given) ? (given as readonly Json[]) : []).map((id) => textOf(id) ?? "");
  const strange = ids.find((id) => resolveUuid(call.world, id) === undefined);
  if (strange !== undefined) throw badRequest(`No associated object found with uuid ${strange}`);
  return ids;
}

async function add(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const name = textOf(fields["name"]) ?? "";
  if (name === "") throw badRequest("No tag name given");
  const tag: TagRecord = {
    uuid: agaveUuid(call.services.ids, "048"),
    owner: call.username,
    created: call.now,
    lastUpdated: call.now,
    name,
    associationIds: readIds(call, fields["associationIds"] ?? fields["associatedIds"]),
    pems: {},
    history: [],
  };
  call.world.tags.set(tag.uuid, tag);
  happened(call, tag, "CREATED");
  return { result: shown(tag, call) };
}

async function update(call: AgaveCall): Promise<Answer> {
  const tag = find(call, "write");
  const fields = await call.fields();
  tag.name = textOf(fields["name"]) || tag.name;
  if (fields["associationIds"] !== undefined) tag.associationIds = readIds(call, fields["associationIds"]);
  happened(call, tag, "UPDATED");
  return { result: shown(tag, call) };
}

function remove(call: AgaveCall): Answer {
  const tag = find(call, "write");
  happened(call, tag, "DELETED");
  call.world.tags.delete(tag.uuid);
  return {};
}

function listAssociations(call: AgaveCall): Answer {
  const rows = find(call).associationIds.map((uuid) => {
    const found = resolveUuid(call.world, uuid);
    return {
      uuid,
      type: found?.type ?? null,
      ...(found !== undefined && { _links: { self: call.link(found.path) } }),
    };
  });
  return { result: paged(rows, call.query) };
}

async function addAssociations(call: AgaveCall): Promise<Answer> {
  const { value, fields } = await call.body();
  return associate(call, Array.isArray(value) ? (value as readonly Json[]) : fields["associationIds"]);
}

function addAssociation(call: AgaveCall): Answer {
  return associate(call, [call.param("uuid")]);
}

function associate(call: AgaveCall, given: Json | undefined): Answer {
  const tag = find(call, "write");
  const ids = readIds(call, given);
  tag.associationIds = [...new Set([...tag.associationIds, ...ids])];
  happened(call, tag, "UPDATED");
  return { result: shown(tag, call) };
}

function clearAssociations(call: AgaveCall): Answer {
  const tag = find(call, "write");
  tag.associationIds = [];
  happened(call, tag, "UPDATED");
  return {};
}

function removeAssociation(call: AgaveCall): Answer {
  const tag = find(call, "write");
  const rest = tag.associationIds.filter((uuid) => uuid !== call.param("uuid"));
  if (rest.length === tag.associationIds.length) throw notFound("The tag is not on this resource");
  tag.associationIds = rest;
  happened(call, tag, "UPDATED");
  return {};
}

function listPems(call: AgaveCall): Answer {
  const { owner, pems } = find(call);
  const rows = [[owner, ALL_RIGHTS] as const, ...Object.entries(pems)];
  return {
    result: paged(rows, call.query).map(([username, { read, write }]) => ({
      username,
      permission: { read, write },
    })),
  };
}

async function grant(call: AgaveCall): Promise<Answer> {
  const tag = find(call, "write");
  const { username, rights } = grantOf(await call.fields());
  if (isNone(rights)) delete tag.pems[username];
  else if (username !== tag.owner) tag.pems[username] = rights;
  happened(call, tag, isNone(rights) ? "PERMISSION_REVOKE" : "PERMISSION_GRANT");
  const { read, write } = rights;
  return { status: isNone(rights) ? 200 : 201, result: { username, permission: { read, write } } };
}

function revoke(call: AgaveCall): Answer {
  const tag = find(call, "write");
  delete tag.pems[call.param("username")];
  happened(call, tag, "PERMISSION_REVOKE");
  return {};
}

function history(call: AgaveCall): Answer {
  return { result: paged(find(call).history, call.query).map(shownEvent) };
}

function happened(call: AgaveCall, tag: TagRecord, status: string): void {
  const { services, world, username } = call;
  const uuid = agaveUuid(services.ids, "049");
  const description = `Tag ${tag.name}: ${status.toLowerCase().replaceAll("_", " ")}`;
  tag.history.push({ uuid, status, created: call.now, createdBy: username, description });
  tag.lastUpdated = call.now;
  const { owner } = tag;
  services.emit(world, { uuid: tag.uuid, event: status, owner, macros: {}, body: shown(tag, call) });
}

function shown(
  { uuid, name, owner, associationIds, created, lastUpdated }: TagRecord,
  call: AgaveCall,
): object {
  const self = `/tags/v2/${uuid}`;
  return {
    id: uuid,
    name,
    associationIds,
    created: dateText(created),
    lastUpdated: dateText(lastUpdated),
    _links: {
      self: call.link(self),
      associationIds: associationIds.map((id) => call.link(`/uuids/v2/${id}`)),
      permissions: call.link(`${self}/pems`),
      history: call.link(`${self}/history`),
      owner: call.link(`/profiles/v2/${owner}`),
    },
  };
}
