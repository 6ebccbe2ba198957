import { defined } from "../core/changes.ts";
import { noSuchChoice } from "../core/choose.ts";
import { InvalidInputError } from "../core/errors.ts";
import type {
  InstanceStatus,
  JobInput,
  JobPipelineAlertingInput,
  JobResourceInput,
} from "../../generated/saagie/platform.ts";
import type { JobAlerting, JobChanges, JobSettings } from "./job-definition.ts";
import { checkCron, checkTimeZone } from "./schedule.ts";

const STATUSES: Readonly<Record<InstanceStatus, true>> = {
  AWAITING: true,
  REQUESTED: true,
  QUEUED: true,
  RUNNING: true,
  KILLING: true,
  KILLED: true,
  SUCCEEDED: true,
  FAILED: true,
  ERROR: true,
  SKIPPED: true,
  UNKNOWN: true,
};

// The rule of HTML's e-mail fields, which real addresses pass.
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/iu;

/** The job-level part of the platform's input. */
export type JobSettingsInput = Pick<
  JobInput,
  "alias" | "description" | "cronScheduling" | "scheduleTimezone" | "alerting" | "resources" | "doesUseGPU"
> & { readonly name?: string; readonly isScheduled?: boolean; readonly isStreaming?: boolean };

/**
 * Checks job-level settings and turns them into the platform's input; `null` stays, absent stays absent.
 *
 * @throws {@link InvalidInputError} naming the setting and what is valid.
 */
export async function toSettingsInput(settings: JobSettings | JobChanges): Promise<JobSettingsInput> {
  const { alias, description, cronScheduling, scheduleTimezone, isScheduled, alerting, resources } = settings;
  if ("name" in settings && settings.name !== undefined) checkName(settings.name, "job");
  if (alias != null && !/^\w+$/u.test(alias)) {
    throw new InvalidInputError(`The alias ${JSON.stringify(alias)} is refused: letters, digits and _ only.`);
  }
  if (cronScheduling != null) await checkCron(cronScheduling);
  if (scheduleTimezone != null) checkTimeZone(scheduleTimezone);
  if (resources != null) checkResources(resources);
  return defined({
    ...("name" in settings ? { name: settings.name } : {}),
    alias,
    description,
    isScheduled: isScheduled ?? undefined,
    cronScheduling,
    scheduleTimezone,
    alerting: alerting == null ? alerting : toAlertingInput(alerting),
    resources,
    isStreaming: settings.isStreaming ?? undefined,
    doesUseGPU: settings.doesUseGPU,
  });
}

/** Checks a name's length, as the platform does. */
export function checkName(name: string, what: string): void {
  if (name.trim() === "") throw new InvalidInputError(`The ${what}'s name is empty.`);
  if (name.length > 255) throw new InvalidInputError(`The ${what}'s name is longer than 255 characters.`);
}

/** Checks that a job that is to be scheduled has something to be scheduled by. */
export function checkIsSchedulable(cron: string | null | undefined): void {
  if (cron != null) return;
  throw new InvalidInputError("A job without a cron expression cannot be scheduled.", {
    hint: "Give cronScheduling.",
  });
}

/** Checks alerting: somebody to tell, and statuses the platform knows. */
function toAlertingInput({ emails = [], logins = [], statusList }: JobAlerting): JobPipelineAlertingInput {
  if (emails.length === 0 && logins.length === 0) {
    throw new InvalidInputError("The alerting tells nobody.", {
      hint: "Give emails or logins; null removes the alerting.",
    });
  }
  for (const email of emails) {
    if (!EMAIL.test(email)) throw new InvalidInputError(`${JSON.stringify(email)} is no e-mail address.`);
  }
  for (const status of statusList ?? []) {
    if (!Object.hasOwn(STATUSES, status)) throw noSuchChoice(Object.keys(STATUSES), status, "status");
  }
  return {
    ...(emails.length > 0 ? { emails } : {}),
    ...(logins.length > 0 ? { logins } : {}),
    statusList: statusList === undefined || statusList.length === 0 ? ["FAILED"] : statusList,
  };
}

function checkResources(resources: JobResourceInput): void {
  for (const [kind, amounts] of Object.entries(resources)) {
    for (const [bound, amount] of Object.entries(amounts ?? {})) {
      if (amount !== null && (typeof amount !== "number" || !Number.isFinite(amount) || amount < 0)) {
        throw new InvalidInputError(
          `resources.${kind}.${bound} must be a number from 0, not ${String(amount)}.`,
        );
      }
    }
  }
}

/** Checks a source URL: http or https. */
export function checkSourceUrl(url: string): void {
  if (URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol)) return;
  throw new InvalidInputError(`The source URL ${JSON.stringify(url)} is no http or https URL.`);
}
