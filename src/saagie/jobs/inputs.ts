import { omitUndefined } from "../../core/omit-undefined.ts";
import type { JobInput } from "../../../generated/saagie/platform.ts";
import { toAlertingInput } from "../settings/alerting.ts";
import { checkAlias } from "../settings/check-alias.ts";
import { checkName } from "../settings/check-name.ts";
import { checkResources } from "../settings/check-resources.ts";
import { INSTANCE_STATUSES } from "../runs/instance-statuses.ts";
import type { JobChanges, JobSettings } from "./definition.ts";
import { checkSchedule } from "../schedules/input.ts";

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
  if (alias != null) checkAlias(alias);
  await checkSchedule(settings);
  if (resources != null) checkResources(resources);
  return omitUndefined({
    ...("name" in settings ? { name: settings.name } : {}),
    alias,
    description,
    isScheduled: isScheduled ?? undefined,
    cronScheduling,
    scheduleTimezone,
    alerting: alerting == null ? alerting : toAlertingInput(alerting, INSTANCE_STATUSES),
    resources,
    isStreaming: settings.isStreaming ?? undefined,
    doesUseGPU: settings.doesUseGPU,
  });
}
