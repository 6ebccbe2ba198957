import type { AgaveCall, Caller } from "../wire/call.ts";
import { ALL_RIGHTS, NO_RIGHTS, type Permissions, type Rights } from "../wire/permissions.ts";
import { forbidden, notFound } from "../wire/service-error.ts";

/** What metadata and schemas have in common. */
export interface OwnedRecord {
  readonly uuid: string;
  readonly owner: string;
  pems: Permissions;
}

/** What somebody may do with an item, not counting the rights of administrators. */
export function ownRights({ owner, pems }: OwnedRecord, username: string): Rights {
  if (owner === username) return ALL_RIGHTS;
  const granted = [username, "world", "public", "*"].flatMap((name) => pems[name] ?? []);
  return {
    ...NO_RIGHTS,
    read: granted.some(({ read }) => read),
    write: granted.some(({ write }) => write),
  };
}

/** What somebody may do with an item. */
export function rightsOn(record: OwnedRecord, { username, isAdmin }: Caller): Rights {
  return isAdmin ? ALL_RIGHTS : ownRights(record, username);
}

/**
 * The item that a path names, for somebody with a right to it.
 *
 * @throws ServiceError 404 where there is none, 403 without the right
 */
export function findItem<T extends OwnedRecord>(
  call: AgaveCall,
  items: ReadonlyMap<string, T>,
  right: keyof Rights,
): T {
  const uuid = call.param("uuid");
  const item = items.get(uuid);
  if (item === undefined) throw notFound(`No metadata item found for user with id ${uuid}`);
  if (!rightsOn(item, call.caller)[right])
    throw forbidden(`User does not have permission to ${right} ${uuid}`);
  return item;
}
