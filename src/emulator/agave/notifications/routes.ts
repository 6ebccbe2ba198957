import { resolveUuid } from "../uuids/resolve.ts";
import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { searchFields, searchTest } from "../wire/searching.ts";
import { badRequest, forbidden, notFound, ServiceError } from "../wire/service-error.ts";
import { dateText, optionalDate, textOf } from "../wire/values.ts";
import { deliver } from "./delivery.ts";
import type { AttemptRecord, NotificationRecord } from "./records.ts";
import { readNotification, subscribe } from "./registration.ts";

/** The notifications service. */
export const notificationRoutes: readonly Route[] = [
  route("GET /notifications/v2", "notifications.list", list),
  route("POST /notifications/v2", "notifications.add", add),
  route("GET /notifications/v2/{uuid}", "notifications.get", get),
  route("POST /notifications/v2/{uuid}", "notifications.update", update),
  route("DELETE /notifications/v2/{uuid}", "notifications.delete", remove),
  route("GET /notifications/v2/{uuid}/attempts", "notifications.listAttempts", listAttempts),
  route("POST /notifications/v2/{uuid}/attempts", "notifications.fire", fire),
  route("DELETE /notifications/v2/{uuid}/attempts", "notifications.deleteAttempts", clearAttempts),
  route("GET /notifications/v2/{uuid}/attempts/{attemptId}", "notifications.getAttempt", getAttempt),
  route("DELETE /notifications/v2/{uuid}/attempts/{attemptId}", "notifications.deleteAttempt", removeAttempt),
];

const FIELDS = searchFields({
  text: "id url event associatedUuid owner",
  number: "policy.retryRate policy.retryLimit policy.retryDelay",
  boolean: "persistent visible policy.saveOnFailure",
  date: "created lastUpdated",
  enum: "status provider policy.retryStrategy",
});

function list(call: AgaveCall): Answer {
  const test = searchTest({ terms: call.query, fields: FIELDS, now: call.now });
  const rows = [...call.world.notifications.values()]
    .filter(({ owner }) => owner === call.username || call.caller.isAdmin)
    .map((record) => shown(record, call))
    .filter(test);
  return { result: paged(rows, call.query) };
}

function find(call: AgaveCall): NotificationRecord {
  const uuid = call.param("uuid");
  const record = call.world.notifications.get(uuid);
  if (record === undefined) throw notFound(`No notification found with id ${uuid}`);
  if (record.owner !== call.username && !call.caller.isAdmin)
    throw forbidden(`User does not have permission to view notification ${uuid}`);
  return record;
}

function get(call: AgaveCall): Answer {
  return { result: shown(find(call), call) };
}

function demandResource(call: AgaveCall, uuid: string): void {
  if (uuid === "") throw badRequest("No associatedUuid given");
  if (uuid === "*" && !call.caller.isAdmin) throw forbidden("Only administrators are told of everything");
  if (uuid !== "*" && resolveUuid(call.world, uuid) === undefined)
    throw badRequest(`No resource found for associatedUuid ${uuid}`);
}

async function add(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const definition = readNotification(fields);
  const associatedUuid = textOf(fields["associatedUuid"]) ?? "";
  demandResource(call, associatedUuid);
  const { services, world, username } = call;
  const record = subscribe(definition, { services, world, username, associatedUuid });
  return { status: 201, result: shown(record, call) };
}

async function update(call: AgaveCall): Promise<Answer> {
  const record = find(call);
  if (!record.persistent && record.attempts.length > 0)
    throw new ServiceError(412, "A notification that has been sent cannot be changed");
  const fields = await call.fields();
  const { url, event, persistent, policy } = record;
  const definition = readNotification({ url, event, persistent, policy: { ...policy }, ...fields });
  const associatedUuid = textOf(fields["associatedUuid"]) ?? record.associatedUuid;
  demandResource(call, associatedUuid);
  Object.assign(record, definition, { associatedUuid, lastUpdated: call.now, status: "ACTIVE" });
  return { result: shown(record, call) };
}

function remove(call: AgaveCall): Answer {
  call.world.notifications.delete(find(call).uuid);
  return {};
}

function listAttempts(call: AgaveCall): Answer {
  const record = find(call);
  return { result: paged(record.attempts, call.query).map((attempt) => shownAttempt(attempt, record, call)) };
}

function findAttempt(call: AgaveCall, { attempts }: NotificationRecord): AttemptRecord {
  const attempt = attempts.find(({ uuid }) => uuid === call.param("attemptId"));
  if (attempt === undefined) throw notFound(`No attempt found with id ${call.param("attemptId")}`);
  return attempt;
}

function getAttempt(call: AgaveCall): Answer {
  const record = find(call);
  return { result: shownAttempt(findAttempt(call, record), record, call) };
}

function removeAttempt(call: AgaveCall): Answer {
  const record = find(call);
  const gone = findAttempt(call, record);
  record.attempts = record.attempts.filter((attempt) => attempt !== gone);
  return {};
}

function clearAttempts(call: AgaveCall): Answer {
  find(call).attempts = [];
  return {};
}

/** Sends one now, whatever has happened. */
async function fire(call: AgaveCall): Promise<Answer> {
  const record = find(call);
  const { services, world } = call;
  const { associatedUuid: uuid, owner } = record;
  const event = { uuid, event: "FORCED_ATTEMPT", owner, macros: {}, body: shown(record, call) };
  const attempt = await deliver({ services, world, record, event }, 1);
  return { result: shownAttempt(attempt, record, call) };
}

function shownAttempt(attempt: AttemptRecord, record: NotificationRecord, call: AgaveCall): object {
  const { uuid, url, event, associatedUuid, startTime, endTime, attemptNumber, code, message } = attempt;
  const parent = `/notifications/v2/${record.uuid}`;
  return {
    id: uuid,
    url,
    event,
    associatedUuid,
    notificationId: record.uuid,
    attemptNumber,
    startTime: dateText(startTime),
    endTime: dateText(endTime),
    response: { code, message },
    _links: { self: call.link(`${parent}/attempts/${uuid}`), notification: call.link(parent) },
  };
}

function shown(record: NotificationRecord, call: AgaveCall): object {
  const { uuid, owner, url, associatedUuid, event, persistent, status, policy, success } = record;
  const self = `/notifications/v2/${uuid}`;
  const resource = resolveUuid(call.world, associatedUuid);
  return {
    id: uuid,
    owner,
    url,
    associatedUuid,
    event,
    responseCode: record.responseCode,
    attempts: record.attempts.length,
    success,
    lastSent: optionalDate(record.lastSent),
    persistent,
    status,
    lastUpdated: dateText(record.lastUpdated),
    created: dateText(record.created),
    policy,
    _links: {
      self: call.link(self),
      attempts: call.link(`${self}/attempts`),
      owner: call.link(`/profiles/v2/${owner}`),
      ...(resource !== undefined && { [resource.type.toLowerCase()]: call.link(resource.path) }),
    },
  };
}
