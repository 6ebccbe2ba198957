import type { Emit, ResourceEvent, Services } from "../services.ts";
import { agaveUuid } from "../wire/history.ts";
import { withoutUserInfo } from "../wire/user-info.ts";
import type { TenantWorld } from "../world.ts";
import type { AttemptRecord, NotificationRecord } from "./records.ts";

/** One delivery, with all that it takes. */
export interface Delivery {
  readonly services: Services;
  readonly world: TenantWorld;
  readonly record: NotificationRecord;
  readonly event: ResourceEvent;
}

/** Makes what takes events up: it tells everybody who asked to be told. */
export function emitter(services: () => Services): Emit {
  return (world, event) => {
    for (const record of world.notifications.values()) {
      if (!isMeant(record, event)) continue;
      // One that is not persistent is spent by its first event, whatever comes of it.
      if (!record.persistent) record.status = "INACTIVE";
      services().work.track(deliver({ services: services(), world, record, event }, 1));
    }
  };
}

function isMeant({ status, event, associatedUuid }: NotificationRecord, happened: ResourceEvent): boolean {
  const isResource = associatedUuid === happened.uuid || associatedUuid === "*";
  return status === "ACTIVE" && isResource && (event === "*" || event === happened.event.toUpperCase());
}

/** Tries a delivery, and plans the next try where it fails. @returns the attempt */
export async function deliver(delivery: Delivery, attemptNumber: number): Promise<AttemptRecord> {
  const { services, record, event } = delivery;
  const startTime = services.clock.now();
  const uuid = agaveUuid(services.ids, "042");
  const url = fillIn(record.url, { ...event.macros, ...commonMacros(event) });
  const { code, message } = await post(delivery, { url, uuid });
  const attempt: AttemptRecord = {
    uuid,
    url,
    event: event.event,
    associatedUuid: event.uuid,
    startTime,
    endTime: services.clock.now(),
    attemptNumber,
    code,
    message,
  };
  record.attempts = [...record.attempts, attempt];
  const isGood = code >= 200 && code < 300;
  Object.assign(record, { responseCode: code, success: isGood, lastSent: startTime, lastUpdated: startTime });
  if (isGood && !record.persistent) record.status = "COMPLETE";
  if (!isGood) planRetry(delivery, attemptNumber);
  return attempt;
}

function commonMacros({ uuid, event, owner, body }: ResourceEvent): Readonly<Record<string, string>> {
  return { UUID: uuid, EVENT: event, OWNER: owner, RAW_JSON: JSON.stringify(body) };
}

/** Macros stand in a path as they are, and encoded in a query. */
function fillIn(template: string, macros: Readonly<Record<string, string>>): string {
  const [path = "", ...query] = template.split("?");
  const replace = (text: string, encode: (value: string) => string): string =>
    text.replace(/\$\{(\w+)\}/g, (all, name: string) => {
      const value = macros[name.toUpperCase()];
      return value === undefined ? all : encode(value);
    });
  const filled = replace(path, (value) => value);
  return query.length === 0 ? filled : `${filled}?${replace(query.join("?"), encodeURIComponent)}`;
}

interface Sent {
  readonly code: number;
  readonly message: string;
}

async function post(
  { services, record }: Delivery,
  { url, uuid }: { url: string; uuid: string },
): Promise<Sent> {
  // Mail is not sent anywhere: that it was is all there is to see.
  if (!/^https?:/i.test(url)) return { code: 200, message: "OK" };
  try {
    const target = withoutUserInfo(url);
    const headers = new Headers({
      "content-type": "application/json",
      "user-agent": `Agave-Hookbot/${services.options.version}`,
      "x-agave-delivery": uuid,
      "x-agave-notification": record.uuid,
      ...target.headers,
    });
    const response = await services.options.fetch(target.href, { method: "POST", headers, body: " " });
    await response.body?.cancel();
    return { code: response.status, message: response.statusText };
  } catch (error) {
    return { code: 408, message: error instanceof Error ? error.message : "The address cannot be reached" };
  }
}

function planRetry(delivery: Delivery, failed: number): void {
  const { services, record } = delivery;
  const { retryStrategy, retryLimit } = record.policy;
  if (retryStrategy === "NONE" || failed > retryLimit) {
    record.status = "FAILED";
    return;
  }
  services.clock.at(services.clock.now() + waitOf(record, failed) * 1000, () => {
    if (delivery.world.notifications.has(record.uuid)) services.work.track(deliver(delivery, failed + 1));
  });
}

/** How long until the next try, in seconds. */
function waitOf({ policy }: NotificationRecord, failed: number): number {
  const { retryStrategy, retryRate, retryDelay } = policy;
  if (retryStrategy === "DELAYED") return failed === 1 ? retryDelay : retryRate;
  return retryStrategy === "EXPONENTIAL" ? retryDelay + retryRate * 2 ** (failed - 1) : retryRate;
}
