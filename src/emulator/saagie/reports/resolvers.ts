import type { Context } from "../services.ts";
import { currentStatus } from "../runs/executor.ts";
import { paged } from "../shared/paging.ts";
import type { PipelineInstanceRecord, PipelineRecord } from "../pipelines/records.ts";
import { visibleProjects } from "../projects/resolvers.ts";
import type { Resolvers } from "../wire/schema.ts";
import { jobsOf } from "../jobs/lookups.ts";
import { pipelinesOf } from "../pipelines/lookups.ts";
import type { InstanceRecord, JobRecord } from "../jobs/records.ts";
import type { Moment } from "../shared/records.ts";
import type { ProjectRecord } from "../projects/records.ts";

/** What a number of slots is counted in; the platform does not say. */
const SLOT_MS = 3_600_000;

interface Slot {
  readonly timeSlot: number;
  readonly limit: number;
  readonly skip: number;
}

/**
 * How the reports on recent runs answer.
 *
 * @remarks Little is known of them. Here a slot is so many hours back from now, and a run is in it that started
 * within; a page is of runs, the newest first: those of pipelines, and those of jobs on their own.
 */
export const reportResolvers: Resolvers = {
  Query: {
    projectReports: (_: unknown, { timeSlot, limit, skip }: Slot, context: Context) => {
      const since = context.clock.now() - timeSlot * SLOT_MS;
      const all = visibleProjects(context).flatMap((project) => runsOf(context, project, since));
      const newestFirst = all.toSorted((left, right) => right.startTime - left.startTime);
      const page = paged(newestFirst, { limit, skip });
      return { countInstances: all.length, projects: projectViews(context, page) };
    },
  },
};

/** A run that is counted: of a job on its own, or of a pipeline. */
interface ReportedRun {
  readonly project: ProjectRecord;
  readonly startTime: Moment;
  readonly of:
    | { readonly job: JobRecord; readonly instance: InstanceRecord; readonly pipeline?: never }
    | { readonly pipeline: PipelineRecord; readonly run: PipelineInstanceRecord; readonly job?: never };
}

function runsOf({ world }: Context, project: ProjectRecord, since: Moment): readonly ReportedRun[] {
  const ofJobs = jobsOf(world, project.id).flatMap((job) =>
    job.instances
      .filter(({ pipelineInstanceId }) => pipelineInstanceId === null)
      .map((instance) => ({ project, startTime: instance.startTime, of: { job, instance } })),
  );
  const ofPipelines = pipelinesOf(world, project.id).flatMap((pipeline) =>
    pipeline.instances.map((run) => ({ project, startTime: run.startTime, of: { pipeline, run } })),
  );
  return [...ofJobs, ...ofPipelines].filter(({ startTime }) => startTime >= since);
}

function projectViews(context: Context, page: readonly ReportedRun[]): readonly object[] {
  return grouped(page, ({ project }) => project).map(([{ id, name }, runs]) => ({
    id,
    name,
    jobs: jobViews(runs),
    pipelines: pipelineViews(context, runs),
  }));
}

function jobViews(runs: readonly ReportedRun[]): readonly object[] {
  const ofJobs = runs.flatMap(({ of }) => (of.job === undefined ? [] : [of]));
  return grouped(ofJobs, ({ job }) => job).map(([job, members]) => ({
    id: job.id,
    name: job.name,
    jobInstances: members.map(({ instance }) => jobRunView(instance, job.name)),
  }));
}

function pipelineViews({ world }: Context, runs: readonly ReportedRun[]): readonly object[] {
  const ofPipelines = runs.flatMap(({ of }) => (of.pipeline === undefined ? [] : [of]));
  return grouped(ofPipelines, ({ pipeline }) => pipeline).map(([pipeline, members]) => ({
    id: pipeline.id,
    name: pipeline.name,
    pipelineInstances: members.map(({ run }) => ({
      id: run.id,
      status: currentStatus(run),
      startTime: run.startTime,
      endTime: run.endTime,
      jobInstances: run.jobRuns.map((instance) =>
        jobRunView(instance, world.jobs.get(instance.jobId)?.name ?? ""),
      ),
    })),
  }));
}

function jobRunView(instance: InstanceRecord, name: string): object {
  const { id, jobId, startTime, endTime } = instance;
  return { id, jobId, name, status: currentStatus(instance), startTime, endTime };
}

/** Puts together what has the same key, in the order in which the keys come first. */
function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): readonly [Key, Item[]][] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups];
}
