import { alertingProblem } from "../shared/alerting.ts";
import type { Context } from "../services.ts";
import { collect, NOT_EXISTS, type Problems } from "../shared/errors.ts";
import { findTechnology } from "../technologies/records.ts";
import type { JobFields, JobInput, ResourcesInput } from "./inputs.ts";
import { aliasProblem, nameProblem } from "../shared/names.ts";
import { scheduleProblems } from "../schedules/schedule.ts";
import { jobsOf } from "./lookups.ts";
import type { CategoryRecord, ProjectRecord } from "../projects/records.ts";
import type { JobRecord } from "./records.ts";
import type { ScheduleRecord } from "../shared/records.ts";

/** Finds what is wrong with the fields of a job, to be made or changed. The schedule is the one it would get. */
export function jobFieldProblems(
  context: Context,
  fields: JobFields,
  place: {
    readonly project: ProjectRecord;
    readonly existing?: JobRecord;
    readonly schedule: ScheduleRecord;
  },
): Problems {
  const others = jobsOf(context.world, place.project.id).filter((job) => job !== place.existing);
  const { name, alias, alerting, resources } = fields;
  return collect({
    name:
      name == null
        ? undefined
        : nameProblem(
            name,
            others.map((job) => job.name),
          ),
    alias:
      alias == null
        ? undefined
        : aliasProblem(
            alias,
            others.map((job) => job.alias),
          ),
    ...scheduleProblems(place.schedule),
    alerting: alerting == null ? undefined : alertingProblem(context, alerting),
    ...resourceProblems(resources ?? {}),
  });
}

/** Finds what is wrong with the place of a new job: its project, its category and its technology. */
export function jobPlaceProblems(context: Context, input: JobInput, project: ProjectRecord): Problems {
  const category = project.categories.find(({ jobCategory }) => jobCategory === input.category);
  return collect({
    projectId: project.status === "READY" ? undefined : "is not ready",
    category: category === undefined ? NOT_EXISTS : undefined,
    technology: technologyProblem(context, input.technology.id, category),
  });
}

function technologyProblem(
  context: Context,
  id: string,
  category: CategoryRecord | undefined,
): string | undefined {
  const technology = findTechnology(context.world.repositories, id);
  if (technology === undefined) return NOT_EXISTS;
  if (!technology.available) return "is not available";
  if (technology.kind === "APP") return "is not for jobs";
  // Without the category, which is a problem of its own, nothing can be said.
  return category?.technologies.includes(id) === false
    ? "is not enabled for the category in the project"
    : undefined;
}

/** What is wrong with the shares that a run or an app is to have. */
export function resourceProblems(resources: ResourcesInput): Problems {
  const problems: Record<string, string> = {};
  for (const kind of ["cpu", "memory", "gpu"] as const) {
    for (const bound of ["request", "limit"] as const) {
      const value = resources[kind]?.[bound];
      if (value != null && value < 0) problems[`resources.${kind}.${bound}`] = "must not be negative";
    }
  }
  return problems;
}
