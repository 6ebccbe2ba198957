import type { Context } from "../services.ts";
import { collect, forbidden, NOT_EXISTS, notValid, refuseIf, type Problems } from "../shared/errors.ts";
import { jobDeletable } from "./deletable.ts";
import { removeJob } from "./removal.ts";
import { aliasFor, nameProblem } from "../shared/names.ts";
import { hasRole, requireJob, requireProject } from "../access/permissions.ts";
import { jobsOf } from "./lookups.ts";
import type { JobRecord } from "./records.ts";
import type { ProjectRecord } from "../projects/records.ts";

/** Where a job is to go. */
export interface MoveTarget {
  readonly targetPlatformId: number;
  readonly targetProjectId: string;
  /** The category that it had when absent. */
  readonly targetCategory?: string | null | undefined;
}

/**
 * Moves a job with all its versions to another project.
 *
 * @remarks It is done at once, though the platform has states for a move under way; the runs stay behind
 * and end with the job that was there, and an alias that is in use in the target is numbered.
 * @returns the id under which the job goes on.
 * @throws Refusal when the job cannot leave, or the target cannot take it.
 */
export function moveJob(context: Context, jobId: string, target: MoveTarget): string {
  const job = requireJob(context, jobId, "ROLE_PROJECT_EDITOR");
  const place = {
    project: targetProject(context, "Job", target),
    category: target.targetCategory ?? job.category,
  };
  refuseIf("Job", moveProblems(context, job, place));
  return transferJob(context, job, place);
}

/** Where jobs are to go by the older form of moving, which stays on the platform. */
export interface JobsTarget {
  /** The versions before 2023.04 can leave it out. */
  readonly projectId?: string | null;
  /** The categories that they had when absent. */
  readonly category?: string | null;
}

/**
 * Moves jobs to another project of the platform, or to another category of the project that they are in.
 *
 * @remarks What it means to name no project is not documented: here the jobs stay in theirs. Then it is all or
 * none, and what keeps a job from leaving does not matter.
 * @throws Refusal when a job cannot leave, or cannot be in the target.
 */
export function moveJobs(context: Context, jobIds: readonly string[], target: JobsTarget): void {
  const { projectId, category } = target;
  if (projectId == null) {
    if (category != null) recategorize(context, jobIds, category);
    return;
  }
  const place = {
    targetPlatformId: context.platformId,
    targetProjectId: projectId,
    targetCategory: category,
  };
  for (const jobId of jobIds) moveJob(context, jobId, place);
}

function recategorize(context: Context, jobIds: readonly string[], category: string): void {
  const jobs = jobIds.map((jobId) => requireJob(context, jobId, "ROLE_PROJECT_EDITOR"));
  for (const job of jobs) {
    const project = requireProject(context, job.projectId, "ROLE_PROJECT_EDITOR");
    refuseIf("Job", arrivalProblems(context, job, { project, category }));
  }
  for (const job of jobs) job.category = category;
}

/** Where a job goes on. */
export interface JobPlace {
  readonly project: ProjectRecord;
  readonly category: string;
}

/** Takes a job to its new place, for which nothing is checked. @returns the id under which it goes on */
export function transferJob(context: Context, job: JobRecord, { project, category }: JobPlace): string {
  const others = jobsOf(context.world, project.id);
  const id = context.ids.uuid();
  const aliases = others.map(({ alias }) => alias);
  const alias = job.alias !== null && aliases.includes(job.alias) ? aliasFor(job.alias, aliases) : job.alias;
  const versions = job.versions.map((version) => ({ ...version, jobId: id }));
  const moved: JobRecord = {
    ...job,
    id,
    projectId: project.id,
    category,
    alias,
    versions,
    instances: [],
    runs: 0,
  };
  removeJob(context, job);
  context.world.jobs.set(id, moved);
  return id;
}

/** Finds the project to which something is to go. @throws Refusal also when the caller may not edit it. */
export function targetProject(
  context: Context,
  entity: string,
  { targetPlatformId, targetProjectId }: Omit<MoveTarget, "targetCategory">,
): ProjectRecord {
  if (!context.world.platforms.includes(targetPlatformId))
    throw notValid(entity, { targetPlatformId: NOT_EXISTS });
  const project = context.world.projects.get(targetProjectId);
  if (project?.platformId !== targetPlatformId) throw notValid(entity, { targetProjectId: NOT_EXISTS });
  if (!hasRole(context, project, "ROLE_PROJECT_EDITOR")) throw forbidden();
  return project;
}

function moveProblems(context: Context, job: JobRecord, place: JobPlace): Problems {
  return collect({
    job: jobDeletable(context, job).reasons[0],
    isScheduled: job.schedule.isScheduled ? "a scheduled job cannot be moved" : undefined,
    isStreaming: job.isStreaming ? "a streaming job cannot be moved" : undefined,
    targetProjectId: targetProblem(job.projectId, place.project),
    ...arrivalProblems(context, job, place),
  });
}

/** What is wrong with a project as the place to which something of another goes. */
export function targetProblem(fromId: string, { id, status }: ProjectRecord): string | undefined {
  if (id === fromId) return "must be another project";
  return status === "READY" ? undefined : "is not ready";
}

/** Finds what keeps a project from taking a job in. */
export function arrivalProblems(context: Context, job: JobRecord, { project, category }: JobPlace): Problems {
  const technologies = project.categories.find(({ jobCategory }) => jobCategory === category)?.technologies;
  const names = jobsOf(context.world, project.id).map(({ name }) => name);
  return collect({
    targetCategory: technologies === undefined ? NOT_EXISTS : undefined,
    technology:
      technologies?.includes(job.technologyId) === false ? "is not enabled in the target project" : undefined,
    name: project.id === job.projectId ? undefined : nameProblem(job.name, names),
  });
}
