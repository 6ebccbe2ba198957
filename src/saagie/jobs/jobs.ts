import { RefusedError } from "../../core/errors.ts";
import { expectErrors } from "../../core/retry/expect-errors.ts";
import type { Download } from "../../core/http/download.ts";
import type { OneOrMany } from "../../core/lookup/one-or-many.ts";
import type { CallOptions } from "../../core/options.ts";
import type { Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import {
  jobsOperations,
  JobsMethods,
  type JobInstanceReference,
  type JobReference,
  type JobsGetByAliasOptions,
  type JobsGetByAliasResult,
  type JobsAddVersionResult,
  type JobsCreateResult,
  type JobsEditResult,
  type JobsRunResult,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { Archive, WritableArchive } from "../../core/content/archive.ts";
import type { JobExportOptions, JobExportResult } from "../bundle/export/jobs.ts";
import type {
  JobImportContext,
  JobImportOptions,
  JobImportPlan,
  JobImportResult,
} from "../bundle/import/jobs.ts";
import { checkWait } from "../runs/check-wait.ts";
import type { SaagieContext } from "../context.ts";
import { withListFallback } from "../calls/with-list-fallback.ts";
import type { SaveArtifactOptions } from "./artifacts.ts";
import type { JobChanges, JobDefinition, JobUpgrade, JobUpsertDefinition } from "./definition.ts";
import type { JobDeployment, JobDeploymentResult } from "./deployment.ts";
import { readLogs } from "./logs.ts";
import type { LogLine, LogOptions } from "../logs/pages.ts";
import { createRunWatcher, waitForJobRun, type JobRun, type RunWaitOptions } from "./runs.ts";

/**
 * Jobs: what a platform runs, with versions, packages, schedules and runs.
 *
 * @remarks Wherever a job is asked for, its id, its URL or `{ project, name }` will do.
 */
export class Jobs extends JobsMethods {
  readonly #context: SaagieContext;
  readonly #watcher: Watcher<JobRun>;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
    this.#watcher = createRunWatcher(context.batch, context.clock);
  }

  /**
   * Tells a job's id from its name, alias, URL or id.
   *
   * @remarks Remote call: none for an id or a URL; else platform `jobs` in short.
   * @throws {@link NotFoundError} with near names.
   */
  async idOf(job: JobReference, options: CallOptions = {}): Promise<string> {
    return this.#context.references.resolve("JOB", job, options);
  }

  /**
   * Creates a job with its first version; everything is checked before anything is uploaded.
   *
   * @remarks Remote calls: platform `project` (technologies), gateway `repositories` and `technology` (cached), `createJob`.
   * When the answer is lost, the job is looked up by name before anything is repeated.
   * @throws {@link InvalidInputError} listing what is valid; {@link RefusedError} with the platform's reasons.
   * @example
   * ```ts
   * const job = await saagie.jobs.create("Sales", {
   *   name: "Daily report",
   *   technology: "Python",
   *   file: "report.py",
   *   commandLine: "python {file} --day yesterday",
   *   cronScheduling: "0 5 * * *",
   *   scheduleTimezone: "Europe/Paris",
   * });
   * ```
   */
  async create(
    project: ProjectReference,
    definition: JobDefinition,
    options: CallOptions = {},
  ): Promise<JobsCreateResult> {
    expectErrors(definition);
    return (await this.#deployment()).create(project, definition, options);
  }

  /**
   * Changes what belongs to the job as a whole; only what differs is sent. Absent keeps, inside `alerting` and
   * `resources` too; `null` clears.
   *
   * @remarks Remote calls: platform `job`, and `editJob` if anything differs.
   * @returns the job-level fields as they are now.
   */
  async edit(job: JobReference, wanted: JobChanges, options: CallOptions = {}): Promise<JobsEditResult> {
    return (await this.#deployment()).edit(job, wanted, options);
  }

  /**
   * Adds a version and makes it current; what is not given is carried over, but for release note and source URL.
   *
   * @remarks Remote calls: platform `job`, gateway `technology` (cached), `addJobVersion`.
   * @throws {@link InvalidInputError} when the runtime version (also the current one) is no longer available, listing those that are.
   */
  async upgrade(
    job: JobReference,
    upgrade: JobUpgrade,
    options: CallOptions = {},
  ): Promise<JobsAddVersionResult> {
    expectErrors(upgrade);
    return (await this.#deployment()).upgrade(job, upgrade, options);
  }

  /**
   * Reads one job by its alias, with its versions and runs, both newest first.
   *
   * @remarks Remote call: platform `jobByAlias`; where that finds nothing, or does not exist, `jobs` in short, then `job`.
   * @throws {@link NotFoundError} with near aliases.
   */
  override getByAlias(
    project: ProjectReference,
    alias: string,
    options: JobsGetByAliasOptions = {},
  ): Promise<JobsGetByAliasResult> {
    return withListFallback(
      () => super.getByAlias(project, alias, options),
      () => this.get({ project, alias }, options),
    );
  }

  /**
   * Brings a job to the given definition: creates it, or changes just what differs, or nothing.
   *
   * @remarks The job is found by name, ignoring case. The package is compared byte by byte with the current version's;
   * category and technology of an existing job cannot change, and a different one is refused. What is absent is kept.
   * A release note or a source URL alone makes no new version.
   * @returns what was done: `created`, `upgraded` or `unchanged`, and what was not applied.
   * @example
   * ```ts
   * const { action, version } = await saagie.jobs.createOrUpgrade("Sales", definition);
   * ```
   */
  async createOrUpgrade(
    project: ProjectReference,
    definition: JobUpsertDefinition,
    options: CallOptions = {},
  ): Promise<JobDeploymentResult> {
    expectErrors(definition);
    return (await this.#deployment()).createOrUpgrade(project, definition, options);
  }

  /**
   * Deletes a job with its versions and runs.
   *
   * @throws {@link RefusedError} when the platform says no: a job in a pipeline, or with unfinished runs.
   */
  async delete(job: JobReference, options: CallOptions = {}): Promise<void> {
    const done = await this.call(jobsOperations.delete, { jobId: job }, options);
    if (!done) throw new RefusedError("The platform did not delete the job.");
  }

  /**
   * Starts a run of the current version and returns at once.
   *
   * @throws {@link OutcomeUnknownError} when the answer was lost: runs have no names, so nothing can tell whether it started.
   */
  run(job: JobReference, options: CallOptions = {}): Promise<JobsRunResult> {
    return this.call(jobsOperations.run, { jobId: job }, options);
  }

  /**
   * Starts a run and waits until it has ended, whichever way: look at its status.
   *
   * @throws {@link DeadlineError} with the last status; the signal's reason on abort (the run goes on, unless `stopOnAbort`).
   * @example
   * ```ts
   * const run = await saagie.jobs.runAndWait(job, { onStatus: (status) => console.log(status), deadlineMs: 600_000 });
   * if (run.status !== "SUCCEEDED") process.exitCode = 1;
   * ```
   */
  async runAndWait(job: JobReference, options: RunWaitOptions = {}): Promise<JobRun> {
    checkWait(options);
    const started = await this.run(job, options.signal === undefined ? {} : { signal: options.signal });
    return this.wait(started.id, options);
  }

  /**
   * Waits until a run has ended. Its id is all that is needed, so another process can take over.
   *
   * @remarks Remote call: platform `jobInstance`, for up to a hundred runs in one request.
   */
  async wait(jobInstance: JobInstanceReference, options: RunWaitOptions = {}): Promise<JobRun> {
    const id = await this.#instanceId(jobInstance);
    return waitForJobRun({ call: this.#context.call, watcher: this.#watcher, id }, options);
  }

  /**
   * Yields a run's state now and whenever its status has changed, last the final one.
   *
   * @example
   * ```ts
   * for await (const { status } of saagie.jobs.watch(run.id)) console.log(status);
   * ```
   */
  async *watch(
    jobInstance: JobInstanceReference,
    options: WatchOptions = {},
  ): AsyncGenerator<JobRun, void, void> {
    yield* this.#watcher.watch(await this.#instanceId(jobInstance), options);
  }

  /**
   * Reads a run's log line by line; with `follow`, until the run has ended.
   *
   * @remarks Remote calls: platform `filteredLogs`, a page at a time, and `jobInstance` while following.
   * @example
   * ```ts
   * for await (const { value } of saagie.jobs.logs(run.id, { follow: true })) console.log(value);
   * ```
   */
  async *logs(
    jobInstance: JobInstanceReference,
    options: LogOptions = {},
  ): AsyncGenerator<LogLine, void, void> {
    const { call, clock } = this.#context;
    yield* readLogs({ call, clock, jobInstanceId: await this.#instanceId(jobInstance) }, options);
  }

  /**
   * Opens the package of a version as a stream.
   *
   * @remarks Remote calls: platform `jobVersion`, then the package's download URL.
   * @throws {@link NotFoundError} when the version has no package.
   */
  async openArtifact(job: JobReference, versionNumber: number, options: CallOptions = {}): Promise<Download> {
    const { openArtifact } = await import("./artifacts.ts");
    return openArtifact(this.#context.call, { job, versionNumber }, options);
  }

  /**
   * Saves the package of a version to a file (on Node): under a temporary name first, so that a torn download leaves nothing.
   *
   * @returns the path of the file.
   */
  async saveArtifact(
    job: JobReference,
    versionNumber: number,
    options: SaveArtifactOptions,
  ): Promise<string> {
    const { saveArtifact } = await import("./artifacts.ts");
    return saveArtifact(this.#context.call, { job, versionNumber }, options);
  }

  /**
   * Writes one job or many to an archive: a `job.json` for each, and the packages of its versions.
   *
   * @remarks The layout is that of the Python client, with more in it, and a manifest of checksums that is written last.
   * Remote calls: platform `job`, the packages' download URLs, gateway `repositories` (cached).
   * @throws when anything cannot be read or written, a package too, with the job's name: an export is whole or failed.
   * @example
   * ```ts
   * import { folderArchive } from "footbridge/archive";
   *
   * await saagie.jobs.export({ project: "Sales", name: "Daily report" }, folderArchive("backup"));
   * ```
   */
  async export(
    jobs: OneOrMany<JobReference>,
    archive: WritableArchive,
    options: JobExportOptions = {},
  ): Promise<JobExportResult> {
    const { exportJobs } = await import("../bundle/export/jobs.ts");
    return exportJobs(this.#context, { jobs, archive }, options);
  }

  /**
   * Tells what an import would do, and changes nothing.
   *
   * @remarks Remote calls: platform `project`, `jobs` and `job`, the download URLs of packages to compare with, gateway
   * `repositories` and `technology` (cached).
   * @throws {@link InvalidInputError} when the archive is none, or is broken.
   */
  async planImport(archive: Archive, options: JobImportOptions): Promise<JobImportPlan> {
    const { planJobImport } = await import("../bundle/import/jobs.ts");
    return planJobImport(await this.#importContext(), archive, options);
  }

  /**
   * Brings the jobs of an archive into a project: ours, or a folder that the Python client wrote.
   *
   * @remarks Everything is read and planned first; then jobs are created with all their versions, or existing ones (by name)
   * get what differs. A journal in the archive remembers what is done: after a crash or an abort, the same call goes on.
   * Run again when nothing has changed, it changes nothing. Run one import into a project at a time: names are unique, so
   * that of two the slower one fails, and can be run again; but both may add the same version to a job that exists.
   * Remote calls: platform `project`, `jobs`, `job`, `createJob`, `addJobVersion`, `setMajorJobVersion`, `rollbackJobVersion`,
   * `editJob`, the packages' download URLs, gateway `repositories` and `technology` (cached).
   * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or a job cannot be imported.
   * @example
   * ```ts
   * const { jobs } = await saagie.jobs.import(folderArchive("backup"), { project: "Sales copy" });
   * ```
   */
  async import(archive: Archive, options: JobImportOptions): Promise<JobImportResult> {
    const { importJobs } = await import("../bundle/import/jobs.ts");
    return importJobs(await this.#importContext(), archive, options);
  }

  async #importContext(): Promise<JobImportContext> {
    const { call, concurrency, technologies, source } = this.#context;
    return { call, concurrency, technologies, source, deployment: await this.#deployment() };
  }

  /** Deploying is loaded when it is first asked for: who only reads and runs jobs does not carry it. */
  async #deployment(): Promise<JobDeployment> {
    const { JobDeployment } = await import("./deployment.ts");
    return new JobDeployment(this.#context);
  }

  async #instanceId(jobInstance: JobInstanceReference): Promise<string> {
    return this.#context.references.resolve("JOB_INSTANCE", jobInstance, {});
  }
}
