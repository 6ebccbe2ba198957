import { ProtocolError } from "../../core/errors.ts";
import { groupsOperations } from "../../../generated/saagie/methods.ts";
import type {
  PermissionInput,
  PlatformAuthorizationInput,
  RealmAuthorizationInput,
} from "../../../generated/saagie/rest.ts";

/** The part of what a group may do that is written back: as it was read, with whatever is in it. */
export interface WritablePermissions {
  readonly role: string;
  readonly authorizations: readonly PlatformAuthorizationInput[];
  readonly realmAuthorization: RealmAuthorizationInput;
}

/** What a group is to be able to do, besides what it can do already. */
export interface AddedPermissions {
  /** Absent leaves it as it is. */
  readonly role?: string;
  readonly platform: number;
  readonly onPlatform: readonly PermissionInput[];
  readonly onRealm: readonly PermissionInput[];
}

/**
 * Takes the writable part of an answer.
 *
 * @throws {@link ProtocolError} when the answer lacks a part of it.
 */
export function toWritable(answer: unknown): WritablePermissions {
  const { role, authorizations, realmAuthorization } = (answer ?? {}) as Partial<WritablePermissions>;
  // Written back incomplete, it would take permissions away.
  if (typeof role === "string" && Array.isArray(authorizations) && typeof realmAuthorization === "object")
    return { role, authorizations, realmAuthorization };
  throw new ProtocolError("The platform does not tell all that the group may do.", {
    platform: "saagie",
    operation: groupsOperations.permissionsForEdit.name,
  });
}

/** What a group may do with what is added. Nothing is taken away, but for another role on the same project or on all. */
export function withAdded(current: WritablePermissions, added: AddedPermissions): WritablePermissions {
  const { role = current.role, platform, onPlatform, onRealm } = added;
  const there = current.authorizations.find(({ platformId }) => platformId === platform);
  const others = current.authorizations.filter((entry) => entry !== there);
  const permissions = merged(there?.permissions ?? [], onPlatform);
  const isSettled = permissions.length === 0 || permissions === there?.permissions;
  return {
    role,
    authorizations: isSettled
      ? current.authorizations
      : [...others, { ...there, platformId: platform, permissions }],
    realmAuthorization: {
      ...current.realmAuthorization,
      permissions: merged(current.realmAuthorization.permissions ?? [], onRealm),
    },
  };
}

function merged(
  current: readonly PermissionInput[],
  added: readonly PermissionInput[],
): readonly PermissionInput[] {
  const lacking = added.filter((one) => !current.some((other) => isSamePermission(one, other)));
  if (lacking.length === 0) return current;
  const kept = current.filter((one) => !lacking.some((other) => givesWayTo(one, other)));
  return [...kept, ...lacking];
}

function isSamePermission(one: PermissionInput, other: PermissionInput): boolean {
  return one.role === other.role && isSameArtifact(one, other);
}

function isSameArtifact({ artifact: one }: PermissionInput, { artifact: other }: PermissionInput): boolean {
  return one.type === other.type && (one.id ?? null) === (other.id ?? null);
}

// On projects a group has one role; of other things that is not known.
function givesWayTo(one: PermissionInput, other: PermissionInput): boolean {
  return /^PROJECTS?$/u.test(one.artifact.type) && isSameArtifact(one, other);
}
