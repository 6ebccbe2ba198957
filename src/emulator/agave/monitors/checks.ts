import type { Services } from "../services.ts";
import { agaveUuid } from "../wire/history.ts";
import { optionalDate } from "../wire/values.ts";
import type { TenantWorld } from "../world.ts";
import type { CheckRecord, MonitorRecord } from "./records.ts";

/** Where monitors go on, also after a call has been answered. */
export interface MonitorActor {
  readonly services: Services;
  readonly world: TenantWorld;
}

/** Looks at the system of a monitor once. */
export function runCheck(monitor: MonitorRecord, actor: MonitorActor): CheckRecord {
  const { services, world } = actor;
  const created = services.clock.now();
  const system = world.systems.get(monitor.target);
  const isUp = system !== undefined && !system.isDeleted && system.available && system.status === "UP";
  const result = isUp ? "PASSED" : "FAILED";
  const before = monitor.checks.at(-1)?.result;
  const check: CheckRecord = {
    uuid: agaveUuid(services.ids, "015"),
    result,
    message: isUp ? null : `System ${monitor.target} does not answer`,
    type: system?.type === "EXECUTION" ? "LOGIN" : "STORAGE",
    created,
  };
  monitor.checks = [...monitor.checks, check];
  if (isUp) monitor.lastSuccess = created;
  happened(monitor, isUp ? "CHECK_PASSED" : "CHECK_FAILED", actor);
  if (before !== undefined && before !== result) happened(monitor, "RESULT_CHANGE", actor);
  if (monitor.updateSystemStatus && system !== undefined && !isUp) system.status = "DOWN";
  return check;
}

/** Plans the next check of a monitor; after it comes the one after that. */
export function planChecks(monitor: MonitorRecord, actor: MonitorActor): void {
  const due = monitor.nextUpdate;
  actor.services.clock.at(due, () => {
    // It has been changed or deleted since.
    if (monitor.isDeleted || monitor.nextUpdate !== due) return;
    monitor.nextUpdate = due + monitor.frequency * 60_000;
    if (monitor.active) runCheck(monitor, actor);
    planChecks(monitor, actor);
  });
}

/** Writes an event to the history of a monitor, and tells those who asked to be told. */
export function happened(monitor: MonitorRecord, status: string, { services, world }: MonitorActor): void {
  const created = services.clock.now();
  const { uuid, owner, target, active, frequency } = monitor;
  const description = `Monitor of ${target}: ${status.toLowerCase().replaceAll("_", " ")}`;
  const id = agaveUuid(services.ids, "032");
  monitor.history.push({ uuid: id, status, created, createdBy: owner, description });
  monitor.lastUpdated = created;
  const last = monitor.checks.at(-1);
  const macros = {
    TARGET: target,
    ACTIVE: String(active),
    FREQUENCY: String(frequency),
    LAST_RESULT: last?.result ?? "",
    LAST_MESSAGE: last?.message ?? "",
    LAST_SUCCESS: optionalDate(monitor.lastSuccess) ?? "",
    UPDATE_SYSTEM_STATUS: String(monitor.updateSystemStatus),
  };
  services.emit(world, { uuid, event: status, owner, macros, body: { id: uuid, target, active } });
}
