import type { Context } from "../services.ts";
import { currentStatus, isFinal } from "../runs/executor.ts";
import { pipelinesUsing } from "../pipelines/lookups.ts";
import type { InstanceRecord, JobRecord, VersionRecord } from "./records.ts";
import type { Moment } from "../shared/records.ts";

/** Whether something can be deleted now, and why not. */
export interface DeletableState {
  readonly deletable: boolean;
  readonly reasons: readonly string[];
}

/** Whether a run can be deleted. */
export function instanceDeletable(context: Context, instance: InstanceRecord): DeletableState {
  return stateOf([
    [isUnfinished(instance), "INSTANCE_NOT_TERMINATED"],
    [isUncleaned(context, instance), "INSTANCE_NOT_YET_CLEANED"],
    [isInPipeline(instance), "INSTANCE_LINKED_TO_PIPELINE"],
  ]);
}

/**
 * Whether a job can be deleted, and so also moved.
 *
 * @remarks The platform's schema also knows `INSTANCES_NOT_YET_CLEANED`; the live tests of the vendor's own client delete a
 * job at once after its run, so the cleaning takes no time that a client could notice here.
 */
export function jobDeletable({ world }: Context, job: JobRecord): DeletableState {
  const { instances } = job;
  return stateOf([
    [instances.some(isUnfinished), "HAS_UNFINISHED_INSTANCES"],
    [pipelinesUsing(world, job).length > 0, "LINKED_TO_PIPELINE"],
  ]);
}

/**
 * Whether a version of a job can be deleted.
 *
 * @remarks By the name of the reason, a run of a pipeline that used the version is in the way, and not a
 * pipeline that uses the job: the platform's comment says otherwise, but versions of pipelines know no versions
 * of jobs.
 */
export function versionDeletable(context: Context, job: JobRecord, version: VersionRecord): DeletableState {
  const instances = job.instances.filter((instance) => instance.version === version);
  return stateOf([
    [job.currentVersion === version.number, "CURRENT_VERSION"],
    [instances.some(isUnfinished), "VERSION_HAS_UNFINISHED_INSTANCES"],
    [instances.some(isInPipeline), "VERSION_LINKED_TO_PIPELINE_INSTANCE"],
    [instances.some((instance) => isUncleaned(context, instance)), "VERSION_INSTANCES_NOT_YET_CLEANED"],
  ]);
}

/** Collects the reasons that apply. */
export function stateOf(checks: readonly (readonly [applies: boolean, reason: string])[]): DeletableState {
  const reasons = checks.filter(([applies]) => applies).map(([, reason]) => reason);
  return { deletable: reasons.length === 0, reasons };
}

/** Whether a run of a job is not over. */
export function isUnfinished(instance: InstanceRecord): boolean {
  return !isFinal(currentStatus(instance));
}

function isInPipeline({ pipelineInstanceId }: InstanceRecord): boolean {
  return pipelineInstanceId !== null;
}

/** Whether the orchestrator still knows a run: it does for some time after its end. */
export function isUncleaned(
  { clock, durations }: Context,
  { endTime }: { readonly endTime: Moment | null },
): boolean {
  return endTime !== null && clock.now() < endTime + durations.cleanMs;
}
