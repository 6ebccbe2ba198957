import { isFootbridgeError, NotFoundError, type FootbridgeError } from "../../core/errors.ts";
import { createWatcher, type Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import { jobsOperations, type JobsGetStatusResult } from "../../../generated/agave/methods.ts";
import type { JobStatusName } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";

/** How far a job has come. */
export type JobState = JobsGetStatusResult;

/** Options of a wait for a job. */
export interface JobWaitOptions extends WatchOptions {
  /**
   * Called whenever the status has changed, first with the one found.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onStatus?: (status: JobStatusName, state: JobState) => void;
  /** Ask the platform to stop the job when `signal` is aborted. @defaultValue false: only the waiting ends */
  readonly stopOnAbort?: boolean;
}

const FINAL: ReadonlySet<string> = new Set(["FINISHED", "FAILED", "STOPPED", "KILLED"]);

/** Whether a status is the last one. A status this version does not know is not: the wait goes on. */
export function isFinalStatus(status: string | null | undefined): boolean {
  return FINAL.has(status ?? "");
}

/** A job that was just accepted may not be in the database yet, in milliseconds. */
const SETTLING_MS = 60_000;
const IDS_AT_ONCE = 50;

/** The jobs that this client has submitted, and when: they exist, whatever the service says at first. */
class Submitted {
  readonly #at = new Map<string, number>();

  /** Remembers a job; those that have had time enough are forgotten. */
  add(id: string, nowMs: number): void {
    for (const [known, at] of this.#at) if (nowMs - at > SETTLING_MS) this.#at.delete(known);
    this.#at.set(id, nowMs);
  }

  /** Whether a job may not be visible yet. */
  isSettling(id: string, nowMs: number): boolean {
    return nowMs - (this.#at.get(id) ?? -Infinity) <= SETTLING_MS;
  }
}

/** What the submissions and waits of one client share. */
export interface JobRuns {
  readonly submitted: Submitted;
  readonly watcher: Watcher<JobState>;
}

/** Makes what the submissions and waits of one client share. */
export function createJobRuns(context: AgaveContext): JobRuns {
  const submitted = new Submitted();
  return { submitted, watcher: createJobWatcher(context, submitted) };
}

/** Watches jobs: all watchers of a client share one request per tick and fifty jobs. */
function createJobWatcher(context: AgaveContext, submitted: Submitted): Watcher<JobState> {
  const { clock } = context.settings;
  return createWatcher<JobState>({
    clock,
    batchSize: IDS_AT_ONCE,
    read: async (ids, signal) => {
      const states = new Map<string, JobState | FootbridgeError>(
        ids.length > 1 ? await readMany(context, ids, signal) : [],
      );
      // What a listing leaves out may be hidden, or too new.
      await Promise.all(
        ids
          .filter((id) => !states.has(id))
          .map(async (id) => {
            const state = await readOne(context, id, signal);
            if (state !== undefined) states.set(id, state);
            else if (submitted.isSettling(id, clock.now()))
              states.set(id, { id, status: "ACCEPTED", links: null });
          }),
      );
      return states;
    },
    isFinal: ({ status }) => isFinalStatus(status),
    label: ({ status }) => status,
    missing: (id) => new NotFoundError(`The job ${id} does not exist, or is not visible to this user.`),
  });
}

async function readMany(
  { call }: AgaveContext,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly (readonly [string, JobState])[]> {
  const found = await call(jobsOperations.listStatuses, { ids, limit: ids.length }, { signal });
  // A service that does not know the term answers any jobs.
  const wanted = new Set(ids);
  return found.filter(({ id }) => wanted.has(id)).map((state) => [state.id, state]);
}

async function readOne(
  { call }: AgaveContext,
  jobId: string,
  signal: AbortSignal,
): Promise<JobState | FootbridgeError | undefined> {
  try {
    return await call(jobsOperations.getStatus, { jobId }, { signal });
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND")) return undefined;
    if (isFootbridgeError(error) && !signal.aborted) return error;
    throw error;
  }
}

/** What a wait needs. */
export interface JobWaiting {
  readonly watcher: Watcher<JobState>;
  readonly jobId: string;
  readonly stop: () => Promise<unknown>;
}

/** Follows a job to its end and returns its last state. */
export async function waitForJob(
  { watcher, jobId, stop }: JobWaiting,
  { onStatus, stopOnAbort = false, ...options }: JobWaitOptions,
): Promise<JobState> {
  let last: JobState | undefined;
  try {
    for await (const state of watcher.watch(jobId, options)) {
      last = state;
      onStatus?.(state.status, state);
    }
  } catch (error) {
    if (stopOnAbort && options.signal?.aborted) await stop();
    throw error;
  }
  if (last === undefined) throw new NotFoundError(`The job ${jobId} was never seen.`);
  return last;
}
