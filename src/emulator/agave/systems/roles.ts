import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound, ServiceError } from "../wire/service-error.ts";
import { textOf } from "../wire/values.ts";
import { ROLES, type Role, type SystemRecord } from "./records.ts";
import { demandRole, findSystem, happened, hasRole, roleOn } from "./rules.ts";
import { detailOf } from "./shown.ts";

/** Who may do what with a system. */
export const roleRoutes: readonly Route[] = [
  route("GET /systems/v2/{systemId}/roles", "systems.listRoles", list),
  route("POST /systems/v2/{systemId}/roles", "systems.updateRole", grant),
  route("DELETE /systems/v2/{systemId}/roles", "systems.deleteRoles", clear),
  route("GET /systems/v2/{systemId}/roles/{username}", "systems.getRoleForUser", get),
  route("POST /systems/v2/{systemId}/roles/{username}", "systems.updateRoleForUser", grant),
  route("DELETE /systems/v2/{systemId}/roles/{username}", "systems.deleteRoleForUser", revoke),
];

function rolesOf(system: SystemRecord): readonly (readonly [string, Role])[] {
  return [[system.owner, "OWNER"], ...Object.entries(system.roles)];
}

function shown(call: AgaveCall, { id }: SystemRecord, [username, role]: readonly [string, Role]): object {
  const links = {
    self: call.link(`/systems/v2/${id}/roles/${username}`),
    parent: call.link(`/systems/v2/${id}`),
    profile: call.link(`/profiles/v2/${username}`),
  };
  return { username, role, _links: links };
}

function list(call: AgaveCall): Answer {
  const system = findSystem(call, call.param("systemId"));
  const rows = hasRole(system, call.caller, "ADMIN")
    ? rolesOf(system)
    : [[call.username, roleOn(system, call.caller)] as const];
  return { result: paged(rows, call.query).map((row) => shown(call, system, row)) };
}

/** One role: alone for those who manage the system, in a list for others and on public systems. */
function get(call: AgaveCall): Answer {
  const system = findSystem(call, call.param("systemId"));
  const username = call.param("username");
  const isManager = hasRole(system, call.caller, "ADMIN") && !system.public;
  const found = rolesOf(system).find(([name]) => name === username);
  const own = username === call.username ? ([username, roleOn(system, call.caller)] as const) : undefined;
  const row = found ?? own;
  if (row === undefined) throw notFound(`No role found for user ${username} on ${system.id}`);
  const result = shown(call, system, row);
  return { result: isManager ? result : [result] };
}

function managed(call: AgaveCall): SystemRecord {
  const system = findSystem(call, call.param("systemId"));
  if (system.public) throw new ServiceError(501, "Roles are not supported on public systems");
  demandRole(call, system, { role: "ADMIN" });
  if (!system.available) throw badRequest(`System ${system.id} is disabled`);
  return system;
}

async function grant(call: AgaveCall): Promise<Answer> {
  const system = managed(call);
  const fields = await call.fields();
  const inPath = call.param("username");
  const username = textOf(fields["username"]) || inPath;
  if (username === "") throw badRequest("No username given");
  if (inPath !== "" && username !== inPath)
    throw badRequest("The username in the URL and that in the body differ");
  if (username !== "*" && !call.world.profiles.has(username)) throw notFound(`No user found for ${username}`);
  const role = (textOf(fields["role"]) || "NONE").toUpperCase() as Role;
  if (!ROLES.includes(role)) throw badRequest(`Invalid role ${role}`);
  set(call, system, [username, role]);
  const result = shown(call, system, [username, role]);
  return { status: role === "NONE" ? 200 : 201, result };
}

function set(call: AgaveCall, system: SystemRecord, [username, role]: readonly [string, Role]): void {
  // The owner's role stays.
  if (username === system.owner) return;
  if (role === "NONE") delete system.roles[username];
  else system.roles[username] = role;
  if (role === "NONE") disableApps(call, system, username);
  const { services, world } = call;
  const event = role === "NONE" ? "ROLES_REVOKE" : "ROLES_GRANT";
  happened(system, event, { services, world, username: call.username, body: detailOf(system, call) });
}

/** Somebody without a role on a system runs no app there. */
function disableApps({ world }: AgaveCall, { id }: SystemRecord, username: string): void {
  for (const app of world.apps.values()) {
    if (app.owner === username && app.executionSystem === id) app.available = false;
  }
}

function revoke(call: AgaveCall): Answer {
  const system = managed(call);
  set(call, system, [call.param("username"), "NONE"]);
  return {};
}

function clear(call: AgaveCall): Answer {
  const system = managed(call);
  for (const username of Object.keys(system.roles)) set(call, system, [username, "NONE"]);
  return {};
}
