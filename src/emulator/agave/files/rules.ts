import type { SystemRecord } from "../systems/records.ts";
import { defaultSystem, demandUsable, findSystem, hasRole } from "../systems/rules.ts";
import type { AgaveCall, Caller } from "../wire/call.ts";
import { ALL_RIGHTS, NO_RIGHTS, type Rights } from "../wire/permissions.ts";
import { badRequest, forbidden, notFound, ServiceError } from "../wire/service-error.ts";
import type { TenantWorld } from "../world.ts";
import { isWithin, join, parentOf, tidy, type FileTree, type TreeEntry } from "./file-tree.ts";
import type { FileRecord } from "./records.ts";

/** A path on a system, as the tree of the system has it: below `rootDir`. */
export interface FilePlace {
  readonly system: SystemRecord;
  readonly tree: FileTree;
  readonly path: string;
}

/** Where a path of a call lies: one without a slash at its head is below the home folder; none leads out of the root. */
export function pathOn({ storage }: SystemRecord, path: string, username: string): string {
  if (path.startsWith("/")) return tidy(path);
  return join(storage.homeDir.replaceAll("${USERNAME}", username), path);
}

/**
 * The place that the path of a call names.
 *
 * @throws ServiceError 403, 404 or 412 for a system that cannot be used
 */
export function placeOf(call: AgaveCall): FilePlace {
  const id = call.param("systemId");
  const system = id === "" ? defaultSystem(call, "STORAGE") : findSystem(call, id);
  demandUsable(system);
  if (system.public && system.type === "EXECUTION" && !call.caller.isAdmin)
    throw forbidden("File access to public execution systems is restricted to administrators");
  return {
    system,
    tree: treeOf(call.world, system.id),
    path: pathOn(system, call.param("path"), call.username),
  };
}

/** The files of a system. */
export function treeOf({ trees }: TenantWorld, systemId: string): FileTree {
  const tree = trees.get(systemId);
  if (tree === undefined) throw notFound(`No system found for id ${systemId}`);
  return tree;
}

/** What is at a place; 404 where nothing is. */
export function entryAt({ tree, path }: FilePlace): TreeEntry {
  const entry = tree.find(path);
  if (entry === undefined) throw notFound(`No file or folder found at ${path}`);
  return entry;
}

/** The key of a file among all. */
export function fileKey(systemId: string, path: string): string {
  return `${systemId} ${path}`;
}

/** What the platform remembers of the file at a place. */
export function recordAt(world: TenantWorld, { system, path }: FilePlace): FileRecord | undefined {
  return world.files.get(fileKey(system.id, path));
}

/** What somebody may do at a place. */
export function rightsAt(world: TenantWorld, place: FilePlace, caller: Caller): Rights {
  const { system, path } = place;
  const { username, isAdmin } = caller;
  if (isAdmin || path.split("/")[1] === username) return ALL_RIGHTS;
  if (!system.public && hasRole(system, caller, "USER")) return ALL_RIGHTS;
  const granted = grantsAt(world, place, username);
  const base = isReadableByAll(system, path, caller) ? { ...NO_RIGHTS, read: true } : NO_RIGHTS;
  return {
    read: base.read || granted.some(({ read }) => read),
    write: granted.some(({ write }) => write),
    execute: granted.some(({ execute }) => execute),
  };
}

/** Guests read a private system; of a public one everybody sees what there is at its top. */
function isReadableByAll(system: SystemRecord, path: string, caller: Caller): boolean {
  return system.public ? path === "/" : hasRole(system, caller, "GUEST");
}

function grantsAt(world: TenantWorld, { system, path }: FilePlace, username: string): readonly Rights[] {
  const grants: Rights[] = [];
  for (let at = path; ; at = parentOf(at)) {
    const record = world.files.get(fileKey(system.id, at));
    for (const name of [username, "public", "world", "*"]) {
      const rights = record?.pems[name];
      if (rights !== undefined && (at === path || rights.recursive === true)) grants.push(rights);
    }
    if (record?.owner === username) grants.push(ALL_RIGHTS);
    if (at === "/") return grants;
  }
}

/** A right that a call needs, and the status that refuses it. */
export interface Demand {
  readonly right: keyof Rights;
  readonly status: number;
}

/**
 * Refuses somebody without a right at a place.
 *
 * @throws ServiceError 403, or the status given
 */
export function demandRight(call: AgaveCall, place: FilePlace, demand: keyof Rights | Demand): void {
  const { right, status } = typeof demand === "string" ? { right: demand, status: 403 } : demand;
  if (rightsAt(call.world, place, call.caller)[right]) return;
  throw new ServiceError(status, `User does not have permission to ${right} ${place.path}`);
}

/** Whether somebody may say who may do what at a place. */
export function canManage(world: TenantWorld, place: FilePlace, caller: Caller): boolean {
  const isOwner = recordAt(world, place)?.owner === caller.username;
  return isOwner || hasRole(place.system, caller, "ADMIN") || rightsAt(world, place, caller).write;
}

/** All files that the platform remembers below a folder, itself among them. */
export function recordsWithin({ files }: TenantWorld, { system, path }: FilePlace): readonly FileRecord[] {
  return [...files.values()].filter((record) => record.systemId === system.id && isWithin(record.path, path));
}

/**
 * Reads `agave://system/path`: after a second slash the path counts from the root, otherwise from the home folder.
 *
 * @throws ServiceError 400 for what is none
 */
export function readAgaveUrl(url: string): { readonly systemId: string; readonly path: string } {
  const [, systemId, path = ""] = /^agave:\/\/([^/]+)(?:\/(.*))?$/s.exec(url) ?? [];
  if (systemId === undefined) throw badRequest(`${url} is not a valid agave URL`);
  try {
    return { systemId, path: decodeURIComponent(path) };
  } catch {
    return { systemId, path };
  }
}
