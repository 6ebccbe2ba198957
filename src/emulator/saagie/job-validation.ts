import type { Context } from "./context.ts";
import { NOT_EXISTS, type Problems } from "./errors.ts";
import { findTechnology } from "./catalogue-model.ts";
import type { AlertingInput, JobFields, JobInput, ResourcesInput } from "./job-inputs.ts";
import { aliasProblem, nameProblem } from "./names.ts";
import { isCron, isTimeZone } from "./schedule.ts";
import {
  jobsOf,
  type CategoryRecord,
  type JobRecord,
  type ProjectRecord,
  type ScheduleRecord,
} from "./store.ts";

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

/** Leaves out the fields that have no problem. */
export function collect(problems: Readonly<Record<string, string | undefined>>): Problems {
  return Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function scheduleProblems(schedule: ScheduleRecord): Problems {
  const zone = schedule.scheduleTimezone;
  return collect({
    cronScheduling: cronProblem(schedule),
    scheduleTimezone: zone === null || isTimeZone(zone) ? undefined : "is not a valid time zone",
  });
}

function cronProblem({ isScheduled, cronScheduling }: ScheduleRecord): string | undefined {
  if (cronScheduling !== null) return isCron(cronScheduling) ? undefined : "is not a valid cron expression";
  return isScheduled ? "must not be empty when the job is scheduled" : undefined;
}

function alertingProblem({ world }: Context, { logins, statusList }: AlertingInput): string | undefined {
  const unknown = logins?.find((login) => !world.users.has(login));
  if (unknown !== undefined) return `${NOT_EXISTS}: login ${unknown}`;
  return statusList.length === 0 ? "must name at least one status" : undefined;
}

function resourceProblems(resources: ResourcesInput): Problems {
  const problems: Record<string, string> = {};
  for (const kind of ["cpu", "memory", "gpu"] as const) {
    for (const bound of ["request", "limit"] as const) {
      const value = resources[kind]?.[bound];
      if (value != null && value < 0) problems[`resources.${kind}.${bound}`] = "must not be negative";
    }
  }
  return problems;
}
