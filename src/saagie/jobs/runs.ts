import type { BatchCaller, Caller } from "../../core/client.ts";
import type { Clock } from "../../core/watch/clock.ts";
import { NotFoundError } from "../../core/errors.ts";
import { createWatcher, type Watcher } from "../../core/watch/watch.ts";
import { jobsOperations, type JobsInstanceStatusResult } from "../../../generated/saagie/methods.ts";
import type { InstanceStatus } from "../../../generated/saagie/platform.ts";
import { waitForRun, type StoppableWaitOptions } from "../runs/wait-for-run.ts";

/** How far a run has come. */
export type JobRun = JobsInstanceStatusResult;

/** Options of a wait for a run. */
export interface RunWaitOptions extends StoppableWaitOptions {
  /**
   * Called whenever the status has changed, first with the one found.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onStatus?: (status: InstanceStatus, run: JobRun) => void;
}

/** The current status of a run; the run's own `status` is the older field for it. */
export function statusOf(run: Pick<JobRun, "status" | "history">): InstanceStatus {
  return run.history?.currentStatus.status ?? run.status;
}

/** Whether a status is the last one. A status this version does not know is not: the wait goes on. */
export function isFinalStatus(status: InstanceStatus): boolean {
  switch (status) {
    case "SUCCEEDED":
    case "FAILED":
    case "KILLED":
    case "ERROR":
    case "SKIPPED":
    case "UNKNOWN":
      return true;
    default:
      return false;
  }
}

/** Watches runs: all watchers of a client share one aliased query per tick and hundred runs. */
export function createRunWatcher(batch: BatchCaller, clock: Clock): Watcher<JobRun> {
  return createWatcher<JobRun>({
    clock,
    read: (ids, signal) => batch(jobsOperations.instanceStatus, ids, { signal }),
    isFinal: (run) => isFinalStatus(statusOf(run)),
    label: statusOf,
    missing: (id) =>
      new NotFoundError(`The job instance ${id} does not exist, or is not visible to this user.`),
  });
}

/** What a wait needs. */
export interface JobWaiting {
  readonly call: Caller;
  readonly watcher: Watcher<JobRun>;
  readonly id: string;
}

/** Follows a run of a job to its end and returns its last state. */
export function waitForJobRun({ call, watcher, id }: JobWaiting, options: RunWaitOptions): Promise<JobRun> {
  const stop = (): Promise<unknown> => call(jobsOperations.stop, { jobInstanceId: id });
  const onState = (run: JobRun): void => options.onStatus?.(statusOf(run), run);
  return waitForRun({ watcher, id, what: "job instance", stop, onState }, options);
}
