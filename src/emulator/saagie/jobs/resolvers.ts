import { alertingView } from "../shared/alerting.ts";
import { findTechnology } from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { notValid, unknownId } from "../shared/errors.ts";
import { createJob, duplicateJob, editJob } from "./changes.ts";
import { jobDeletable } from "./deletable.ts";
import type { JobEditionInput, JobInput, JobVersionInput } from "./inputs.ts";
import { moveJob, moveJobs, type JobsTarget, type MoveTarget } from "./move.ts";
import { removeJob } from "./removal.ts";
import { paged, type Page } from "../shared/paging.ts";
import { findJob, findProject, requireJob, requireProject } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import { jobsOf } from "./lookups.ts";
import type { JobRecord } from "./records.ts";

interface ById {
  readonly jobId: string;
}

interface ByProject {
  readonly projectId: string;
}

/** How jobs answer, but for their versions and their runs. */
export const jobResolvers: Resolvers = {
  Query: {
    jobs: (_: unknown, { projectId, ...filter }: ByProject & JobFilter, context: Context) =>
      filtered(context, requireProject(context, projectId, "ROLE_PROJECT_VIEWER").id, filter),
    job: (_: unknown, { id }: { id: string }, context: Context) => findJob(context, id) ?? null,
    jobByAlias: (_: unknown, { projectId, alias }: ByProject & { alias: string }, context: Context) => {
      const project = findProject(context, projectId);
      if (project === undefined) return null;
      return jobsOf(context.world, project.id).find((job) => job.alias === alias) ?? null;
    },
    countJobs: (_: unknown, { projectId, ...filter }: ByProject & CountFilter, context: Context) =>
      countJobs(context, requireProject(context, projectId, "ROLE_PROJECT_VIEWER").id, filter),
    // The web apps of old, which were jobs: there are none any more.
    labWebApps: (_: unknown, { projectId }: ByProject, context: Context) => {
      requireProject(context, projectId, "ROLE_PROJECT_VIEWER");
      return [];
    },
    labWebApp: () => null,
  },
  Mutation: {
    createJob: (
      _: unknown,
      { job, jobVersion, file }: { job: JobInput; jobVersion: JobVersionInput; file?: Blob | null },
      context: Context,
    ) => createJob(context, job, { input: jobVersion, file }),
    editJob: (_: unknown, { job }: { job: JobEditionInput }, context: Context) => editJob(context, job),
    duplicateJob: (_: unknown, { originalJobId }: { originalJobId: string }, context: Context) =>
      duplicateJob(context, originalJobId),
    deleteJob: (_: unknown, { jobId }: ById, context: Context) => deleteJob(context, jobId),
    archiveJob: (_: unknown, { jobId }: ById, context: Context) => deleteJob(context, jobId),
    moveJob: (_: unknown, { jobId, ...target }: ById & MoveTarget, context: Context) =>
      moveJob(context, jobId, target),
    moveJobs: (
      _: unknown,
      { jobIds, ...target }: JobsTarget & { jobIds: readonly string[] },
      context: Context,
    ) => {
      moveJobs(context, jobIds, target);
      return true;
    },
  },
  Job: {
    project: ({ projectId }: JobRecord, _args: unknown, { world }: Context) => world.projects.get(projectId),
    technology: ({ technologyId: id }: JobRecord, _args: unknown, { world }: Context) => {
      // A technology that left the catalogue makes a part of the answer an error; the rest is there.
      if (findTechnology(world.repositories, id) === undefined) throw unknownId("Technology", "technology");
      return { id };
    },
    isScheduled: ({ schedule }: JobRecord) => schedule.isScheduled,
    cronScheduling: ({ schedule }: JobRecord) => schedule.cronScheduling,
    scheduleTimezone: ({ schedule }: JobRecord) => schedule.scheduleTimezone,
    scheduleStatus: ({ schedule }: JobRecord) => (schedule.isScheduled ? "READY" : null),
    alerting: (job: JobRecord, _args: unknown, context: Context) => alertingView(context, job),
    countJobInstance: ({ instances }: JobRecord) => instances.length,
    instances: (
      { instances }: JobRecord,
      { lastExecution, ...page }: Page & { lastExecution?: boolean | null },
    ) => paged(instances.toReversed().slice(0, lastExecution === true ? 1 : undefined), page),
    versions: (
      { versions, currentVersion }: JobRecord,
      { limit, onlyCurrent }: { limit?: number | null; onlyCurrent?: boolean | null },
    ) => {
      const chosen = versions.filter(({ number }) => onlyCurrent !== true || number === currentVersion);
      return paged(
        chosen.toSorted((left, right) => right.number - left.number),
        { limit: limit ?? null },
      );
    },
    isDeletable: (job: JobRecord, _args: unknown, context: Context) => jobDeletable(context, job).deletable,
    deletableState: (job: JobRecord, _args: unknown, context: Context) => jobDeletable(context, job),
  },
};

interface JobFilter {
  readonly category?: string | null;
  readonly technologyId?: string | null;
}

function filtered(
  { world }: Context,
  projectId: string,
  { category, technologyId }: JobFilter,
): readonly JobRecord[] {
  return jobsOf(world, projectId).filter(
    (job) =>
      (category == null || job.category === category) &&
      (technologyId == null || job.technologyId === technologyId),
  );
}

interface CountFilter {
  readonly jobCategory?: string | null;
  readonly technologyId?: string | null;
  readonly search?: string | null;
}

/** Counts the jobs by category, and within by technology. What the search looks at is a guess: the name. */
function countJobs(
  context: Context,
  projectId: string,
  { jobCategory, technologyId, search }: CountFilter,
): readonly object[] {
  const wanted = search?.toLowerCase() ?? "";
  const jobs = filtered(context, projectId, {
    category: jobCategory ?? null,
    technologyId: technologyId ?? null,
  });
  const found = jobs.filter(({ name }) => name.toLowerCase().includes(wanted));
  const categories = new Set(found.map(({ category }) => category));
  return [...categories].map((category) => {
    const members = found.filter((job) => job.category === category);
    const technologies = new Set(members.map((job) => job.technologyId));
    return {
      jobCategory: category,
      count: members.length,
      jobsCountByTechnology: [...technologies].map((id) => ({
        technology: { id },
        count: members.filter((job) => job.technologyId === id).length,
      })),
    };
  });
}

function deleteJob(context: Context, jobId: string): boolean {
  const job = requireJob(context, jobId, "ROLE_PROJECT_EDITOR");
  const [reason] = jobDeletable(context, job).reasons;
  if (reason !== undefined) throw notValid("Job", { job: reason });
  removeJob(context, job);
  return true;
}
