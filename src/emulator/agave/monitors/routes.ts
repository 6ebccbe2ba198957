import { findSystem, hasRole } from "../systems/rules.ts";
import type { AgaveCall } from "../wire/call.ts";
import { agaveUuid, shownEvent } from "../wire/history.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { searchFields, searchTest } from "../wire/searching.ts";
import { badRequest, forbidden } from "../wire/service-error.ts";
import { booleanOf, dateText, numberOf, optionalDate, textOf, type JsonObject } from "../wire/values.ts";
import { momentOf } from "../wire/dates.ts";
import { happened, planChecks, runCheck } from "./checks.ts";
import type { CheckRecord, MonitorRecord } from "./records.ts";

/** The monitors service. */
export const monitorRoutes: readonly Route[] = [
  route("GET /monitors/v2", "monitors.list", list),
  route("POST /monitors/v2", "monitors.add", add),
  route("GET /monitors/v2/{monitorId}", "monitors.get", get),
  route("POST /monitors/v2/{monitorId}", "monitors.update", update),
  route("PUT /monitors/v2/{monitorId}", "monitors.manage", manage),
  route("DELETE /monitors/v2/{monitorId}", "monitors.delete", remove),
  route("GET /monitors/v2/{monitorId}/checks", "monitors.listChecks", listChecks),
  route("POST /monitors/v2/{monitorId}/checks", "monitors.runCheck", check),
  route("GET /monitors/v2/{monitorId}/checks/{checkId}", "monitors.getCheck", getCheck),
  route("GET /monitors/v2/{monitorId}/history", "monitors.getHistory", history),
  route("GET /monitors/v2/{monitorId}/history/{event}", "monitors.getHistoryEvent", historyEvent),
];

const FIELDS = searchFields({
  text: "id target owner internalUsername",
  number: "frequency",
  boolean: "active updateSystemStatus",
  date: "created lastUpdated lastSuccess nextUpdate",
});

function list(call: AgaveCall): Answer {
  const test = searchTest({ terms: call.query, fields: FIELDS, now: call.now });
  const rows = [...call.world.monitors.values()]
    .filter(({ owner, isDeleted }) => !isDeleted && (owner === call.username || call.caller.isAdmin))
    .map((monitor) => shown(monitor, call))
    .filter(test);
  return { result: paged(rows, call.query) };
}

/** One that is not known is 400 at this service. */
function find(call: AgaveCall): MonitorRecord {
  const id = call.param("monitorId");
  const monitor = call.world.monitors.get(id);
  if (monitor === undefined || monitor.isDeleted) throw badRequest(`No monitor found for id ${id}`);
  if (monitor.owner !== call.username && !call.caller.isAdmin)
    throw forbidden(`User does not have permission to view monitor ${id}`);
  return monitor;
}

function get(call: AgaveCall): Answer {
  return { result: shown(find(call), call) };
}

function settings(call: AgaveCall, fields: JsonObject, old?: MonitorRecord) {
  const frequency = numberOf(fields["frequency"]) ?? old?.frequency ?? 720;
  if (frequency < 5) throw badRequest("Invalid frequency value: it is 5 minutes at least");
  const updateSystemStatus = booleanOf(fields["updateSystemStatus"]) ?? old?.updateSystemStatus ?? false;
  const target = old?.target ?? textOf(fields["target"]) ?? "";
  if (target === "") throw badRequest("No target given");
  const system = findSystem(call, target);
  if (updateSystemStatus && !hasRole(system, call.caller, "ADMIN"))
    throw forbidden("Only those who manage a system may have its status updated");
  return {
    active: booleanOf(fields["active"]) ?? old?.active ?? true,
    frequency,
    updateSystemStatus,
    target,
  };
}

async function add(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const { target, ...rest } = settings(call, fields);
  const monitor: MonitorRecord = {
    ...rest,
    target,
    uuid: agaveUuid(call.services.ids, "014"),
    owner: call.username,
    internalUsername: textOf(fields["internalUsername"]) ?? null,
    created: call.now,
    lastUpdated: call.now,
    lastSuccess: null,
    nextUpdate: call.now + rest.frequency * 60_000,
    isDeleted: false,
    checks: [],
    history: [],
  };
  call.world.monitors.set(monitor.uuid, monitor);
  happened(monitor, "CREATED", call);
  planChecks(monitor, call);
  return { result: shown(monitor, call) };
}

