import type { Context, Services } from "../services.ts";
import {
  membersOf,
  RestRefusal,
  textOf,
  textsOf,
  listOf,
  type RestCall,
  type RestRoute,
} from "../wire/rest-call.ts";
import { makeUser } from "../seed.ts";
import type { UserRecord } from "./records.ts";
import type { World } from "../world.ts";
import { chosenPasswordProblem, givenPasswordProblem } from "./passwords.ts";

const LOGIN = /^[A-Za-z0-9._-]+$/;

/**
 * The people of the realm.
 *
 * @remarks New users have to choose another password at their first login. What the platform answers until they
 * have done so is not known, so here they can go on at once.
 */
export const userRoutes: readonly RestRoute[] = [
  {
    method: "GET",
    route: "/auth/api/users",
    operation: "users",
    access: "admin",
    answer: ({ context }) => [...context.world.users.values()].map(userView),
  },
  {
    method: "GET",
    route: "/auth/api/users/:login",
    operation: "user",
    access: "admin",
    answer: ({ context, params }) => userView(requireUser(context.world, params["login"])),
  },
  { method: "POST", route: "/auth/api/users", operation: "createUser", access: "admin", answer: createUser },
  {
    method: "DELETE",
    route: "/auth/api/users/:login",
    operation: "deleteUser",
    access: "admin",
    answer: deleteUser,
  },
  {
    // Like the one for tokens it is open: whoever knows the password needs no token.
    method: "PUT",
    route: "/authentication/api/open/password/change",
    operation: "changePassword",
    access: "open",
    answer: changePassword,
  },
];

function userView({ login, roles, platforms, groups, protected: isProtected }: UserRecord): object {
  return { login, roles, platforms, groups, protected: isProtected };
}

/** Finds a user. @throws RestRefusal when there is none with this login. */
export function requireUser(world: World, login = ""): UserRecord {
  const user = world.users.get(login);
  if (user === undefined) throw new RestRefusal(404, `There is no user ${login}`);
  return user;
}

function createUser({ context: { world }, body }: RestCall<Context>): void {
  const members = membersOf(body);
  const login = textOf(members["login"], "login");
  const password = textOf(members["password"], "password");
  const roles = textsOf(members["roles"], "roles");
  const groups = textsOf(members["groups"], "groups");
  const platforms = listOf(members["platforms"], "platforms");
  if (!LOGIN.test(login))
    throw new RestRefusal(400, "A login consists of letters, digits, dots, hyphens and underscores");
  const problem = givenPasswordProblem(login, password);
  if (problem !== undefined) throw new RestRefusal(400, problem);
  const unknown = groups.find((name) => !world.groups.has(name));
  if (unknown !== undefined) throw new RestRefusal(400, `There is no group ${unknown}`);
  if (world.users.has(login)) throw new RestRefusal(409, `There is a user ${login} already`);
  const user = makeUser({ login, password, groups: [...new Set(groups)], roles });
  world.users.set(login, { ...user, platforms, email: null });
}

/** Whatever a user made stays. The tokens do not: somebody else may get the login. */
function deleteUser({ context: { world }, params }: RestCall<Context>): void {
  const user = requireUser(world, params["login"]);
  if (user.protected) throw new RestRefusal(403, `The user ${user.login} is protected`);
  world.users.delete(user.login);
  world.formerUsers.set(user.login, { count: (world.formerUsers.get(user.login)?.count ?? 0) + 1 });
}

/** An unknown login and a wrong password get the same answer: it must not tell who exists. */
function changePassword({ context: { world }, body }: RestCall<Services>): void {
  const members = membersOf(body);
  const login = textOf(members["login"], "login");
  const oldPassword = textOf(members["oldPassword"], "oldPassword");
  const newPassword = textOf(members["newPassword"], "newPassword");
  const user = world.users.get(login);
  if (user?.password !== oldPassword) throw new RestRefusal(401, "Bad credentials");
  const problem = chosenPasswordProblem(login, newPassword);
  if (problem !== undefined) throw new RestRefusal(400, problem);
  user.password = newPassword;
}
