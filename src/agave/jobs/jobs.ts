import { omitUndefined } from "../../core/omit-undefined.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import type { CallOptions } from "../../core/options.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import {
  jobsOperations,
  JobsMethods,
  type JobsGetResult,
  type JobsListHistoryResult,
  type JobsListPermissionsResult,
  type JobsListResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import type { OrderOptions, Search } from "../listing/search.ts";
import { JobOutputs } from "./job-outputs.ts";
import type { JobRuns, JobState, JobWaitOptions } from "./runs.ts";
import type { JobSubmission, SubmitOptions } from "./submission.ts";

// Loaded when they are first asked for.
const actions = lazy(() => import("./actions.ts"));
const running = lazy(() => import("./runs.ts"));
const submission = lazy(() => import("./submission.ts"));

/** Which jobs to list. */
export interface ListJobsOptions extends ListingOptions, OrderOptions {
  readonly search?: Search<"jobs">;
}

/** Which events of a job to list. */
export interface JobHistoryOptions extends ListingOptions, OrderOptions {
  readonly search?: Search<"jobHistory">;
}

/** Options of submitting a job once more. */
export interface ResubmitOptions extends CallOptions {
  /** Whether inputs that the app no longer has are passed over. */
  readonly ignoreInputConflicts?: boolean;
  /** Whether parameters that the app no longer has are passed over. */
  readonly ignoreParameterConflicts?: boolean;
  /** Whether those who were told about the job are told about the new one. */
  readonly preserveNotifications?: boolean;
}

/** Options of submitting a job and waiting for its end. */
export interface RunJobOptions extends SubmitOptions, Omit<JobWaitOptions, "signal"> {
  /** Called with the job as soon as it is submitted. What it throws is uncaught, as in an event listener. */
  readonly onSubmitted?: (job: JobsGetResult) => void;
}

/** Jobs: runs of apps. */
export class Jobs extends JobOutputs {
  readonly #context: AgaveContext;
  readonly #runs: () => Promise<JobRuns>;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context);
    this.#context = context;
    // Once for each client: those who wait at the same time share their reads.
    this.#runs = lazy(async () => (await running()).createJobRuns(context));
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<JobsMethods> {
    return rawMethods(JobsMethods, this.#context.raw);
  }

  /**
   * Lists jobs, the newest first.
   *
   * @remarks Remote call: `GET /jobs/v2/`, one for each page.
   * @example
   * ```ts
   * for await (const { id, name } of agave.jobs.list({ search: { "status.in": ["RUNNING", "QUEUED"] } }))
   *   console.log(id, name);
   * ```
   */
  list({ search, order, orderBy, ...options }: ListJobsOptions = {}): Listing<JobsListResult[number]> {
    const variables = { search, order, orderBy };
    return listBy(
      this.call,
      { operation: jobsOperations.list, searchable: "jobs", variables, mark: ({ id }) => id },
      options,
    );
  }

  /**
   * Lists jobs with all their members, such as inputs and parameters, without a call for each.
   *
   * @remarks Remote call: `GET /jobs/v2/` with a filter, one for each page.
   */
  listDetails({ search, order, orderBy, ...options }: ListJobsOptions = {}): Listing<JobsGetResult> {
    const variables = { search, order, orderBy };
    return listBy(
      this.call,
      { operation: jobsOperations.listDetails, searchable: "jobs", variables, mark: ({ id }) => id },
      options,
    );
  }

  /**
   * Lists the jobs with a value, by the older form of a search.
   *
   * @remarks Remote call: `GET /jobs/v2/search/{attribute}/{value}`, one for each page.
   */
  searchBy(attribute: string, value: string, options: ListingOptions = {}): Listing<JobsListResult[number]> {
    const variables = { attribute, value };
    return listBy(this.call, { operation: jobsOperations.search, variables, mark: ({ id }) => id }, options);
  }

  /**
   * Submits a job, after its inputs and parameters were compared with those of its app.
   *
   * @remarks Remote calls: `GET /apps/v2/{id}`, `POST /jobs/v2/`; before them `GET /apps/v2/name/{name}` for an app that is given
   * by its name, and `GET /systems/v2/` for a system that is. Where the answer is lost, the job is looked up by the mark in its
   * name; it is never submitted twice.
   * @throws InvalidInputError listing what does not fit; NotFoundError with near names; OutcomeUnknownError when the look-up does
   * not tell.
   * @example
   * ```ts
   * const job = await agave.jobs.submit({
   *   name: "count words",
   *   appId: "wc-1.0.0",
   *   inputs: { file: "agave://data/book.txt" },
   * });
   * ```
   */
  async submit(request: JobSubmission, options: SubmitOptions = {}): Promise<JobsGetResult> {
    // Loaded before anything is sent: a job that is submitted is to be remembered.
    const [{ submitJob }, { submitted }] = await Promise.all([submission(), this.#runs()]);
    const job = await submitJob(this.#context, request, options);
    submitted.add(job.id, this.#context.settings.clock.now());
    return job;
  }

  /**
   * Submits a job, waits for its end, and reads what it has become.
   *
   * @remarks Remote calls: those of {@link Jobs.submit}, {@link Jobs.wait} and `get`. It returns for a job that failed, too:
   * look at `status`.
   */
  async run(request: JobSubmission, options: RunJobOptions = {}): Promise<JobsGetResult> {
    const { onSubmitted, onStatus, stopOnAbort, intervalMs, maxIntervalMs, deadlineMs, ...submit } = options;
    const job = await this.submit(request, submit);
    onSubmitted?.(job);
    const wait = { onStatus, stopOnAbort, intervalMs, maxIntervalMs, deadlineMs, signal: submit.signal };
    await this.wait(job.id, omitUndefined(wait));
    return this.get(job.id, submit.signal ? { signal: submit.signal } : {});
  }

  /**
   * Follows a job: its state at once, then whenever its status has changed, and last the final one.
   *
   * @remarks Remote call: `GET /jobs/v2/{id}/status`; for many at once `GET /jobs/v2/?id.in=…`, shared by all that are followed.
   * @throws NotFoundError when there is no such job; DeadlineError with the last status.
   */
  async *watch(jobId: string, options: WatchOptions = {}): AsyncGenerator<JobState, void, void> {
    const { watcher } = await this.#runs();
    yield* watcher.watch(jobId, options);
  }

  /**
   * Waits for the end of a job and returns its last state; that of a job that failed, too.
   *
   * @remarks Remote calls: those of {@link Jobs.watch}.
   * @throws NotFoundError when there is no such job; DeadlineError with the last status.
   */
  async wait(jobId: string, options: JobWaitOptions = {}): Promise<JobState> {
    const [{ waitForJob }, runs] = await Promise.all([running(), this.#runs()]);
    const stop = async (): Promise<unknown> =>
      (await actions()).askToStop(this.#context, { runs, jobId }, {});
    return waitForJob({ watcher: runs.watcher, jobId, stop }, options);
  }

  /**
   * Stops a job and waits until it has ended.
   *
   * @remarks Remote calls: `POST /jobs/v2/{id}`, then those of {@link Jobs.watch}. A job that has ended already is left as it
   * is.
   */
  async stop(jobId: string, options: JobWaitOptions = {}): Promise<JobState> {
    const [{ stopJob }, runs] = await Promise.all([actions(), this.#runs()]);
    const ended = await stopJob(this.#context, { runs, jobId }, options);
    return ended ?? this.wait(jobId, options);
  }

  /**
   * Submits a job once more, with the same inputs and parameters.
   *
   * @remarks Remote call: `POST /jobs/v2/{id}`.
   * @returns the new job.
   */
  async resubmit(jobId: string, options: ResubmitOptions = {}): Promise<JobsGetResult> {
    const { ignoreInputConflicts, ignoreParameterConflicts, preserveNotifications, ...rest } = options;
    const more = { ignoreInputConflicts, ignoreParameterConflicts, preserveNotifications };
    const [{ byRoute }, { submitted }] = await Promise.all([actions(), this.#runs()]);
    const job = await byRoute(
      () => this.call(jobsOperations.manage, { jobId, action: "resubmit", ...more }, rest),
      () => this.call(jobsOperations.resubmitByRoute, { jobId }, rest),
    );
    if (job === null) return this.get(jobId, rest);
    submitted.add(job.id, this.#context.settings.clock.now());
    return job;
  }

  /**
   * Hides a job, so that no listing shows it; one that runs is stopped first.
   *
   * @remarks Remote call: `DELETE /jobs/v2/{id}`.
   */
  async hide(jobId: string, options: CallOptions = {}): Promise<void> {
    const { byRoute } = await actions();
    await byRoute(
      () => this.call(jobsOperations.delete, { jobId }, options),
      () => this.call(jobsOperations.hideByRoute, { jobId }, options),
    );
  }

  /** Hides a job: {@link Jobs.hide} under the name that it had. */
  async delete(jobId: string, options: CallOptions = {}): Promise<void> {
    await this.hide(jobId, options);
  }

  /**
   * Brings a hidden job back.
   *
   * @remarks Remote call: `POST /jobs/v2/{id}`.
   */
  async restore(jobId: string, options: CallOptions = {}): Promise<void> {
    const { byRoute } = await actions();
    await byRoute(
      () => this.call(jobsOperations.manage, { jobId, action: "restore" }, options),
      () => this.call(jobsOperations.unhideByRoute, { jobId }, options),
    );
  }

  /**
   * Resets a job to its beginning; for administrators of the tenant.
   *
   * @remarks Remote call: `POST /jobs/v2/{id}`.
   */
  async reset(jobId: string, options: CallOptions = {}): Promise<void> {
    await this.call(jobsOperations.manage, { jobId, action: "reset" }, options);
  }

  /**
   * Lists what happened to a job. A history holds words that are no status: {@link Jobs.watch} tells when a job has ended.
   *
   * @remarks Remote call: `GET /jobs/v2/{id}/history`, one for each page.
   */
  history(
    jobId: string,
    { search, order, orderBy, ...options }: JobHistoryOptions = {},
  ): Listing<JobsListHistoryResult[number]> {
    const variables = { jobId, search, order, orderBy };
    const mark = ({ id, status, created }: JobsListHistoryResult[number]): string =>
      `${id ?? ""} ${status} ${created ?? ""}`;
    return listBy(
      this.call,
      { operation: jobsOperations.listHistory, searchable: "jobHistory", variables, mark },
      options,
    );
  }

  /**
   * Lists who may do what with a job.
   *
   * @remarks Remote call: `GET /jobs/v2/{id}/pems`, one for each page.
   */
  listPermissions(jobId: string, options: ListingOptions = {}): Listing<JobsListPermissionsResult[number]> {
    const mark = ({ username }: JobsListPermissionsResult[number]): string => username;
    return listBy(
      this.call,
      { operation: jobsOperations.listPermissions, variables: { jobId }, mark },
      options,
    );
  }
}
