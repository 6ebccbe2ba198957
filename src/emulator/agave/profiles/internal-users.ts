import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, forbidden, notFound, ServiceError } from "../wire/service-error.ts";
import { textOf, type JsonObject } from "../wire/values.ts";
import type { InternalUserRecord } from "./records.ts";

const ROOT = "/profiles/v2/{apiUsername}/users";

/** The users that an application keeps for itself, below the account of its own. */
export const internalUserRoutes: readonly Route[] = [
  route(`GET ${ROOT}`, "profiles.listInternalUsers", list),
  route(`POST ${ROOT}`, "profiles.addInternalUser", save),
  route(`DELETE ${ROOT}`, "profiles.deleteInternalUsers", removeAll),
  route(`GET ${ROOT}/search/{term}/{value}`, "profiles.searchInternalUsers", search),
  route(`GET ${ROOT}/{internalUsername}`, "profiles.getInternalUser", get),
  route(`POST ${ROOT}/{internalUsername}`, "profiles.updateInternalUser", save),
  route(`DELETE ${ROOT}/{internalUsername}`, "profiles.deleteInternalUser", remove),
];

const MEMBERS: readonly string[] =
  "email firstName lastName city state country phone fax institution department position researchArea gender".split(
    " ",
  );

/** The account that a path names: it is the caller's own. */
function ownerOf(call: AgaveCall): string {
  const owner = call.param("apiUsername") === "me" ? call.username : call.param("apiUsername");
  if (owner !== call.username && !call.caller.isAdmin)
    throw forbidden("User does not have permission to view these internal users");
  return owner;
}

function usersOf(call: AgaveCall): readonly InternalUserRecord[] {
  const owner = ownerOf(call);
  return [...call.world.internalUsers.values()].filter((user) => user.owner === owner);
}

function keyOf(owner: string, username: string): string {
  return `${owner} ${username}`;
}

function list(call: AgaveCall): Answer {
  const active = usersOf(call).filter(({ status }) => status === "active");
  return { result: paged(active, call.query).map((user) => shown(user, call)) };
}

function search(call: AgaveCall): Answer {
  const value = call.param("value").toLowerCase();
  const valueOf = (user: InternalUserRecord): string => {
    const text = (name: string): string => textOf(user.more[name]) ?? "";
    switch (call.param("term")) {
      case "username":
        return user.username;
      case "status":
        return user.status;
      case "email":
        return text("email");
      case "name":
        return `${text("firstName")} ${text("lastName")}`;
      default:
        // As for profiles, the service breaks on a term that it does not know.
        throw new ServiceError(500, `Unknown search term ${call.param("term")}`);
    }
  };
  const found = usersOf(call).filter((user) => valueOf(user).toLowerCase().includes(value));
  return { result: paged(found, call.query).map((user) => shown(user, call)) };
}

function find(call: AgaveCall): InternalUserRecord {
  const user = call.world.internalUsers.get(keyOf(ownerOf(call), call.param("internalUsername")));
  if (user === undefined) throw notFound("Internal user not found");
  return user;
}

function get(call: AgaveCall): Answer {
  return { result: shown(find(call), call) };
}

async function save(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const old = call.param("internalUsername") === "" ? undefined : find(call);
  const username = old?.username ?? textOf(fields["username"]) ?? "";
  const given = Object.entries(fields).filter(([name]) => MEMBERS.includes(name));
  const more: JsonObject = { ...old?.more, ...Object.fromEntries(given) };
  if (username === "" || (textOf(more["email"]) ?? "") === "")
    throw badRequest("username and email are required");
  const owner = ownerOf(call);
  if (old === undefined && call.world.internalUsers.get(keyOf(owner, username))?.status === "active")
    throw badRequest(`The internal user ${username} exists already`);
  const user: InternalUserRecord = { username, owner, status: "active", more };
  call.world.internalUsers.set(keyOf(owner, username), user);
  return { result: shown(user, call) };
}

/** One that is deleted is remembered as such. */
function remove(call: AgaveCall): Answer {
  const user = find(call);
  user.status = "deleted";
  return { result: shown(user, call) };
}

function removeAll(call: AgaveCall): Answer {
  for (const user of usersOf(call)) user.status = "deleted";
  return { result: null };
}

function shown({ username, owner, status, more }: InternalUserRecord, call: AgaveCall): object {
  const self = `/profiles/v2/${owner}/users/${encodeURIComponent(username)}`;
  return {
    ...more,
    username,
    status,
    _links: { self: call.link(self), profile: call.link(`/profiles/v2/${owner}`) },
  };
}
