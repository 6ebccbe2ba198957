import { changes, isSame } from "../core/changes.ts";
import type { Caller } from "../core/client.ts";
import type { CallOptions } from "../core/options.ts";
import {
  jobsOperations,
  type JobsEditResult,
  type JobsForUpgradeResult,
} from "../../generated/saagie/methods.ts";
import type { JobPipelineAlertingInput } from "../../generated/saagie/platform.ts";
import type { JobChanges } from "./job-definition.ts";
import { checkIsSchedulable, toSettingsInput, type JobSettingsInput } from "./job-inputs.ts";

/** The job-level fields that an edit can change, as inputs. */
type Editable = Omit<JobSettingsInput, "isScheduled" | "isStreaming" | "name"> & {
  readonly name?: string | null;
  readonly isScheduled?: boolean | null;
  readonly isStreaming?: boolean | null;
};

/** Finds which of the wanted changes differ from the job as it is. */
export async function differingSettings(
  current: JobsForUpgradeResult,
  wanted: JobChanges,
): Promise<Partial<Editable>> {
  const settings: Partial<Editable> = await toSettingsInput(wanted);
  const input = settings.description === "" ? { ...settings, description: null } : settings;
  return changes<Editable>(asInput(current), withSchedule(current, input));
}

/**
 * Sends the given differences, and nothing when there are none.
 *
 * @remarks The reference leaves open whether the platform keeps an alerting that an edit does not mention; the answer is
 * checked, and what was lost is sent again. Remote call: platform `editJob`.
 */
export async function sendEdit(
  call: Caller,
  { current, differing }: { readonly current: JobsForUpgradeResult; readonly differing: Partial<Editable> },
  options: CallOptions,
): Promise<JobsEditResult | undefined> {
  if (Object.keys(differing).length === 0) return undefined;
  const { id } = current;
  const edited = await call(jobsOperations.edit, { job: { id, ...differing } }, options);
  const { alerting } = asInput(current);
  if ("alerting" in differing || alerting == null || isSame(asAlertingInput(edited.alerting), alerting))
    return edited;
  return call(jobsOperations.edit, { job: { id, alerting } }, options);
}

/** Switching a schedule on or off goes along with its cron expression, in either direction. */
function withSchedule(current: JobsForUpgradeResult, input: Partial<Editable>): Partial<Editable> {
  const { cronScheduling: cron, isScheduled } = input;
  if (isScheduled) checkIsSchedulable(cron === undefined ? current.cronScheduling : cron);
  if (cron === undefined) return input;
  if (cron === null) return { ...input, isScheduled: false };
  const zone = input.scheduleTimezone ?? current.scheduleTimezone ?? "UTC";
  return { ...input, isScheduled: isScheduled ?? true, scheduleTimezone: zone };
}

function asInput(current: JobsForUpgradeResult): Partial<Editable> {
  const { name, alias, description, isScheduled, cronScheduling, scheduleTimezone, isStreaming } = current;
  return {
    name,
    alias,
    // The platform answers "" for no description as well as null.
    description: description === "" ? null : description,
    isScheduled,
    cronScheduling,
    scheduleTimezone,
    isStreaming,
    doesUseGPU: current.doesUseGPU,
    resources: current.resources,
    alerting: asAlertingInput(current.alerting),
  };
}

/** An alerting as it is read, in the form in which it is written. */
function asAlertingInput(alerting: JobsForUpgradeResult["alerting"]): JobPipelineAlertingInput | null {
  if (alerting === null) return null;
  const logins = (alerting.loginEmails ?? []).flatMap(({ login }) => (login === null ? [] : [login]));
  return {
    ...(alerting.emails.length > 0 ? { emails: alerting.emails } : {}),
    ...(logins.length > 0 ? { logins } : {}),
    statusList: alerting.statusList,
  };
}
