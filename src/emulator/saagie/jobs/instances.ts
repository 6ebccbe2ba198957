import { findTechnology } from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { currentStatus } from "../runs/executor.ts";
import { instanceDeletable } from "./deletable.ts";
import { runJob } from "./run.ts";
import { unknownId } from "../shared/errors.ts";
import { findJob, requireJob, type Role } from "../access/permissions.ts";
import { stopJobRun } from "../pipelines/run.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { InstanceRecord } from "./records.ts";

/** How runs of jobs answer, but for their deletion and their output. */
export const jobInstanceResolvers: Resolvers = {
  Query: {
    jobInstance: (_: unknown, { id }: { id: string }, context: Context) => findInstance(context, id) ?? null,
  },
  Mutation: {
    runJob: (_: unknown, { jobId }: { jobId: string }, context: Context) =>
      runJob(context, requireJob(context, jobId, "ROLE_PROJECT_EDITOR")),
    stopJobInstance: (_: unknown, { jobInstanceId }: { jobInstanceId: string }, context: Context) => {
      const instance = findInstance(context, jobInstanceId, "ROLE_PROJECT_EDITOR");
      if (instance === undefined) throw unknownId("JobInstance", "jobInstance");
      stopJobRun(context, instance);
      return instance;
    },
  },
  JobInstance: {
    status: currentStatus,
    statusDetails: ({ statuses }: InstanceRecord) => statuses.at(-1)?.details ?? null,
    history: ({ statuses }: InstanceRecord) => ({ currentStatus: statuses.at(-1), statuses }),
    jobAlias: ({ jobId }: InstanceRecord, _args: unknown, { world }: Context) =>
      world.jobs.get(jobId)?.alias ?? null,
    effectiveDockerImage: (instance: InstanceRecord, _args: unknown, context: Context) =>
      imageOf(context, instance),
    runTrigger: (instance: InstanceRecord) =>
      instance.byCron
        ? {
            __typename: "AnonymousTrigger",
            triggerType: isOfPipeline(instance) ? "CRON_PIPELINE" : "CRON_JOB",
          }
        : { __typename: "AuthoredTrigger", author: instance.author, triggerType: manualTrigger(instance) },
    stopTrigger: (instance: InstanceRecord) =>
      instance.stoppedBy === null
        ? null
        : { author: instance.stoppedBy, triggerType: manualTrigger(instance) },
    deletableState: (instance: InstanceRecord, _args: unknown, context: Context) =>
      instanceDeletable(context, instance),
    pipelineInstance: ({ pipelineInstanceId }: InstanceRecord, _args: unknown, { world }: Context) =>
      pipelineInstanceId === null ? null : (world.pipelineInstances.get(pipelineInstanceId) ?? null),
  },
};

/** A run in a pipeline was not asked for by itself. */
function isOfPipeline({ pipelineInstanceId }: InstanceRecord): boolean {
  return pipelineInstanceId !== null;
}

function manualTrigger(instance: InstanceRecord): string {
  return isOfPipeline(instance) ? "MANUAL_PIPELINE" : "MANUAL_JOB";
}

/** Finds a run for a reader of one object: undefined stands for a null answer. @throws Refusal without the role. */
export function findInstance(context: Context, id: string, role?: Role): InstanceRecord | undefined {
  const instance = context.world.instances.get(id);
  return instance !== undefined && findJob(context, instance.jobId, role) !== undefined
    ? instance
    : undefined;
}

/** The image that a run uses: its version's own, or that of its runtime. */
function imageOf({ world }: Context, { jobId, version }: InstanceRecord): string {
  if (version.dockerInfo !== null) return version.dockerInfo.image;
  const technology = findTechnology(world.repositories, world.jobs.get(jobId)?.technologyId ?? "");
  const runtime = technology?.contexts.find(({ id }) => id === version.runtimeVersion);
  const image = runtime?.dockerInfo ?? { image: "unknown", version: "latest" };
  return `${image.image}:${image.version}`;
}
