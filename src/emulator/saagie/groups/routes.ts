import type { Context } from "../services.ts";
import { membersOf, RestRefusal, textOf, textsOf, type RestCall, type RestRoute } from "../wire/rest-call.ts";
import { makeGroup } from "../seed.ts";
import type { GroupRecord } from "./records.ts";
import type { World } from "../world.ts";
import { requireUser } from "../users/routes.ts";

const NAME = /^[a-z0-9._-]+$/;

/** The groups of the realm, and who is in them. */
export const groupRoutes: readonly RestRoute[] = [
  {
    method: "GET",
    route: "/auth/api/groups",
    operation: "groups",
    access: "admin",
    answer: ({ context }) =>
      [...context.world.groups.values()].map(({ name, protected: isProtected }) => ({
        name,
        protected: isProtected,
      })),
  },
  {
    method: "GET",
    route: "/auth/api/groups/:name",
    operation: "group",
    access: "admin",
    answer: ({ context, params }) => groupView(context.world, requireGroup(context.world, params["name"])),
  },
  {
    method: "POST",
    route: "/auth/api/groups",
    operation: "createGroup",
    access: "admin",
    answer: createGroup,
  },
  {
    method: "DELETE",
    route: "/auth/api/groups/:name",
    operation: "deleteGroup",
    access: "admin",
    answer: deleteGroup,
  },
];

function groupView(world: World, { name, protected: isProtected }: GroupRecord): object {
  return { name, users: membersOfGroup(world, name), protected: isProtected };
}

function membersOfGroup(world: World, name: string): readonly string[] {
  return [...world.users.values()].filter(({ groups }) => groups.includes(name)).map(({ login }) => login);
}

/** This service of the platform has no better word for an unknown group. */
function requireGroup(world: World, name = ""): GroupRecord {
  const group = world.groups.get(name);
  if (group === undefined) throw new RestRefusal(500, "Internal Server Error");
  return group;
}

function createGroup({ context: { world }, body }: RestCall<Context>): void {
  const members = membersOf(body);
  const name = textOf(members["name"], "name");
  const logins = textsOf(members["users"], "users");
  if (!NAME.test(name))
    throw new RestRefusal(
      400,
      "A name consists of lower-case letters, digits, dots, hyphens and underscores",
    );
  const unknown = logins.find((login) => !world.users.has(login));
  if (unknown !== undefined) throw new RestRefusal(400, `There is no user ${unknown}`);
  if (world.groups.has(name)) throw new RestRefusal(409, `There is a group ${name} already`);
  world.groups.set(name, makeGroup(name));
  for (const login of new Set(logins)) {
    const user = requireUser(world, login);
    user.groups = [...user.groups.filter((group) => group !== name), name];
  }
}

/** The people stay, without the rights that they had by the group. */
function deleteGroup({ context: { world }, params }: RestCall<Context>): void {
  const group = requireGroup(world, params["name"]);
  if (group.protected) throw new RestRefusal(403, `The group ${group.name} is protected`);
  world.groups.delete(group.name);
  for (const user of world.users.values()) user.groups = user.groups.filter((name) => name !== group.name);
}
