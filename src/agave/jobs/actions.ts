import { isFootbridgeError } from "../../core/errors.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import { jobsOperations } from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { isFinalStatus, type JobRuns, type JobState } from "./runs.ts";

/** A job, and what the waits of its client share. */
export interface RunningJob {
  readonly runs: JobRuns;
  readonly jobId: string;
}

/** Newer services have a route for each action instead of a member of the body. */
export async function byRoute<T>(first: () => Promise<T>, second: () => Promise<T>): Promise<T> {
  try {
    return await first();
  } catch (error) {
    if (!isFootbridgeError(error) || !(error.status === 405 || error.status === 501)) throw error;
    return second();
  }
}

/** Asks for the end of a job, and does not wait for it. */
export async function askToStop(
  { call, settings }: AgaveContext,
  { runs: { submitted, watcher }, jobId }: RunningJob,
  options: WatchOptions,
): Promise<unknown> {
  const callOptions = options.signal ? { signal: options.signal } : {};
  const ask = (): Promise<unknown> =>
    byRoute(
      () => call(jobsOperations.manage, { jobId, action: "stop" }, callOptions),
      () => call(jobsOperations.cancel, { jobId }, callOptions),
    );
  try {
    return await ask();
  } catch (error) {
    const isSettling = submitted.isSettling(jobId, settings.clock.now());
    if (!isSettling || !isFootbridgeError(error, "NOT_FOUND")) throw error;
    // Newer services find a job some time after they have accepted it.
    for await (const { status } of watcher.watch(jobId, options)) if (status !== "ACCEPTED") break;
    return ask();
  }
}

/**
 * Asks for the end of a job.
 *
 * @returns its state where it has ended already
 */
export async function stopJob(
  context: AgaveContext,
  job: RunningJob,
  options: WatchOptions,
): Promise<JobState | undefined> {
  const { signal } = options;
  try {
    await askToStop(context, job, options);
    return undefined;
  } catch (error) {
    const isClear = isFootbridgeError(error, "NOT_FOUND") || isFootbridgeError(error, "PERMISSION_DENIED");
    if (isClear || signal?.aborted) throw error;
    // It may have ended meanwhile, or the lost request may have stopped it.
    const { jobId } = job;
    const state = await context
      .call(jobsOperations.getStatus, { jobId }, signal ? { signal } : {})
      .catch(() => undefined);
    if (state === undefined || !isFinalStatus(state.status)) throw error;
    return state;
  }
}
