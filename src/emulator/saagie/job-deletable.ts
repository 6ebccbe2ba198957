import type { Context } from "./context.ts";
import { currentStatus, isFinal } from "./executor.ts";
import type { InstanceRecord, JobRecord, VersionRecord } from "./store.ts";

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
  ]);
}

/** Whether a job can be deleted, and so also moved. */
export function jobDeletable(context: Context, { instances }: JobRecord): DeletableState {
  return stateOf([
    [instances.some(isUnfinished), "HAS_UNFINISHED_INSTANCES"],
    [instances.some((instance) => isUncleaned(context, instance)), "INSTANCES_NOT_YET_CLEANED"],
  ]);
}

/** Whether a version of a job can be deleted. */
export function versionDeletable(context: Context, job: JobRecord, version: VersionRecord): DeletableState {
  const instances = job.instances.filter((instance) => instance.version === version);
  return stateOf([
    [job.currentVersion === version.number, "CURRENT_VERSION"],
    [instances.some(isUnfinished), "VERSION_HAS_UNFINISHED_INSTANCES"],
    [instances.some((instance) => isUncleaned(context, instance)), "VERSION_INSTANCES_NOT_YET_CLEANED"],
  ]);
}

function stateOf(checks: readonly (readonly [applies: boolean, reason: string])[]): DeletableState {
  const reasons = checks.filter(([applies]) => applies).map(([, reason]) => reason);
  return { deletable: reasons.length === 0, reasons };
}

function isUnfinished(instance: InstanceRecord): boolean {
  return !isFinal(currentStatus(instance));
}

/** The orchestrator knows a run for some time after its end. */
function isUncleaned({ clock, durations }: Context, { endTime }: InstanceRecord): boolean {
  return endTime !== null && clock.now() < endTime + durations.cleanMs;
}
