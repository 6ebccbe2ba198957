import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { ALL_RIGHTS, grantOf, isNone, NO_RIGHTS, type Rights } from "../wire/permissions.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest } from "../wire/service-error.ts";
import type { TenantWorld } from "../world.ts";
import { findItem, type OwnedRecord } from "./rules.ts";

/** A collection with permissions: metadata or schemas. */
export interface Collection {
  readonly path: string;
  /** As the names of operations have it. */
  readonly name: string;
  readonly of: (world: TenantWorld) => ReadonlyMap<string, OwnedRecord>;
  readonly tell: (call: AgaveCall, uuid: string, event: string) => void;
}

/** Who may do what with the items of a collection. */
export function pemRoutes(collection: Collection): readonly Route[] {
  const { name } = collection;
  const root = `${collection.path}/{uuid}/pems`;
  // One name of the real service is in the singular.
  const clearing = name === "Metadata" ? "deleteMetadataPermission" : `delete${name}Permissions`;
  return [
    route(`GET ${root}`, `meta.list${name}Permissions`, (call) => list(call, collection)),
    route(`POST ${root}`, `meta.update${name}Permissions`, (call) => grant(call, collection)),
    route(`DELETE ${root}`, `meta.${clearing}`, (call) => clear(call, collection)),
    route(`GET ${root}/{username}`, `meta.list${name}PermissionsForUser`, (call) => get(call, collection)),
    route(`POST ${root}/{username}`, `meta.update${name}PermissionsForUser`, (call) =>
      grant(call, collection),
    ),
    route(`DELETE ${root}/{username}`, `meta.delete${name}PermissionsForUser`, (call) =>
      revoke(call, collection),
    ),
  ];
}

type Row = readonly [string, Rights];

function shown(call: AgaveCall, { path }: Collection, [username, { read, write }]: Row): object {
  const parent = `${path}/${call.param("uuid")}`;
  return {
    username,
    internalUsername: null,
    permission: { read, write },
    _links: {
      self: call.link(`${parent}/pems/${username}`),
      parent: call.link(parent),
      profile: call.link(`/profiles/v2/${username}`),
    },
  };
}

function rowsOf({ owner, pems }: OwnedRecord): readonly Row[] {
  return [[owner, ALL_RIGHTS], ...Object.entries(pems)];
}

function list(call: AgaveCall, collection: Collection): Answer {
  const item = findItem(call, collection.of(call.world), "read");
  return { result: paged(rowsOf(item), call.query).map((row) => shown(call, collection, row)) };
}

function get(call: AgaveCall, collection: Collection): Answer {
  const item = findItem(call, collection.of(call.world), "read");
  const username = call.param("username");
  const row = rowsOf(item).find(([name]) => name === username) ?? ([username, NO_RIGHTS] as const);
  return { result: shown(call, collection, row) };
}

async function grant(call: AgaveCall, collection: Collection): Promise<Answer> {
  const item = findItem(call, collection.of(call.world), "write");
  const { username, rights } = grantOf(await call.fields(), call.param("username") || undefined);
  if (rights.execute && !(rights.read && rights.write)) throw badRequest("Metadata is not executed");
  set(call, item, { collection, row: [username, rights] });
  const isRevoked = isNone(rights);
  return { status: isRevoked ? 200 : 201, result: shown(call, collection, [username, rights]) };
}

function set(
  call: AgaveCall,
  item: OwnedRecord,
  { collection, row: [username, rights] }: { readonly collection: Collection; readonly row: Row },
): void {
  // The owner has all, and keeps it.
  if (username === item.owner) return;
  if (isNone(rights)) delete item.pems[username];
  else item.pems[username] = rights;
  collection.tell(call, item.uuid, isNone(rights) ? "PERMISSION_REVOKE" : "PERMISSION_GRANT");
}

function revoke(call: AgaveCall, collection: Collection): Answer {
  const item = findItem(call, collection.of(call.world), "write");
  set(call, item, { collection, row: [call.param("username"), NO_RIGHTS] });
  return { result: {} };
}

function clear(call: AgaveCall, collection: Collection): Answer {
  const item = findItem(call, collection.of(call.world), "write");
  for (const username of Object.keys(item.pems)) set(call, item, { collection, row: [username, NO_RIGHTS] });
  return { result: {} };
}
