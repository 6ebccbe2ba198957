import type { Context } from "../services.ts";
import { refuseIf } from "../shared/errors.ts";
import { alertingRecord, type JobEditionInput, type JobInput } from "./inputs.ts";
import { jobFieldProblems, jobPlaceProblems } from "./rules.ts";
import { currentVersion, draftVersion, type VersionSource } from "./versions.ts";
import { aliasFor, copyName } from "../shared/names.ts";
import { requireJob, requireProject } from "../access/permissions.ts";
import { NO_SCHEDULE, scheduleAfter } from "../schedules/schedule.ts";
import { jobsOf } from "./lookups.ts";
import type { JobRecord } from "./records.ts";

/** Makes a job and its first version. @throws Refusal when anything is wrong with either; then nothing is made. */
export function createJob(context: Context, input: JobInput, source: VersionSource): JobRecord {
  const project = requireProject(context, input.projectId, "ROLE_PROJECT_EDITOR");
  const schedule = scheduleAfter(NO_SCHEDULE, input);
  const id = context.ids.uuid();
  const technologyId = input.technology.id;
  const { version, problems } = draftVersion(context, source, {
    projectId: project.id,
    jobId: id,
    technologyId,
    previous: undefined,
    number: 1,
  });
  refuseIf("Job", {
    ...problems,
    ...jobPlaceProblems(context, input, project),
    ...jobFieldProblems(context, input, { project, schedule }),
  });
  const aliases = jobsOf(context.world, project.id).map((other) => other.alias);
  const job: JobRecord = {
    id,
    projectId: project.id,
    category: input.category,
    technologyId,
    creationDate: context.clock.now(),
    originalJobId: null,
    name: input.name,
    alias: input.alias ?? aliasFor(input.name, aliases),
    description: input.description ?? null,
    schedule,
    alerting: alertingRecord(input.alerting),
    resources: input.resources ?? null,
    isStreaming: input.isStreaming,
    doesUseGPU: input.doesUseGPU ?? false,
    versions: [version],
    currentVersion: 1,
    instances: [],
    runs: 0,
    aiDescriptionVersion: null,
  };
  context.world.jobs.set(id, job);
  return job;
}

/**
 * Changes a job.
 *
 * @remarks Absent fields stay as they are; null empties those that can be empty and leaves the others.
 * What null does on the platform is not known for certain, save that it removes an alerting. Whether a new
 * name brings a new alias is not known either: here it does not, since others may refer to the alias.
 */
export function editJob(context: Context, edition: JobEditionInput): JobRecord {
  const job = requireJob(context, edition.id, "ROLE_PROJECT_EDITOR");
  const project = requireProject(context, job.projectId, "ROLE_PROJECT_EDITOR");
  const schedule = scheduleAfter(job.schedule, edition);
  refuseIf("Job", jobFieldProblems(context, edition, { project, existing: job, schedule }));
  job.schedule = schedule;
  if (edition.name != null) job.name = edition.name;
  if (edition.isStreaming != null) job.isStreaming = edition.isStreaming;
  if (edition.alias !== undefined) job.alias = edition.alias;
  if (edition.description !== undefined) job.description = edition.description;
  if (edition.alerting !== undefined) job.alerting = alertingRecord(edition.alerting);
  if (edition.resources !== undefined) job.resources = edition.resources;
  if (edition.doesUseGPU !== undefined) job.doesUseGPU = edition.doesUseGPU;
  return job;
}

/**
 * Copies a job within its project, with its current version as the only one.
 *
 * @remarks Whether a copy runs by the schedule of its original is not known. Here it does not: the
 * schedule is remembered, and off.
 */
export function duplicateJob(context: Context, jobId: string): JobRecord {
  const original = requireJob(context, jobId, "ROLE_PROJECT_EDITOR");
  const others = jobsOf(context.world, original.projectId);
  const id = context.ids.uuid();
  const creationDate = context.clock.now();
  const name = copyName(
    original.name,
    others.map((other) => other.name),
  );
  const version = {
    ...currentVersion(original),
    jobId: id,
    number: 1,
    creationDate,
    creator: context.user.login,
  };
  const copy: JobRecord = {
    ...original,
    id,
    name,
    alias: aliasFor(
      name,
      others.map((other) => other.alias),
    ),
    originalJobId: original.id,
    creationDate,
    schedule: { ...original.schedule, isScheduled: false },
    versions: [version],
    currentVersion: 1,
    instances: [],
    runs: 0,
    aiDescriptionVersion: null,
  };
  context.world.jobs.set(id, copy);
  return copy;
}
