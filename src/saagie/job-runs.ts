import type { BatchCaller, Caller } from "../core/client.ts";
import type { Clock } from "../core/clock.ts";
import { NotFoundError } from "../core/errors.ts";
import { createWatcher, type Watcher, type WatchOptions } from "../core/watch.ts";
import { jobsOperations, type JobsInstanceStatusResult } from "../../generated/saagie/methods.ts";
import type { InstanceStatus } from "../../generated/saagie/platform.ts";

/** How far a run has come. */
export type JobRun = JobsInstanceStatusResult;

/** Options of a wait for a run. */
export interface RunWaitOptions extends WatchOptions {
  /** Called whenever the status has changed, first with the one found. */
  readonly onStatus?: (status: InstanceStatus, run: JobRun) => void;
  /** Ask the platform to stop the run when `signal` is aborted. @defaultValue false: only the waiting ends */
  readonly stopOnAbort?: boolean;
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
export interface Waiting {
  readonly call: Caller;
  readonly watcher: Watcher<JobRun>;
  readonly id: string;
}

/** Follows a run to its end and returns its last state. */
export async function waitForRun({ call, watcher, id }: Waiting, options: RunWaitOptions): Promise<JobRun> {
  let last: JobRun | undefined;
  try {
    for await (const run of watcher.watch(id, options)) {
      last = run;
      options.onStatus?.(statusOf(run), run);
    }
  } catch (error) {
    if (options.stopOnAbort && options.signal?.aborted)
      await call(jobsOperations.stop, { jobInstanceId: id });
    throw error;
  }
  if (last === undefined) throw new NotFoundError(`The job instance ${id} was never seen.`);
  return last;
}
