import type { Context } from "../services.ts";
import { currentStatus, isFinal } from "../runs/executor.ts";
import { isUncleaned, isUnfinished, stateOf, type DeletableState } from "../jobs/deletable.ts";
import type { PipelineInstanceRecord, PipelineRecord, PipelineVersionRecord } from "./records.ts";

/** Whether a run of a pipeline can be deleted. One that has failed may have jobs that still run. */
export function pipelineInstanceDeletable(context: Context, run: PipelineInstanceRecord): DeletableState {
  return stateOf([
    [!isFinal(currentStatus(run)), "INSTANCE_NOT_TERMINATED"],
    [isUncleaned(context, run), "INSTANCE_NOT_YET_CLEANED"],
    [run.jobRuns.some(isUnfinished), "JOB_INSTANCES_NOT_TERMINATED"],
  ]);
}

/** Whether a version of a pipeline can be deleted. */
export function pipelineVersionDeletable(
  context: Context,
  pipeline: PipelineRecord,
  version: PipelineVersionRecord,
): DeletableState {
  const runs = pipeline.instances.filter((run) => run.version.number === version.number);
  return stateOf([
    [pipeline.currentVersion === version.number, "CURRENT_VERSION"],
    [runs.some(isUnderWay), "VERSION_HAS_UNFINISHED_INSTANCES"],
    [runs.some((run) => isUncleaned(context, run)), "VERSION_INSTANCES_NOT_YET_CLEANED"],
  ]);
}

/** Whether something of a run still goes on. */
export function isUnderWay({ endTime }: PipelineInstanceRecord): boolean {
  return endTime === null;
}