async function update(call: AgaveCall): Promise<Answer> {
  const monitor = find(call);
  const { active, frequency, updateSystemStatus } = settings(call, await call.fields(), monitor);
  const nextUpdate = call.now + frequency * 60_000;
  Object.assign(monitor, { active, frequency, updateSystemStatus, nextUpdate });
  happened(monitor, "UPDATED", call);
  planChecks(monitor, call);
  return { result: shown(monitor, call) };
}

async function manage(call: AgaveCall): Promise<Answer> {
  const monitor = find(call);
  const action = (textOf((await call.fields())["action"]) ?? "").toLowerCase();
  if (action !== "enable" && action !== "disable") throw badRequest(`Invalid action ${action || "(none)"}`);
  monitor.active = action === "enable";
  happened(monitor, action === "enable" ? "ENABLED" : "DISABLED", call);
  return { result: shown(monitor, call) };
}

function remove(call: AgaveCall): Answer {
  const monitor = find(call);
  Object.assign(monitor, { isDeleted: true, active: false });
  happened(monitor, "DELETED", call);
  return {};
}

function listChecks(call: AgaveCall): Answer {
  const monitor = find(call);
  const bound = (name: string, otherwise: number): number =>
    momentOf(call.query.get(name) ?? "", call.now) ?? otherwise;
  const [from, to] = [bound("startDate", -Infinity), bound("endDate", Infinity)];
  const result = call.query.get("result")?.toUpperCase();
  const rows = monitor.checks.filter(
    (one) => one.created >= from && one.created <= to && (result === undefined || one.result === result),
  );
  return { result: paged(rows, call.query).map((one) => shownCheck(one, monitor, call)) };
}

function check(call: AgaveCall): Answer {
  const monitor = find(call);
  happened(monitor, "FORCED_CHECK_REQUESTED", call);
  return { result: shownCheck(runCheck(monitor, call), monitor, call) };
}

function getCheck(call: AgaveCall): Answer {
  const monitor = find(call);
  const found = monitor.checks.find(({ uuid }) => uuid === call.param("checkId"));
  if (found === undefined) throw badRequest(`No check found for id ${call.param("checkId")}`);
  return { result: shownCheck(found, monitor, call) };
}

function history(call: AgaveCall): Answer {
  return { result: paged(find(call).history, call.query).map(shownEvent) };
}

function historyEvent(call: AgaveCall): Answer {
  const wanted = call.param("event").toUpperCase();
  const events = find(call).history.filter(
    ({ status, uuid }) => status === wanted || uuid === call.param("event"),
  );
  return { result: paged(events, call.query).map(shownEvent) };
}

function shownCheck(
  { uuid, result, message, type, created }: CheckRecord,
  monitor: MonitorRecord,
  call: AgaveCall,
) {
  const parent = `/monitors/v2/${monitor.uuid}`;
  const links = {
    self: call.link(`${parent}/checks/${uuid}`),
    monitor: call.link(parent),
    system: call.link(`/systems/v2/${monitor.target}`),
  };
  return { id: uuid, result, message, type, created: dateText(created), _links: links };
}

function shown(monitor: MonitorRecord, call: AgaveCall): object {
  const { uuid, target, owner, active, frequency, updateSystemStatus, internalUsername, checks } = monitor;
  const self = `/monitors/v2/${uuid}`;
  const last = checks.at(-1);
  return {
    id: uuid,
    target,
    owner,
    active,
    frequency,
    updateSystemStatus,
    internalUsername,
    created: dateText(monitor.created),
    lastUpdated: dateText(monitor.lastUpdated),
    lastSuccess: optionalDate(monitor.lastSuccess),
    nextUpdate: dateText(monitor.nextUpdate),
    lastCheck: last === undefined ? [] : [shownCheck(last, monitor, call)],
    _links: {
      self: call.link(self),
      checks: call.link(`${self}/checks`),
      system: call.link(`/systems/v2/${target}`),
      owner: call.link(`/profiles/v2/${owner}`),
      notifications: call.link(`/notifications/v2/?associatedUuid=${uuid}`),
    },
  };
}
