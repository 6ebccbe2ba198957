import { findTechnology } from "./catalogue-model.ts";
import type { Context } from "./context.ts";
import { currentStatus, isFinal, type Run } from "./executor.ts";
import { instanceDeletable } from "./job-deletable.ts";
import { currentVersion } from "./job-versions.ts";
import { unknownId } from "./errors.ts";
import { findJob, requireJob, type Role } from "./permissions.ts";
import type { Resolvers } from "./schema.ts";
import type { InstanceRecord, JobRecord } from "./store.ts";

/** How runs of jobs answer, but for their deletion and their output. */
export const jobInstanceResolvers: Resolvers = {
  Query: {
    jobInstance: (_: unknown, { id }: { id: string }, context: Context) => findInstance(context, id) ?? null,
  },
  Mutation: {
    runJob: (_: unknown, { jobId }: { jobId: string }, context: Context) =>
      startRun(context, requireJob(context, jobId, "ROLE_PROJECT_EDITOR")),
    stopJobInstance: (_: unknown, { jobInstanceId }: { jobInstanceId: string }, context: Context) => {
      const instance = findInstance(context, jobInstanceId, "ROLE_PROJECT_EDITOR");
      if (instance === undefined) throw unknownId("JobInstance", "jobInstance");
      return stopRun(context, instance);
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
    runTrigger: ({ author }: InstanceRecord) => ({
      __typename: "AuthoredTrigger",
      author,
      triggerType: "MANUAL_JOB",
    }),
    stopTrigger: ({ stoppedBy }: InstanceRecord) =>
      stoppedBy === null ? null : { author: stoppedBy, triggerType: "MANUAL_JOB" },
    deletableState: (instance: InstanceRecord, _args: unknown, context: Context) =>
      instanceDeletable(context, instance),
    // Variables pass between jobs in pipelines only, and no run is part of one yet.
    executionGlobalVariablesInput: () => [],
    executionVariablesInput: () => [],
    executionVariablesOutput: () => [],
    executionVariablesByKey: () => [],
    pipelineInstance: () => null,
  },
};

/** Finds a run for a reader of one object: undefined stands for a null answer. @throws GraphQLError without the role. */
export function findInstance(context: Context, id: string, role?: Role): InstanceRecord | undefined {
  const instance = context.world.instances.get(id);
  return instance !== undefined && findJob(context, instance.jobId, role) !== undefined
    ? instance
    : undefined;
}

function startRun(context: Context, job: JobRecord): InstanceRecord {
  const project = context.world.projects.get(job.projectId);
  if (project === undefined) throw new RangeError("a job always has its project");
  const now = context.clock.now();
  job.runs += 1;
  const instance: InstanceRecord = {
    id: context.ids.uuid(),
    number: job.runs,
    jobId: job.id,
    version: currentVersion(job),
    startTime: now,
    author: context.user.login,
    statuses: [{ status: "REQUESTED", recordAt: now, reason: null, details: null }],
    logs: [],
    endTime: null,
    stoppedBy: null,
  };
  job.instances.push(instance);
  context.world.instances.set(instance.id, instance);
  context.executor.start(makeRun({ project, job, instance }, () => context.clock.now()));
  return instance;
}

function makeRun(parts: Pick<Run, "project" | "job" | "instance">, now: () => number): Run {
  const { instance } = parts;
  return {
    ...parts,
    reached: (status, { reason = null, details = null } = {}, at = now()) => {
      const before = currentStatus(instance);
      // What is over stays so, and what is being killed does not start to run.
      if (isFinal(before) || (before === "KILLING" && !isFinal(status))) return;
      instance.statuses.push({ status, recordAt: at, reason, details });
      if (isFinal(status)) instance.endTime = at;
    },
    print: (stream, value) => void instance.logs.push({ stream, value }),
  };
}

/**
 * Asks for the end of a run.
 *
 * @remarks Stopping a run that is over changes nothing and is no error: the caller's wish is fulfilled.
 */
function stopRun(context: Context, instance: InstanceRecord): InstanceRecord {
  const status = currentStatus(instance);
  if (isFinal(status) || status === "KILLING") return instance;
  instance.stoppedBy = context.user.login;
  instance.statuses.push({ status: "KILLING", recordAt: context.clock.now(), reason: null, details: null });
  context.executor.stop(instance.id);
  return instance;
}

/** The image that a run uses: its version's own, or that of its runtime. */
function imageOf({ world }: Context, { jobId, version }: InstanceRecord): string {
  if (version.dockerInfo !== null) return version.dockerInfo.image;
  const technology = findTechnology(world.repositories, world.jobs.get(jobId)?.technologyId ?? "");
  const runtime = technology?.contexts.find(({ id }) => id === version.runtimeVersion);
  const image = runtime?.dockerInfo ?? { image: "unknown", version: "latest" };
  return `${image.image}:${image.version}`;
}
