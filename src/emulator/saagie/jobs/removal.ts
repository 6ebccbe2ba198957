import type { Services } from "../services.ts";
import { removeVariablesOf } from "../environment-variables/layers.ts";
import { currentStatus, isFinal } from "../runs/executor.ts";
import type { InstanceRecord, JobRecord } from "./records.ts";

/** Takes a job and its runs out of the world; whatever of it still runs is stopped. */
export function removeJob(services: Services, job: JobRecord): void {
  for (const instance of job.instances) {
    if (!isFinal(currentStatus(instance))) services.executor.stop(instance.id);
    services.world.instances.delete(instance.id);
  }
  removeVariablesOf(services.world, job.id);
  services.world.jobs.delete(job.id);
}

/** Takes runs out of the world. They are over, so nothing has to be stopped. */
export function removeInstances(
  { world }: Services,
  job: JobRecord,
  instances: readonly InstanceRecord[],
): void {
  const gone = new Set(instances);
  job.instances = job.instances.filter((instance) => !gone.has(instance));
  for (const { id } of instances) world.instances.delete(id);
}
