import { pickChanged } from "../../core/changes.ts";
import type { Caller } from "../../core/client.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  jobsOperations,
  type JobsEditResult,
  type JobsForUpgradeResult,
} from "../../../generated/saagie/methods.ts";
import { asAlertingInput } from "../settings/alerting.ts";
import type { JobChanges } from "./definition.ts";
import { toSettingsInput, type JobSettingsInput } from "./inputs.ts";
import { sendKeepingAlerting } from "../settings/keep-alerting.ts";
import { withSchedule } from "../schedules/input.ts";

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
  return pickChanged<Editable>(asInput(current), withSchedule(current, input, "job"));
}

/** Sends the given differences, and nothing when there are none. Remote call: platform `editJob`. */
export async function sendEdit(
  call: Caller,
  { current, differing }: { readonly current: JobsForUpgradeResult; readonly differing: Partial<Editable> },
  options: CallOptions,
): Promise<JobsEditResult | undefined> {
  return sendKeepingAlerting({
    before: current.alerting,
    differing,
    send: (edition) => call(jobsOperations.edit, { job: { id: current.id, ...edition } }, options),
  });
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
