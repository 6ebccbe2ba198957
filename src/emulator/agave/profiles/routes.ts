import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, forbidden, notFound, ServiceError } from "../wire/service-error.ts";
import { textOf } from "../wire/values.ts";
import { internalUserRoutes } from "./internal-users.ts";
import type { ProfileRecord } from "./records.ts";
import { profileOf } from "./rules.ts";

/** The profiles service. */
export const profileRoutes: readonly Route[] = [
  route("GET /profiles/v2", "profiles.list", list),
  route("POST /profiles/v2", "profiles.create", create),
  route("GET /profiles/v2/me", "profiles.get", get),
  route("GET /profiles/v2/search/{term}/{value}", "profiles.search", search),
  route("GET /profiles/v2/{username}", "profiles.listByUsername", get),
  route("PUT /profiles/v2/{username}", "profiles.update", update),
  route("POST /profiles/v2/{username}", "profiles.update", update),
  route("DELETE /profiles/v2/{username}", "profiles.delete", remove),
  ...internalUserRoutes,
];

const TERMS: Readonly<Record<string, (profile: ProfileRecord) => string>> = {
  username: ({ username }) => username,
  email: ({ email }) => email,
  name: ({ firstName, lastName }) => `${firstName} ${lastName}`,
  first_name: ({ firstName }) => firstName,
  last_name: ({ lastName }) => lastName,
  full_name: ({ firstName, lastName }) => `${firstName} ${lastName}`,
  status: ({ status }) => status,
};

function list(call: AgaveCall): Answer {
  const terms = Object.entries(TERMS).flatMap(([name, valueOf]) => {
    const wanted = call.query.get(name);
    return wanted === null ? [] : [{ valueOf, wanted: wanted.toLowerCase() }];
  });
  const found = [...call.world.profiles.values()].filter((profile) =>
    terms.every(({ valueOf, wanted }) => valueOf(profile).toLowerCase().includes(wanted)),
  );
  return { result: paged(found, call.query).map((profile) => shown(profile, call)) };
}

function search(call: AgaveCall): Answer {
  const valueOf = TERMS[call.param("term")];
  // The service breaks on a term that it does not know.
  if (valueOf === undefined) throw new ServiceError(500, `Unknown search term ${call.param("term")}`);
  const value = call.param("value").toLowerCase();
  const found = [...call.world.profiles.values()].filter((profile) =>
    valueOf(profile).toLowerCase().includes(value),
  );
  return { result: paged(found, call.query).map((profile) => shown(profile, call)) };
}

function find(call: AgaveCall): ProfileRecord {
  const asked = call.param("username");
  const username = asked === "" || asked === "me" ? call.username : asked;
  const profile = call.world.profiles.get(username);
  if (profile === undefined) throw notFound("User profile not found");
  return profile;
}

function get(call: AgaveCall): Answer {
  return { result: shown(find(call), call), message: "User details retrieved successfully." };
}

async function create(call: AgaveCall): Promise<Answer> {
  if (!call.caller.isAdmin) throw forbidden("Not authorized to manage user accounts");
  const fields = await call.fields();
  const [username, password, email] = ["username", "password", "email"].map((name) => textOf(fields[name]));
  if (!username || !password || !email) throw badRequest("username, password and email are required");
  if (call.world.profiles.has(username)) throw badRequest("The username is taken");
  const names = {
    firstName: textOf(fields["first_name"]) ?? "",
    lastName: textOf(fields["last_name"]) ?? "",
  };
  const uid = 800_000 + call.world.profiles.size;
  const profile = profileOf({ username, password, email, ...names }, call.now, uid);
  call.world.profiles.set(username, profile);
  return { result: shown(profile, call), message: "User created successfully." };
}

async function update(call: AgaveCall): Promise<Answer> {
  const profile = find(call);
  if (!call.caller.isAdmin && profile.username !== call.username)
    throw forbidden("Not authorized to manage user accounts");
  const fields = await call.fields();
  profile.email = textOf(fields["email"]) ?? profile.email;
  profile.password = textOf(fields["password"]) ?? profile.password;
  profile.firstName = textOf(fields["first_name"]) ?? profile.firstName;
  profile.lastName = textOf(fields["last_name"]) ?? profile.lastName;
  profile.phone = textOf(fields["phone"]) ?? profile.phone;
  profile.mobilePhone = textOf(fields["mobile_phone"]) ?? profile.mobilePhone;
  return { result: shown(profile, call), message: "User updated successfully." };
}

function remove(call: AgaveCall): Answer {
  if (!call.caller.isAdmin) throw forbidden("Not authorized to manage user accounts");
  const profile = find(call);
  call.world.profiles.delete(profile.username);
  return { result: shown(profile, call), message: "User deleted successfully." };
}

function shown(profile: ProfileRecord, call: AgaveCall): object {
  const { username, email, firstName, lastName, phone, mobilePhone, status, created, uid } = profile;
  const self = `/profiles/v2/${username}`;
  return {
    username,
    email,
    first_name: firstName,
    last_name: lastName,
    full_name: `${firstName} ${lastName}`.trim(),
    phone,
    mobile_phone: mobilePhone,
    status,
    create_time: `${new Date(created).toISOString().replace(/[-:T]|\..*/g, "")}Z`,
    uid,
    _links: { self: call.link(self), users: call.link(`${self}/users`) },
  };
}
