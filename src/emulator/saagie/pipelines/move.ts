import type { Context } from "../services.ts";
import { giveVariables } from "../environment-variables/changes.ts";
import { ownerIn, variablesOf } from "../environment-variables/layers.ts";
import { collect, refuseIf, type Problems } from "../shared/errors.ts";
import { isUncleaned, isUnfinished } from "../jobs/deletable.ts";
import { arrivalProblems, targetProblem, targetProject, transferJob, type MoveTarget } from "../jobs/move.ts";
import { aliasFor, nameProblem } from "../shared/names.ts";
import { requirePipeline } from "../access/permissions.ts";
import { onJobs } from "./changes.ts";
import { isUnderWay } from "./deletable.ts";
import { jobIdsOf } from "./graph.ts";
import { pipelinesUsing, usesJob, pipelinesOf } from "./lookups.ts";
import type { PipelineRecord } from "./records.ts";
import { removePipeline } from "./removal.ts";
import type { JobRecord } from "../jobs/records.ts";
import type { ProjectRecord } from "../projects/records.ts";

/** Where a pipeline is to go. */
export type PipelineTarget = Omit<MoveTarget, "targetCategory">;

/** One thing that stands against a move. */
interface Obstacle {
  readonly reason: string;
  readonly offendingId: string;
  readonly offendingName: string;
  readonly sharedJobInManyPipelinesError?: object;
}

/** Whether a pipeline can be moved, and what stands against it. */
export function movableState(
  context: Context,
  pipeline: PipelineRecord,
): { readonly movable: boolean; readonly reasons: readonly Obstacle[] } {
  const reasons = [
    ...pipelineObstacles(context, pipeline),
    ...jobsOfAllVersions(context, pipeline).flatMap((job) => jobObstacles(context, pipeline, job)),
  ];
  return { movable: reasons.length === 0, reasons };
}

function pipelineObstacles(context: Context, pipeline: PipelineRecord): readonly Obstacle[] {
  const { id, name, instances, schedule } = pipeline;
  return obstaclesOf({ id, name }, [
    [instances.some(isUnderWay), "PIPELINE_HAS_UNFINISHED_INSTANCES"],
    [instances.some((run) => isUncleaned(context, run)), "PIPELINE_HAS_INSTANCES_NOT_YET_CLEANED"],
    [schedule.isScheduled, "PIPELINE_SCHEDULED"],
  ]);
}

function jobObstacles(context: Context, pipeline: PipelineRecord, job: JobRecord): readonly Obstacle[] {
  const others = pipelinesUsing(context.world, job).filter((other) => other !== pipeline);
  const shared = obstaclesOf(job, [[others.length > 0, "JOBS_EXISTS_IN_MANY_PIPELINES"]]);
  return [
    ...obstaclesOf(job, [
      [job.instances.some(isUnfinished), "JOB_HAS_UNFINISHED_INSTANCES"],
      [job.instances.some((instance) => isUncleaned(context, instance)), "JOB_HAS_INSTANCES_NOT_YET_CLEANED"],
      [job.schedule.isScheduled, "JOB_SCHEDULED"],
    ]),
    ...shared.map((obstacle) => ({ ...obstacle, sharedJobInManyPipelinesError: sharing(job, others) })),
  ];
}

function sharing({ id, name }: JobRecord, others: readonly PipelineRecord[]): object {
  const otherPipelinesLinked = others.map((other) => ({
    pipelineId: other.id,
    pipelineName: other.name,
    pipelineVersions: other.versions.filter((version) => usesJob(version, id)).map(({ number }) => number),
  }));
  return { jobId: id, jobName: name, otherPipelinesLinked };
}

function obstaclesOf(
  { id, name }: { readonly id: string; readonly name: string },
  checks: readonly (readonly [applies: boolean, reason: string])[],
): readonly Obstacle[] {
  return checks
    .filter(([applies]) => applies)
    .map(([, reason]) => ({ reason, offendingId: id, offendingName: name }));
}

function jobsOfAllVersions({ world }: Context, { versions }: PipelineRecord): readonly JobRecord[] {
  const ids = new Set(versions.flatMap(({ graph }) => jobIdsOf(graph)));
  return [...world.jobs.values()].filter(({ id }) => ids.has(id));
}

/**
 * Moves a pipeline with all its versions, and all jobs of these, to another project.
 *
 * @remarks As with a job, it is done at once, the runs stay behind and end, and an alias that is in use in the
 * target is numbered. Nodes keep their ids.
 * @returns the id under which the pipeline goes on.
 * @throws Refusal when it cannot leave, or the target cannot take it; then nothing is moved.
 */
export function movePipeline(context: Context, pipelineId: string, target: PipelineTarget): string {
  const pipeline = requirePipeline(context, pipelineId, "ROLE_PROJECT_EDITOR");
  const project = targetProject(context, "Pipeline", target);
  const jobs = jobsOfAllVersions(context, pipeline);
  refuseIf("Pipeline", moveProblems(context, pipeline, { project, jobs }));
  const id = context.ids.uuid();
  const migrationDate = context.clock.now();
  const aliases = pipelinesOf(context.world, project.id).map(({ alias }) => alias);
  const source = { platformId: context.platformId, projectId: pipeline.projectId, pipelineId, migrationDate };
  const variables = variablesOf(context.world, ownerIn(context, "PIPELINE", pipelineId));
  removePipeline(context, pipeline);
  const newIds = new Map(
    jobs.map((job) => [job.id, transferJob(context, job, { project, category: job.category })]),
  );
  context.world.pipelines.set(id, {
    ...pipeline,
    id,
    projectId: project.id,
    sources: [...pipeline.sources, source],
    alias: aliases.includes(pipeline.alias) ? aliasFor(pipeline.alias, aliases) : pipeline.alias,
    versions: pipeline.versions.map((version) => ({
      ...version,
      pipelineId: id,
      graph: onJobs(version.graph, newIds),
    })),
    instances: [],
    runs: 0,
  });
  giveVariables(context, ownerIn(project, "PIPELINE", id), variables);
  return id;
}

function moveProblems(
  context: Context,
  pipeline: PipelineRecord,
  { project, jobs }: { readonly project: ProjectRecord; readonly jobs: readonly JobRecord[] },
): Problems {
  const names = pipelinesOf(context.world, project.id).map(({ name }) => name);
  return {
    ...collect({
      pipeline: movableState(context, pipeline).reasons[0]?.reason,
      targetProjectId: targetProblem(pipeline.projectId, project),
      name: project.id === pipeline.projectId ? undefined : nameProblem(pipeline.name, names, Infinity),
    }),
    ...jobArrivalProblems(context, project, jobs),
  };
}

/** What keeps the target from taking the jobs in, by job and field. */
function jobArrivalProblems(context: Context, project: ProjectRecord, jobs: readonly JobRecord[]): Problems {
  return Object.fromEntries(
    jobs.flatMap((job) =>
      Object.entries(arrivalProblems(context, job, { project, category: job.category })).map(
        ([field, problem]) => [`jobs.${job.id}.${field}`, problem],
      ),
    ),
  );
}
