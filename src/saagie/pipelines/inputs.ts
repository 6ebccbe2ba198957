import { omitUndefined } from "../../core/omit-undefined.ts";
import type { GraphPipelineInput } from "../../../generated/saagie/platform.ts";
import { toAlertingInput } from "../settings/alerting.ts";
import { checkAlias } from "../settings/check-alias.ts";
import { checkName } from "../settings/check-name.ts";
import { checkSourceUrl } from "../settings/check-source-url.ts";
import { INSTANCE_STATUSES } from "../runs/instance-statuses.ts";
import type { PipelineChanges, PipelineSettings, PipelineVersionSettings } from "./definition.ts";
import { checkSchedule, firstSchedule } from "../schedules/input.ts";

/** The pipeline-level part of the platform's inputs. */
export type PipelineSettingsInput = Pick<
  GraphPipelineInput,
  "description" | "cronScheduling" | "scheduleTimezone" | "alerting" | "hasExecutionVariablesEnabled"
> & { readonly name?: string; readonly alias?: string; readonly isScheduled?: boolean };

/**
 * Checks pipeline-level settings and turns them into the platform's input; `null` stays, absent stays absent.
 *
 * @throws {@link InvalidInputError} naming the setting and what is valid.
 */
export async function toPipelineSettings(
  settings: PipelineSettings | PipelineChanges,
): Promise<PipelineSettingsInput> {
  const { alias, description, isScheduled, cronScheduling, scheduleTimezone, alerting } = settings;
  const name = "name" in settings ? settings.name : undefined;
  if (name !== undefined) checkName(name, "pipeline");
  if (alias !== undefined) checkAlias(alias);
  await checkSchedule(settings);
  return omitUndefined({
    name,
    alias,
    description,
    isScheduled: isScheduled ?? undefined,
    cronScheduling,
    scheduleTimezone,
    alerting: alerting == null ? alerting : toAlertingInput(alerting, INSTANCE_STATUSES),
    hasExecutionVariablesEnabled: settings.hasExecutionVariablesEnabled,
  });
}

/** What both kinds of new pipeline are made of. */
export type NewPipelineInput = Omit<GraphPipelineInput, "graph" | "hasExecutionVariablesEnabled">;

/**
 * Checks a new pipeline, but for what it runs.
 *
 * @throws {@link InvalidInputError} naming the setting and what is valid.
 */
export async function toNewPipeline(
  definition: PipelineSettings & PipelineVersionSettings & { readonly name: string },
  projectId: string,
): Promise<NewPipelineInput> {
  checkName(definition.name, "pipeline");
  const {
    name = definition.name,
    hasExecutionVariablesEnabled: _,
    ...settings
  } = await toPipelineSettings(definition);
  return {
    ...settings,
    ...firstSchedule(settings, "pipeline"),
    ...toVersionInput(definition),
    projectId,
    name,
    // The platform asks for one, unlike with jobs. Only its rule for spaces is known.
    alias: settings.alias ?? name.replaceAll(/\W/gu, "_"),
  };
}

/**
 * Checks what describes a version; an empty source URL is none.
 *
 * @throws {@link InvalidInputError} when the source URL is no http or https URL.
 */
export function toVersionInput({ releaseNote, sourceUrl }: PipelineVersionSettings): PipelineVersionSettings {
  if (sourceUrl !== undefined && sourceUrl !== "") checkSourceUrl(sourceUrl);
  return omitUndefined({ releaseNote, sourceUrl: sourceUrl === "" ? undefined : sourceUrl });
}
