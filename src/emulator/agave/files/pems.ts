import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { ALL_RIGHTS, grantOf, isNone, rightsWord, type Rights } from "../wire/permissions.ts";
import type { Answer } from "../wire/route.ts";
import { ServiceError } from "../wire/service-error.ts";
import { booleanOf } from "../wire/values.ts";
import { happened, rememberOf } from "./events.ts";
import type { FileRecord } from "./records.ts";
import { canManage, entryAt, placeOf, recordAt, type FilePlace } from "./rules.ts";
import { encodedPath } from "./shown.ts";

type Row = readonly [string, Rights & { readonly recursive?: boolean }];

/** Who may do what with a file or folder. */
export function listPems(call: AgaveCall): Answer {
  const place = managed(call);
  const username = call.query.get("username") ?? call.query.get("username.eq");
  const permission = call.query.get("permission")?.toUpperCase();
  const rows = rowsOf(recordAt(call.world, place), ownerAt(call, place)).filter(
    ([name, rights]) =>
      (username === null || name === username) &&
      (permission === undefined || rightsWord(rights) === permission),
  );
  return { result: paged(rows, call.query).map((row) => shown(call, place, row)) };
}

/** Whose a place is: the owner's, else that of whom the path tells, else the system's owner's. */
function ownerAt({ world }: AgaveCall, place: FilePlace): string {
  const [, first = ""] = place.path.split("/");
  return recordAt(world, place)?.owner ?? (world.profiles.has(first) ? first : place.system.owner);
}

function rowsOf(record: FileRecord | undefined, owner: string): readonly Row[] {
  const others = Object.entries(record?.pems ?? {}).filter(([name]) => name !== owner);
  // The owner's entry stays.
  return [[owner, { ...ALL_RIGHTS, recursive: true }], ...others];
}

function shown(call: AgaveCall, place: FilePlace, [username, rights]: Row): object {
  const { read, write, execute, recursive = false } = rights;
  const path = `system/${place.system.id}/${encodedPath(place.path)}`;
  return {
    username,
    internalUsername: null,
    permission: { read, write, execute },
    recursive,
    _links: {
      self: call.link(`/files/v2/pems/${path}?username.eq=${encodeURIComponent(username)}`),
      file: call.link(`/files/v2/media/${path}`),
      profile: call.link(`/profiles/v2/${username}`),
    },
  };
}

function managed(call: AgaveCall): FilePlace {
  const place = placeOf(call);
  entryAt(place);
  if (!canManage(call.world, place, call.caller))
    throw new ServiceError(403, `User does not have permission to manage ${place.path}`);
  return place;
}

/** Gives somebody rights: they take the place of those before. */
export async function grantPems(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const place = managed(call);
  const { username, rights } = grantOf(fields);
  const record = rememberOf(call, place);
  const isFolder = entryAt(place).isFolder;
  const recursive = isFolder && booleanOf(fields["recursive"]) === true;
  if (username === "*" && isNone(rights)) clear(call, record);
  else set(call, record, [username, { ...rights, recursive }]);
  const result = [shown(call, place, [username, { ...rights, recursive }])];
  return { status: isNone(rights) ? 200 : 201, result };
}

function set(call: AgaveCall, record: FileRecord, [username, rights]: Row): void {
  const word = rightsWord(rights);
  if (isNone(rights) || word === "ALL") {
    delete record.pems[username];
    happened(
      record,
      { status: "PERMISSION_REVOKE", description: `All permissions revoked for ${username}` },
      call,
    );
  }
  if (isNone(rights)) return;
  record.pems[username] = rights;
  const description = `${word === "ALL" ? "OWNER" : word} permission granted to ${username}`;
  happened(record, { status: "PERMISSION_GRANT", description }, call);
}

function clear(call: AgaveCall, record: FileRecord): void {
  const own = record.pems[call.username];
  record.pems = own === undefined ? {} : { [call.username]: own };
  happened(record, { status: "PERMISSION_REVOKE", description: "All permissions revoked" }, call);
}

/** Takes all rights back but the owner's. */
export function clearPems(call: AgaveCall): Answer {
  const place = managed(call);
  const record = rememberOf(call, place);
  record.pems = {};
  happened(record, { status: "PERMISSION_REVOKE", description: "All permissions revoked" }, call);
  return {};
}
