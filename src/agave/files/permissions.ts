import { InvalidInputError, isFootbridgeError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { filesOperations } from "../../../generated/agave/methods.ts";
import type { FilePermissionInput, Permission } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";
import { childOf, type FilePlace } from "./address.ts";
import { callAt } from "./at-place.ts";
import { listFolder } from "./entries.ts";
import { filePermissions } from "./records.ts";

const SET = { named: filesOperations.setPermission, byDefault: filesOperations.setPermissionOnDefault };
const DELETE = {
  named: filesOperations.deletePermissions,
  byDefault: filesOperations.deletePermissionsOnDefault,
};

/**
 * Sets the rights of a user. Where the answer is lost, as that to a long change of a whole folder often is, it is looked up
 * what became of it; it is never sent twice.
 */
export async function setFilePermission(
  context: AgaveContext,
  { place, permission }: { readonly place: FilePlace; readonly permission: FilePermissionInput },
  options: CallOptions,
): Promise<void> {
  if (permission.username === "*" && permission.permission === "NONE")
    throw new InvalidInputError("NONE for everybody takes all rights away.", {
      hint: "Call deletePermissions where that is meant.",
    });
  try {
    await callAt(context.call, SET, { place, rest: { permission }, options });
  } catch (error) {
    if (!isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
    if (!(await isDone(context, { place, permission }, options))) throw error;
  }
}

/** Takes away all rights but the owner's. */
export async function deleteFilePermissions(
  { call }: AgaveContext,
  { place, recursive }: { readonly place: FilePlace; readonly recursive?: boolean | undefined },
  options: CallOptions,
): Promise<void> {
  const rest = recursive === undefined ? {} : { recursive };
  await callAt(call, DELETE, { place, rest, options });
}

/** Enough of a folder to see whether a change has gone through it. */
const LOOKED_AT = 10;

async function isDone(
  context: AgaveContext,
  { place, permission }: { readonly place: FilePlace; readonly permission: FilePermissionInput },
  options: CallOptions,
): Promise<boolean> {
  if (!(await hasRights(context, { place, permission }, options))) return false;
  if (!permission.recursive) return true;
  const { username } = permission;
  const [row] = await filePermissions(context, place, { ...options, username }).first(1);
  // A folder's own row says so where it goes for all below; where there is none, what is below tells.
  if (row?.username === username && row.recursive) return true;
  for (const { name } of await listFolder(context.call, place, options).first(LOOKED_AT)) {
    if (name === place.path.split("/").at(-1)) continue;
    if (!(await hasRights(context, { place: childOf(place, name), permission }, options))) return false;
  }
  return true;
}

async function hasRights(
  context: AgaveContext,
  { place, permission }: { readonly place: FilePlace; readonly permission: FilePermissionInput },
  options: CallOptions,
): Promise<boolean> {
  const { username } = permission;
  const [found] = await filePermissions(context, place, { ...options, username }).first(1);
  const wanted = rightsOf(permission.permission);
  const rights = found?.username === username ? found.permission : undefined;
  return (
    (rights?.read ?? false) === wanted.read &&
    (rights?.write ?? false) === wanted.write &&
    (rights?.execute ?? false) === wanted.execute
  );
}

function rightsOf(permission: Permission): Record<"read" | "write" | "execute", boolean> {
  const has = (word: string): boolean => permission === "ALL" || permission.split("_").includes(word);
  return { read: has("READ"), write: has("WRITE"), execute: has("EXECUTE") };
}
