import type { Context } from "../services.ts";
import { listOf, membersOf, RestRefusal, textOf, type RestCall, type RestRoute } from "../wire/rest-call.ts";
import type { GroupRecord, Permission, RealmPermission } from "./records.ts";
import type { World } from "../world.ts";

const GROUP_ROUTE = "/security/api/groups/:name";

/** What groups may do. What is written here is what decides on projects. */
export const groupPermissionRoutes: readonly RestRoute[] = [
  {
    method: "GET",
    route: GROUP_ROUTE,
    operation: "groupPermissions",
    access: "admin",
    answer: ({ context, params }) => permissionsView(requireGroup(context.world, params["name"])),
  },
  {
    method: "PUT",
    route: GROUP_ROUTE,
    operation: "setGroupPermissions",
    access: "admin",
    answer: setPermissions,
  },
  {
    method: "GET",
    route: "/security/api/groups/authorizations/:platform/permissions/projects",
    operation: "projectAuthorizations",
    access: "admin",
    answer: projectAuthorizations,
  },
];

/** Unlike the service of the groups themselves, this one is not known to fail over an unknown one. */
function requireGroup(world: World, name = ""): GroupRecord {
  const group = world.groups.get(name);
  if (group === undefined) throw new RestRefusal(404, `There is no group ${name}`);
  return group;
}

function permissionsView(group: GroupRecord): object {
  const { name, role, protected: isProtected, realmAuthorization } = group;
  return {
    name,
    role,
    authorizations: authorizationsView(group),
    protected: isProtected,
    realmAuthorization,
  };
}

/** One entry for each platform on which a group may do anything. */
function authorizationsView({ permissions }: GroupRecord): readonly { readonly platformId: number }[] {
  const platforms = [...new Set(permissions.map(({ platformId }) => platformId))];
  return platforms.map((platformId) => ({
    platformId,
    platformName: `Platform ${String(platformId)}`,
    permissions: permissions
      .filter((permission) => permission.platformId === platformId)
      .map(({ type, id, role }) => ({ artifact: { ...(id !== undefined && { id }), type }, role })),
  }));
}

/**
 * Lists what each group may do on a platform.
 *
 * @remarks Of the two shapes that clients know of the answer, this is the later one.
 */
function projectAuthorizations({ context: { world }, params }: RestCall<Context>): readonly object[] {
  const platformId = Number(params["platform"]);
  if (!world.platforms.includes(platformId)) throw new RestRefusal(404, "Not Found");
  return [...world.groups.values()].map((group) => ({
    name: group.name,
    role: group.role,
    authorizations: authorizationsView(group).filter((entry) => entry.platformId === platformId),
    protected: group.protected,
  }));
}

/** Replaces all that a group may do. What clients call the platforms does not count. */
function setPermissions({ context: { world }, params, body }: RestCall<Context>): void {
  const group = requireGroup(world, params["name"]);
  const members = membersOf(body);
  const role = textOf(members["role"], "role");
  const permissions = listOf(members["authorizations"], "authorizations").flatMap((entry) =>
    platformPermissions(world, membersOf(entry, "An authorization")),
  );
  const realmAuthorization = readRealmAuthorization(members["realmAuthorization"]);
  group.role = role;
  group.permissions = permissions;
  group.realmAuthorization = realmAuthorization;
}

function readRealmAuthorization(value: unknown): GroupRecord["realmAuthorization"] {
  const members = membersOf(value, "realmAuthorization");
  const permissions = listOf(members["permissions"], "permissions");
  for (const permission of permissions) readPermission(permission);
  // Each was found to be one.
  return { ...members, permissions: permissions as readonly RealmPermission[] };
}

function platformPermissions(
  world: World,
  { platformId, permissions }: Readonly<Record<string, unknown>>,
): readonly Permission[] {
  if (typeof platformId !== "number" || !world.platforms.includes(platformId))
    throw new RestRefusal(400, `There is no platform ${JSON.stringify(platformId)}`);
  return listOf(permissions, "permissions").map((entry) => {
    const permission = { platformId, ...readPermission(entry) };
    const problem = permissionProblem(world, permission);
    if (problem !== undefined) throw new RestRefusal(400, problem);
    return permission;
  });
}

/** Without an id, `id` is to be absent: that null would do is nowhere said. */
function readPermission(value: unknown): Omit<Permission, "platformId"> {
  const { artifact, role } = membersOf(value, "A permission");
  const { type, id } = membersOf(artifact, "An artifact");
  return {
    type: textOf(type, "type"),
    role: textOf(role, "role"),
    ...(id !== undefined && { id: textOf(id, "id") }),
  };
}

const PROJECT_ROLES = ["ROLE_PROJECT_VIEWER", "ROLE_PROJECT_EDITOR", "ROLE_PROJECT_MANAGER"];

/** The roles that go with what this emulator knows; other modules have others. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  PROJECT: PROJECT_ROLES,
  PROJECTS: PROJECT_ROLES,
  PROJECTS_CREATOR: ["ROLE_PROJECT_CREATOR"],
  PROJECTS_ENVVAR_EDITOR: ["ROLE_PROJECT_ENVVAR_EDITOR"],
};

/** Rights that would be of no effect are refused: on the platform they might be of one. */
function permissionProblem(world: World, { platformId, type, id, role }: Permission): string | undefined {
  const roles = Object.hasOwn(ROLES, type) ? ROLES[type] : undefined;
  if (roles?.includes(role) === false) return `${role} is not a role for ${type}`;
  if (type !== "PROJECT") return undefined;
  return world.projects.get(id ?? "")?.platformId === platformId
    ? undefined
    : `There is no project ${String(id)} on platform ${String(platformId)}`;
}
