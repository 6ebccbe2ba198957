import { pickChanged } from "../../core/changes.ts";
import type { Caller } from "../../core/client.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  pipelinesOperations,
  type PipelinesEditResult,
  type PipelinesForUpgradeResult,
} from "../../../generated/saagie/methods.ts";
import type { PipelineEditionInput } from "../../../generated/saagie/platform.ts";
import { asAlertingInput } from "../settings/alerting.ts";
import { sendKeepingAlerting } from "../settings/keep-alerting.ts";
import type { PipelineChanges } from "./definition.ts";
import { toPipelineSettings } from "./inputs.ts";
import { withSchedule } from "../schedules/input.ts";

/** The pipeline-level fields that an edit can change, as inputs. */
type Editable = Omit<PipelineEditionInput, "id">;

/** Finds which of the wanted changes differ from the pipeline as it is. */
export async function differingPipelineSettings(
  current: PipelinesForUpgradeResult,
  wanted: PipelineChanges,
): Promise<Partial<Editable>> {
  const settings: Editable = await toPipelineSettings(wanted);
  const input = settings.description === "" ? { ...settings, description: null } : settings;
  return pickChanged<Editable>(asInput(current), withSchedule(current, input, "pipeline"));
}

/** Sends the given differences, and nothing when there are none. Remote call: platform `editPipeline`. */
export async function sendPipelineEdit(
  call: Caller,
  {
    current,
    differing,
  }: { readonly current: PipelinesForUpgradeResult; readonly differing: Partial<Editable> },
  options: CallOptions,
): Promise<PipelinesEditResult | undefined> {
  return sendKeepingAlerting({
    before: current.alerting,
    differing,
    send: (edition) => call(pipelinesOperations.edit, { pipeline: { id: current.id, ...edition } }, options),
  });
}

function asInput(current: PipelinesForUpgradeResult): Editable {
  const { name, alias, description, isScheduled, cronScheduling, scheduleTimezone } = current;
  return {
    name,
    alias,
    // The platform answers "" for no description as well as null.
    description: description === "" ? null : description,
    isScheduled,
    cronScheduling,
    scheduleTimezone,
    // Null is what platforms answer that do not know of it: the same as off.
    hasExecutionVariablesEnabled: current.hasExecutionVariablesEnabled ?? false,
    alerting: asAlertingInput(current.alerting),
  };
}
