import type { ArchivedDocker, ArchivedHead } from "./archived-types.ts";
import { compact } from "./compact.ts";
import type { FileAlerts, FileJob, FileSchedule } from "./project-file.ts";

/** How the project file names Docker credentials, by their ids in the export. */
export type Keys = ReadonlyMap<string, string>;

/** The image that something runs, and what it is pulled with. */
export function dockerOf(
  docker: ArchivedDocker | null | undefined,
  keys: Keys,
): { readonly image?: string; readonly credentials?: string } {
  if (!docker?.image) return {};
  const credentials = docker.dockerCredentialsId === null ? undefined : keys.get(docker.dockerCredentialsId);
  return compact({ image: docker.image, credentials });
}

/** When something runs by itself. */
export function scheduleOf({ isScheduled, cronScheduling, scheduleTimezone }: ArchivedHead): FileSchedule {
  if (!cronScheduling) return {};
  return compact({
    schedule: cronScheduling,
    timezone: otherThan(scheduleTimezone, "UTC"),
    scheduled: isScheduled ? undefined : false,
  });
}

/** Who is told, if anybody is. */
export function alertsOf({ alerting }: ArchivedHead): FileAlerts | undefined {
  if (alerting === null) return undefined;
  const { emails, loginEmails, statusList } = alerting;
  return compact({
    emails: emails.length === 0 ? undefined : emails,
    logins: loginEmails.length === 0 ? undefined : loginEmails.map(({ login }) => login),
    on: statusList,
  });
}

/** What something may take, if that is said. */
export function resourcesOf({ resources }: ArchivedHead): FileJob["resources"] {
  const given = Object.entries(resources ?? {}).flatMap(([kind, amount]) => {
    if (amount === null) return [];
    const { request, limit } = amount;
    const told = compact({ request: request ?? undefined, limit: limit ?? undefined });
    return Object.keys(told).length === 0 ? [] : [[kind, told] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** A value, unless it is the usual one. */
export function otherThan(value: string | null | undefined, usual: string): string | undefined {
  return value && value !== usual ? value : undefined;
}

/** Things by their names; `undefined` where there are none. */
export function byName<Thing>(
  things: readonly (readonly [string, Thing])[],
): Readonly<Record<string, Thing>> | undefined {
  return things.length === 0 ? undefined : Object.fromEntries(things);
}
