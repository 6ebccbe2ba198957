import { omitUndefined } from "../../core/omit-undefined.ts";
import type { JsonReader } from "../../core/json/reader.ts";
import { foldCase } from "../../core/lookup/lookup.ts";
import type { PermissionInput } from "../../../generated/saagie/rest.ts";
import type { AddedPermissions } from "./group-permissions.ts";

/** A permission in an archive. */
interface ArchivedPermission {
  readonly role: string;
  readonly type: string;
  /** The id of the project, for one on a project. */
  readonly id: string | undefined;
  /** The project's name, where the export could tell it. */
  readonly project: string | undefined;
}

/** What a group may do, as an archive holds it. */
export interface ArchivedRights {
  readonly role: string | undefined;
  readonly platforms: readonly {
    readonly platform: number;
    readonly permissions: readonly ArchivedPermission[];
  }[];
  readonly realm: readonly ArchivedPermission[];
  /** The platform that the export went through; the Python client does not tell it. */
  readonly exportedFrom: { readonly realm: string; readonly platform: number } | undefined;
}

/** Where rights go. */
export interface RightsTarget {
  readonly realm: string;
  readonly platform: number;
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  /** The platform of the archive whose rights go to the target's, where the caller tells it. */
  readonly fromPlatform: number | undefined;
}

/** What can be carried over, and what gets lost. */
export interface CarriedRights {
  readonly added: AddedPermissions;
  readonly warnings: readonly string[];
}

/** The type of a permission on one project. */
export const ON_PROJECT = "PROJECT";

/**
 * Reads what a group may do: our files, and those of the Python client.
 *
 * @throws {@link InvalidInputError} naming the member that is missing or wrong.
 */
export function readRights(json: JsonReader): ArchivedRights {
  const source = json.object("exportedFrom");
  return {
    role: json.text("role") || undefined,
    platforms: json.objects("authorizations").map((entry) => ({
      platform: requiredNumber(entry, "platformId"),
      permissions: readPermissions(entry),
    })),
    realm: readPermissions(json.object("realmAuthorization")),
    exportedFrom: source && {
      realm: source.requiredText("realm"),
      platform: requiredNumber(source, "platform"),
    },
  };
}

function requiredNumber(json: JsonReader, key: string): number {
  const number = json.number(key);
  if (number === undefined) throw json.invalid(`"${key}" is missing`);
  return number;
}

function readPermissions(json: JsonReader | undefined): readonly ArchivedPermission[] {
  return (json?.objects("permissions") ?? []).map((permission) => {
    const artifact = permission.object("artifact");
    if (artifact === undefined) throw permission.invalid(`"artifact" is missing`);
    return {
      role: permission.requiredText("role"),
      type: artifact.requiredText("type"),
      id: artifact.text("id") || undefined,
      project: artifact.text("name") || undefined,
    };
  });
}

/**
 * Finds out which rights mean something in the target: those on the realm, and those on the one platform that is carried
 * over; on projects by their ids where the target has them, else by their names.
 */
export function carryRights(archived: ArchivedRights, target: RightsTarget): CarriedRights {
  const { role, realm, platforms } = archived;
  const from = sourcePlatform(archived, target);
  const warnings: string[] = [];
  const onPlatform: PermissionInput[] = [];
  for (const { platform, permissions } of platforms) {
    if (platform === from) {
      for (const permission of permissions) {
        const carried = toPermission(permission, target);
        if (typeof carried === "string") warnings.push(carried);
        else onPlatform.push(carried);
      }
    } else if (permissions.length > 0) {
      const why =
        from === undefined
          ? "the archive does not tell which platform it was exported from: set fromPlatform"
          : `what goes to platform ${target.platform} is what it may do on platform ${from}`;
      warnings.push(`what it may do on platform ${platform} is not carried over: ${why}`);
    }
  }
  const onRealm = realm.map(({ role: wanted, type, id }) => granted(wanted, type, id));
  return {
    added: omitUndefined({ role, platform: target.platform, onPlatform, onRealm }),
    warnings,
  };
}

/** Numbers of platforms mean the same in one realm; of another one, the exported platform stands for this one. */
function sourcePlatform({ exportedFrom }: ArchivedRights, target: RightsTarget): number | undefined {
  if (target.fromPlatform !== undefined) return target.fromPlatform;
  return exportedFrom?.realm === target.realm ? target.platform : exportedFrom?.platform;
}

function toPermission(
  { role, type, id, project }: ArchivedPermission,
  { projects }: RightsTarget,
): PermissionInput | string {
  if (type !== ON_PROJECT) return granted(role, type, id);
  const found =
    projects.find((one) => one.id === id) ??
    projects.find(({ name }) => name === project) ??
    projects.find(({ name }) => project !== undefined && foldCase(name) === foldCase(project));
  if (found !== undefined) return granted(role, type, found.id);
  return project === undefined
    ? `its role ${role} on the project ${id ?? ""} is not carried over: the archive does not tell the project's name`
    : `its role ${role} on the project "${project}" is not carried over: there is no such project`;
}

/** Without an id, `id` is absent: that null would do is nowhere said. */
function granted(role: string, type: string, id: string | undefined): PermissionInput {
  return { artifact: { type, ...(id === undefined ? {} : { id }) }, role };
}
