import { alertingProblem } from "../shared/alerting.ts";
import type { Context } from "../services.ts";
import { linesProblem } from "../environment-variables/lines.ts";
import { collect, type Problems } from "../shared/errors.ts";
import { aliasProblem, nameProblem } from "../shared/names.ts";
import type { NewPipelineInput, PipelineFields } from "./inputs.ts";
import type { PipelineRecord } from "./records.ts";
import { scheduleProblems } from "../schedules/schedule.ts";
import { pipelinesOf } from "./lookups.ts";
import type { ProjectRecord } from "../projects/records.ts";
import type { ScheduleRecord } from "../shared/records.ts";

/** Names of pipelines may be one letter longer than those of jobs. */
const MAX_NAME_LENGTH = 255;

/**
 * Finds what is wrong with the fields of a pipeline, to be made or changed. The schedule is the one it would get.
 *
 * @remarks That names are unique whatever their letter case, and that aliases consist of the same letters, is
 * known of jobs only.
 */
export function pipelineFieldProblems(
  context: Context,
  { name, alias, alerting }: PipelineFields,
  place: {
    readonly project: ProjectRecord;
    readonly existing?: PipelineRecord;
    readonly schedule: ScheduleRecord;
  },
): Problems {
  const others = pipelinesOf(context.world, place.project.id).filter((other) => other !== place.existing);
  const names = others.map((other) => other.name);
  const aliases = others.map((other) => other.alias);
  return collect({
    name: name == null ? undefined : nameProblem(name, names, MAX_NAME_LENGTH),
    alias: alias == null ? undefined : aliasProblem(alias, aliases),
    alerting: alerting == null ? undefined : alertingProblem(context, alerting),
    ...scheduleProblems(place.schedule),
  });
}

/** Finds what is wrong with a new pipeline beyond its fields: its project, and what comes with its first version. */
export function newPipelineProblems(input: NewPipelineInput, project: ProjectRecord): Problems {
  return collect({
    projectId: project.status === "READY" ? undefined : "is not ready",
    environmentVariables: linesProblem(input.environmentVariables ?? ""),
    ...sourceProblems(input.sourceUrl),
  });
}

/** Finds what is wrong with the address of a version's source code. An empty text is how some clients say "none". */
export function sourceProblems(sourceUrl: string | null | undefined): Problems {
  if (sourceUrl == null || /^(https?:\/\/.+)?$/.test(sourceUrl)) return {};
  return { sourceUrl: "must be an http or https URL" };
}
