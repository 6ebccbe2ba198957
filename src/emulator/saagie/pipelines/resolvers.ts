import { alertingView } from "../shared/alerting.ts";
import type { Context } from "../services.ts";
import { unknownId } from "../shared/errors.ts";
import { paged, type Page } from "../shared/paging.ts";
import { findPipeline, findProject, requireProject } from "../access/permissions.ts";
import {
  createGraphPipeline,
  createLinearPipeline,
  deletePipeline,
  duplicatePipeline,
  editPipeline,
} from "./changes.ts";
import { jobIdsOf } from "./graph.ts";
import type { GraphPipelineInput, LinearPipelineInput, PipelineEditionInput } from "./inputs.ts";
import { currentPipelineVersion, isLinear, pipelinesUsing, usesJob, pipelinesOf } from "./lookups.ts";
import { movableState, movePipeline, type PipelineTarget } from "./move.ts";
import type { PipelineRecord } from "./records.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { JobRecord } from "../jobs/records.ts";
import type { ProjectRecord } from "../projects/records.ts";
import type { World } from "../world.ts";

interface ById {
  readonly id: string;
}

interface ByProject {
  readonly projectId: string;
}

interface OfCurrent {
  readonly isCurrent?: boolean | null;
}

/** How pipelines answer, but for their versions and their runs. */
export const pipelineResolvers: Resolvers = {
  Query: {
    graphPipeline: (_: unknown, { id }: ById, context: Context) => findPipeline(context, id) ?? null,
    graphPipelineByName: (
      _: unknown,
      { projectId, name }: ByProject & { name: string },
      context: Context,
    ) => {
      const project = findProject(context, projectId);
      if (project === undefined) return null;
      return pipelinesOf(context.world, project.id).find((pipeline) => pipeline.name === name) ?? null;
    },
    graphPipelineByAlias: (
      _: unknown,
      // The version that began it called the alias a name.
      { projectId, alias, name = alias }: ByProject & { alias?: string; name?: string },
      context: Context,
    ) => {
      const project = requireProject(context, projectId, "ROLE_PROJECT_VIEWER");
      const found = pipelinesOf(context.world, project.id).find((pipeline) => pipeline.alias === name);
      if (found === undefined) throw unknownId("Pipeline", "alias");
      return found;
    },
    pipelines: (_: unknown, { projectId }: ByProject, context: Context) => {
      const project = requireProject(context, projectId, "ROLE_PROJECT_VIEWER");
      return pipelinesOf(context.world, project.id).filter(isLinear);
    },
    pipeline: (_: unknown, { id }: ById, context: Context) => {
      const pipeline = findPipeline(context, id);
      return pipeline !== undefined && isLinear(pipeline) ? pipeline : null;
    },
  },
  Mutation: {
    createGraphPipeline: (
      _: unknown,
      { pipeline }: { pipeline?: GraphPipelineInput | null },
      context: Context,
    ) => createGraphPipeline(context, pipeline),
    createPipeline: (_: unknown, { pipeline }: { pipeline?: LinearPipelineInput | null }, context: Context) =>
      createLinearPipeline(context, pipeline),
    editPipeline: (_: unknown, { pipeline }: { pipeline?: PipelineEditionInput | null }, context: Context) =>
      editPipeline(context, pipeline),
    duplicatePipeline: (
      _: unknown,
      { originalPipelineId, duplicateJobs }: { originalPipelineId: string; duplicateJobs?: boolean | null },
      context: Context,
    ) => duplicatePipeline(context, originalPipelineId, duplicateJobs ?? false),
    deletePipeline: (_: unknown, { id }: ById, context: Context) => deletePipeline(context, id),
    movePipeline: (
      _: unknown,
      { pipelineId, ...target }: PipelineTarget & { pipelineId: string },
      context: Context,
    ) => movePipeline(context, pipelineId, target),
  },
  Pipeline: {
    project: ({ projectId }: PipelineRecord, _args: unknown, { world }: Context) =>
      world.projects.get(projectId),
    isLegacyPipeline: isLinear,
    isScheduled: ({ schedule }: PipelineRecord) => schedule.isScheduled,
    cronScheduling: ({ schedule }: PipelineRecord) => schedule.cronScheduling,
    scheduleTimezone: ({ schedule }: PipelineRecord) => schedule.scheduleTimezone,
    scheduleStatus: ({ schedule }: PipelineRecord) => (schedule.isScheduled ? "READY" : null),
    alerting: (pipeline: PipelineRecord, _args: unknown, context: Context) => alertingView(context, pipeline),
    versions: (
      { versions, currentVersion }: PipelineRecord,
      { limit, onlyCurrent }: { limit?: number | null; onlyCurrent?: boolean | null },
    ) => {
      const chosen = versions.filter(({ number }) => onlyCurrent !== true || number === currentVersion);
      return paged(
        chosen.toSorted((left, right) => right.number - left.number),
        { limit: limit ?? null },
      );
    },
    instances: (
      { instances }: PipelineRecord,
      { lastExecution, ...page }: Page & { lastExecution?: boolean | null },
    ) => paged(instances.toReversed().slice(0, lastExecution === true ? 1 : undefined), page),
    pipelineInstanceCount: ({ instances }: PipelineRecord) => instances.length,
    allVersionsJobTechnologiesByCategory: (pipeline: PipelineRecord, _args: unknown, { world }: Context) =>
      technologiesOf(world, pipeline),
    movableState: (pipeline: PipelineRecord, _args: unknown, context: Context) =>
      movableState(context, pipeline),
    // A move is done at once, and of the original nothing is left.
    migrationStatus: () => null,
    targetMigration: () => null,
    sourcesMigration: ({ sources }: PipelineRecord) => (sources.length === 0 ? null : sources),
  },
  Job: {
    pipelines: (job: JobRecord, args: OfCurrent, { world }: Context) =>
      users(world, job, args).filter(isLinear),
    graphPipelines: (job: JobRecord, args: OfCurrent, { world }: Context) =>
      users(world, job, args).filter((pipeline) => !isLinear(pipeline)),
  },
  Project: {
    pipelines: ({ id }: ProjectRecord, _args: unknown, { world }: Context) => pipelinesOf(world, id),
  },
};

/** The pipelines that use a job: in any version, or in their current one. */
function users(world: World, job: JobRecord, { isCurrent }: OfCurrent): readonly PipelineRecord[] {
  return pipelinesUsing(world, job).filter(
    (pipeline) => isCurrent !== true || usesJob(currentPipelineVersion(pipeline), job.id),
  );
}

function technologiesOf(world: World, { versions }: PipelineRecord): readonly object[] {
  const ids = new Set(versions.flatMap(({ graph }) => jobIdsOf(graph)));
  const jobs = [...world.jobs.values()].filter(({ id }) => ids.has(id));
  const categories = new Set(jobs.map(({ category }) => category));
  return [...categories].map((jobCategory) => {
    const technologies = jobs
      .filter(({ category }) => category === jobCategory)
      .map((job) => job.technologyId);
    return { jobCategory, technologies: [...new Set(technologies)].map((id) => ({ id })) };
  });
}
