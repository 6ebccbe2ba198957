import type { Services } from "../services.ts";
import { agaveUuid } from "../wire/history.ts";
import { badRequest } from "../wire/service-error.ts";
import { booleanOf, isObject, numberOf, textOf, type Json, type JsonObject } from "../wire/values.ts";
import type { TenantWorld } from "../world.ts";
import type { NotificationRecord, PolicyRecord } from "./records.ts";

const STRATEGIES: readonly PolicyRecord["retryStrategy"][] = ["NONE", "IMMEDIATE", "DELAYED", "EXPONENTIAL"];

/** What a request says of a notification. */
export type NotificationDefinition = Pick<NotificationRecord, "url" | "event" | "persistent" | "policy">;

/**
 * Reads a notification.
 *
 * @throws ServiceError 400 that names the member that is not good
 */
export function readNotification(fields: JsonObject): NotificationDefinition {
  const url = textOf(fields["url"]) ?? "";
  if (!isAddress(url)) throw badRequest(`Invalid notification url value ${url || "(none)"}`);
  const event = (textOf(fields["event"]) ?? "").toUpperCase();
  if (event === "") throw badRequest("No notification event given");
  return { url, event, persistent: booleanOf(fields["persistent"]) ?? false, policy: readPolicy(fields) };
}

/** An e-mail address, a web address, or a file on a system. */
function isAddress(url: string): boolean {
  if (/^(https?|agave):\/\/[^/\s]/i.test(url)) return true;
  return /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(url);
}

function readPolicy(fields: JsonObject): PolicyRecord {
  const nested = isObject(fields["policy"]) ? fields["policy"] : {};
  // A form writes the same with dots.
  const of = (name: string): Json | undefined => nested[name] ?? fields[`policy.${name}`];
  const word = (textOf(of("retryStrategy") ?? of("retryStrategyType")) ?? "IMMEDIATE").toUpperCase();
  const retryStrategy = STRATEGIES.find((known) => known === word);
  if (retryStrategy === undefined) throw badRequest(`Invalid policy.retryStrategy value ${word}`);
  return {
    retryStrategy,
    retryLimit: within(of("retryLimit"), "retryLimit", { most: 1440, otherwise: 1440 }),
    retryRate: within(of("retryRate"), "retryRate", { most: 86_400, otherwise: 5 }),
    retryDelay: within(of("retryDelay"), "retryDelay", { most: 86_400, otherwise: 0 }),
    saveOnFailure: booleanOf(of("saveOnFailure")) ?? false,
  };
}

function within(
  value: unknown,
  name: string,
  { most, otherwise }: { most: number; otherwise: number },
): number {
  if (value === undefined || value === null || value === "") return otherwise;
  const number = numberOf(value);
  if (number === undefined || number < 0 || number > most) throw badRequest(`Invalid policy.${name} value`);
  return number;
}

/** Where a notification is put, and for which resource. */
export interface Subscribing {
  readonly services: Pick<Services, "clock" | "ids">;
  readonly world: TenantWorld;
  readonly username: string;
  readonly associatedUuid: string;
}

/** Puts a notification into a tenant. */
export function subscribe(definition: NotificationDefinition, subscribing: Subscribing): NotificationRecord {
  const { services, world, username, associatedUuid } = subscribing;
  const now = services.clock.now();
  const record: NotificationRecord = {
    ...definition,
    uuid: agaveUuid(services.ids, "011"),
    owner: username,
    associatedUuid,
    created: now,
    lastUpdated: now,
    status: "ACTIVE",
    responseCode: null,
    success: false,
    lastSent: null,
    attempts: [],
  };
  world.notifications.set(record.uuid, record);
  return record;
}

/**
 * Reads what a call brings along as notifications: an address for every event, one notification, or several; also as JSON text.
 *
 * @throws ServiceError 400 that names the member that is not good
 */
export function readNotifications(given: Json | undefined): readonly NotificationDefinition[] {
  if (given === undefined || given === null || given === "") return [];
  if (typeof given === "string") {
    const text = given.trim();
    if (!/^[[{]/.test(text)) return [readNotification({ url: text, event: "*", persistent: false })];
    return readNotifications(parsed(text));
  }
  if (Array.isArray(given)) return given.flatMap((one: Json) => readNotifications(one));
  if (!isObject(given)) throw badRequest("Invalid notifications value");
  return [readNotification(given)];
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw badRequest("Invalid notifications value");
  }
}
