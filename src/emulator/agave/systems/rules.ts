import type { Services } from "../services.ts";
import type { AgaveCall, Caller } from "../wire/call.ts";
import { agaveUuid } from "../wire/history.ts";
import { badRequest, forbidden, notFound, ServiceError } from "../wire/service-error.ts";
import type { TenantWorld } from "../world.ts";
import { ROLES, type Role, type SystemRecord } from "./records.ts";

/** What somebody may do with a system. */
export function roleOn(system: SystemRecord, caller: Caller): Role {
  if (caller.isAdmin || system.owner === caller.username) return "OWNER";
  const granted = system.roles[caller.username] ?? system.roles["*"];
  return granted ?? (system.public ? "USER" : "NONE");
}

/** Whether somebody may do at least what a role may. */
export function hasRole(system: SystemRecord, caller: Caller, role: Role): boolean {
  return ROLES.indexOf(roleOn(system, caller)) >= ROLES.indexOf(role);
}

/** Whether it is the default system of its type of somebody: an own one stands before that of all. */
export function isDefaultFor(system: SystemRecord, username: string, world: TenantWorld): boolean {
  if (system.defaultFor.includes(username)) return true;
  return system.globalDefault && !hasOwnDefault(system.type, username, world);
}

function hasOwnDefault(type: SystemRecord["type"], username: string, world: TenantWorld): boolean {
  return [...world.systems.values()].some(
    (other) => other.type === type && !other.isDeleted && other.defaultFor.includes(username),
  );
}

/** The systems that somebody sees. */
export function visibleSystems(world: TenantWorld, caller: Caller): readonly SystemRecord[] {
  return [...world.systems.values()].filter(
    (system) => !system.isDeleted && hasRole(system, caller, "GUEST"),
  );
}

/**
 * The system that a path names.
 *
 * @throws ServiceError 404 where there is none, 403 for somebody who has no role on it
 */
export function findSystem(call: AgaveCall, id: string): SystemRecord {
  const system = call.world.systems.get(id);
  if (system === undefined || system.isDeleted) throw notFound(`No system found for id ${id}`);
  if (!hasRole(system, call.caller, "GUEST")) throw forbidden(`User does not have access to system ${id}`);
  return system;
}

/**
 * The system that somebody's files are on where no path says so.
 *
 * @throws ServiceError 400 where there is none
 */
export function defaultSystem(call: AgaveCall, type: SystemRecord["type"]): SystemRecord {
  const found = visibleSystems(call.world, call.caller).find(
    (system) => system.type === type && isDefaultFor(system, call.username, call.world),
  );
  if (found === undefined) throw badRequest(`No default ${type.toLowerCase()} system is set`);
  return found;
}

/**
 * Refuses somebody with a lesser role.
 *
 * @throws ServiceError 403, or the status given
 */
export function demandRole(
  call: AgaveCall,
  system: SystemRecord,
  demand: { role: Role; status?: number },
): void {
  if (hasRole(system, call.caller, demand.role)) return;
  throw new ServiceError(demand.status ?? 403, `User does not have permission to manage system ${system.id}`);
}

/**
 * Refuses to work with a system that is out of order.
 *
 * @throws ServiceError 400 for one that is disabled, 412 for one that does not answer
 */
export function demandUsable({ id, available, status, credentials }: SystemRecord): void {
  if (!available) throw badRequest(`System ${id} is disabled`);
  if (status !== "UP") throw new ServiceError(412, `System ${id} is not available: its status is ${status}`);
  if (credentials.length === 0) throw new ServiceError(412, `No valid credential is registered for ${id}`);
}

/** Who does something to a system, and where. */
export interface Doing {
  readonly services: Services;
  readonly world: TenantWorld;
  readonly username: string;
}

/** Writes an event to the history of a system, and tells those who asked to be told. */
export function happened(system: SystemRecord, status: string, doing: Doing & { body: unknown }): void {
  const { services, world, username } = doing;
  const created = services.clock.now();
  const description = `System ${system.id}: ${status.toLowerCase().replaceAll("_", " ")}`;
  const uuid = agaveUuid(services.ids, "026");
  system.history.push({ uuid, status, created, createdBy: username, description });
  system.lastUpdated = created;
  const macros = {
    SYSTEM_ID: system.id,
    NAME: system.name,
    STATUS: system.status,
    SYSTEM_STATUS: system.status,
    TYPE: system.type,
    PUBLIC: String(system.public),
    GLOBAL_DEFAULT: String(system.globalDefault),
    AVAILABLE: String(system.available),
  };
  services.emit(world, { uuid: system.uuid, event: status, owner: system.owner, macros, body: doing.body });
}
