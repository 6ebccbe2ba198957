import type { Services } from "../services.ts";
import { removeVariablesOf } from "../environment-variables/layers.ts";
import { isUnfinished } from "../jobs/deletable.ts";
import { removeInstances } from "../jobs/removal.ts";
import type { PipelineInstanceRecord, PipelineRecord } from "./records.ts";
import type { InstanceRecord } from "../jobs/records.ts";

/** Takes a pipeline and its runs out of the world. Its jobs stay, without their runs in it. */
export function removePipeline(services: Services, pipeline: PipelineRecord): void {
  removePipelineInstances(services, pipeline, pipeline.instances);
  removeVariablesOf(services.world, pipeline.id);
  services.world.pipelines.delete(pipeline.id);
}

/** Takes runs of a pipeline out of the world, with the runs of their jobs; whatever of them still runs is stopped. */
export function removePipelineInstances(
  services: Services,
  pipeline: PipelineRecord,
  runs: readonly PipelineInstanceRecord[],
): void {
  const { world, executor } = services;
  const gone = new Set(runs);
  pipeline.instances = pipeline.instances.filter((run) => !gone.has(run));
  for (const run of runs) {
    // First of all, so that nothing starts when the jobs end.
    world.pipelineInstances.delete(run.id);
    for (const { id } of run.conditions) if (id !== null) world.conditions.delete(id);
    for (const instance of run.jobRuns) if (isUnfinished(instance)) executor.stop(instance.id);
  }
  for (const [jobId, instances] of byJob(runs)) {
    const job = world.jobs.get(jobId);
    if (job !== undefined) removeInstances(services, job, instances);
  }
}

function byJob(runs: readonly PipelineInstanceRecord[]): ReadonlyMap<string, readonly InstanceRecord[]> {
  const found = new Map<string, InstanceRecord[]>();
  for (const instance of runs.flatMap(({ jobRuns }) => jobRuns)) {
    found.set(instance.jobId, [...(found.get(instance.jobId) ?? []), instance]);
  }
  return found;
}
