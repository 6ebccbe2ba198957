import { omitUndefined } from "../../core/omit-undefined.ts";
import { RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { OneOrMany } from "../../core/lookup/one-or-many.ts";
import type { Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import {
  pipelinesOperations,
  PipelinesMethods,
  type PipelineInstanceReference,
  type PipelineReference,
  type PipelinesAddVersionResult,
  type PipelinesCreateLinearResult,
  type PipelinesCreateResult,
  type PipelinesEditResult,
  type PipelinesGetByAliasOptions,
  type PipelinesGetByAliasResult,
  type PipelinesGetByNameOptions,
  type PipelinesGetByNameResult,
  type PipelinesListMinimalResult,
  type PipelinesListResult,
  type PipelinesRunResult,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { Archive, WritableArchive } from "../../core/content/archive.ts";
import type { PipelineExportOptions, PipelineExportResult } from "../bundle/export/parts.ts";
import type { PartImportResult, PartPlan, PipelineImportOptions } from "../bundle/import/parts.ts";
import type { ImportTools } from "../bundle/import/tools.ts";
import { checkWait } from "../runs/check-wait.ts";
import type { SaagieContext } from "../context.ts";
import { withListFallback } from "../calls/with-list-fallback.ts";
import type {
  LinearPipelineDefinition,
  PipelineChanges,
  PipelineDefinition,
  PipelineUpgrade,
} from "./definition.ts";
import type { PipelineDeployment, PipelineDeploymentResult } from "./deployment.ts";
import {
  createPipelineRunWatcher,
  waitForPipelineRun,
  type PipelineRun,
  type PipelineRunWaitOptions,
} from "./runs.ts";

/** Options of `pipelines.list`. */
export interface PipelinesListOptions extends CallOptions {
  /** How many runs of each to read at most; absent reads all. */
  readonly instancesLimit?: number;
  /** How many versions of each to read at most; absent reads all. */
  readonly versionsLimit?: number;
  /** Reads only the current version of each. */
  readonly versionsOnlyCurrent?: boolean;
}

/**
 * Pipelines: jobs and conditions that a platform runs as a graph, with versions, schedules and runs.
 *
 * @remarks Wherever a pipeline is asked for, its id, its URL or `{ project, name }` will do.
 */
export class Pipelines extends PipelinesMethods {
  readonly #context: SaagieContext;
  readonly #watcher: Watcher<PipelineRun>;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
    this.#watcher = createPipelineRunWatcher(context.batch, context.clock);
  }

  /**
   * Lists the pipelines of a project, each with its versions and runs, both newest first. Linear ones are among them.
   *
   * @remarks Remote call: platform `project`.
   */
  async list(
    project: ProjectReference,
    options: PipelinesListOptions = {},
  ): Promise<PipelinesListResult["pipelines"]> {
    const { instancesLimit, versionsLimit, versionsOnlyCurrent, ...callOptions } = options;
    const limits = omitUndefined({ instancesLimit, versionsLimit, versionsOnlyCurrent });
    const { pipelines } = await this.call(
      pipelinesOperations.list,
      { projectId: project, ...limits },
      callOptions,
    );
    return pipelines;
  }

  /**
   * Lists the pipelines of a project in short: id, name and alias.
   *
   * @remarks Remote call: platform `project`.
   */
  async listMinimal(
    project: ProjectReference,
    options: CallOptions = {},
  ): Promise<PipelinesListMinimalResult["pipelines"]> {
    return (await this.call(pipelinesOperations.listMinimal, { projectId: project }, options)).pipelines;
  }

  /**
   * Tells a pipeline's id from its name, alias, URL or id.
   *
   * @remarks Remote call: none for an id or a URL; else platform `project` in short.
   * @throws {@link NotFoundError} with near names.
   */
  async idOf(pipeline: PipelineReference, options: CallOptions = {}): Promise<string> {
    return this.#context.references.resolve("PIPELINE", pipeline, options);
  }

  /**
   * Reads one pipeline by its name, ignoring case, with its versions and runs, both newest first.
   *
   * @remarks Remote call: platform `graphPipelineByName`; where that finds nothing, or does not exist, `project` in short, then
   * `graphPipeline`.
   * @throws {@link NotFoundError} with near names.
   */
  override getByName(
    project: ProjectReference,
    name: string,
    options: PipelinesGetByNameOptions = {},
  ): Promise<PipelinesGetByNameResult> {
    return withListFallback(
      () => super.getByName(project, name, options),
      () => this.get({ project, name }, options),
    );
  }

  /**
   * Reads one pipeline by its alias, with its versions and runs, both newest first.
   *
   * @remarks Remote call: platform `graphPipelineByAlias`; where that finds nothing, or does not exist, `project` in short, then
   * `graphPipeline`.
   * @throws {@link NotFoundError} with near aliases; {@link UnsupportedByPlatformError} where pipelines have none.
   */
  override getByAlias(
    project: ProjectReference,
    alias: string,
    options: PipelinesGetByAliasOptions = {},
  ): Promise<PipelinesGetByAliasResult> {
    return withListFallback(
      () => super.getByAlias(project, alias, options),
      () => this.get({ project, alias }, options),
    );
  }

  /**
   * Creates a pipeline with its first version; the graph is checked before anything is sent.
   *
   * @remarks Remote calls: platform `jobs` in short, once for each project whose jobs are given by name, and
   * `createGraphPipeline`. When the answer is lost, the pipeline is looked up by name before anything is repeated.
   * @throws {@link InvalidInputError} with what is wrong; {@link NotFoundError} with near names for a job that there is not;
   * {@link RefusedError} with the platform's reasons.
   * @example
   * ```ts
   * const graph = pipelineGraph()
   *   .job("load", { name: "Load orders" })
   *   .job("report", { name: "Report" })
   *   .edge("load", "report");
   * const pipeline = await saagie.pipelines.create("Sales", { name: "Daily", graph, cronScheduling: "0 5 * * *" });
   * ```
   */
  async create(
    project: ProjectReference,
    definition: PipelineDefinition,
    options: CallOptions = {},
  ): Promise<PipelinesCreateResult> {
    return (await this.#deployment()).create(project, definition, options);
  }

  /**
   * Creates a linear pipeline: jobs that run one after the other.
   *
   * @remarks The platform has this kind from before there were graphs. Remote calls as {@link Pipelines.create}, but for
   * platform `createPipeline`.
   */
  async createLinear(
    project: ProjectReference,
    definition: LinearPipelineDefinition,
    options: CallOptions = {},
  ): Promise<PipelinesCreateLinearResult> {
    return (await this.#deployment()).createLinear(project, definition, options);
  }

  /**
   * Changes what belongs to the pipeline as a whole; only what differs is sent. Absent keeps, `null` clears.
   *
   * @remarks Remote calls: platform `graphPipeline`, and `editPipeline` if anything differs.
   * @returns the pipeline-level fields as they are now.
   */
  async edit(
    pipeline: PipelineReference,
    wanted: PipelineChanges,
    options: CallOptions = {},
  ): Promise<PipelinesEditResult> {
    return (await this.#deployment()).edit(pipeline, wanted, options);
  }

  /**
   * Adds a version and makes it current; without a graph, it runs the same as the current one.
   *
   * @remarks A linear pipeline becomes one with a graph. Remote calls: platform `graphPipeline`, `jobs` in short, once for
   * each project whose jobs are given by name, and `addGraphPipelineVersion`.
   */
  async upgrade(
    pipeline: PipelineReference,
    upgrade: PipelineUpgrade,
    options: CallOptions = {},
  ): Promise<PipelinesAddVersionResult> {
    return (await this.#deployment()).upgrade(pipeline, upgrade, options);
  }

  /**
   * Brings a pipeline to the given definition: creates it, or changes just what differs, or nothing.
   *
   * @remarks The pipeline is found by name, ignoring case. Graphs are the same when they run the same jobs under the same
   * conditions; ids and positions of nodes, release note and source URL alone are no reason for a version.
   * @returns what was done: `created`, `upgraded` or `unchanged`.
   * @example
   * ```ts
   * const { action, version } = await saagie.pipelines.createOrUpgrade("Sales", { name: "Daily", graph });
   * ```
   */
  async createOrUpgrade(
    project: ProjectReference,
    definition: PipelineDefinition,
    options: CallOptions = {},
  ): Promise<PipelineDeploymentResult> {
    return (await this.#deployment()).createOrUpgrade(project, definition, options);
  }

  /**
   * Deletes a pipeline with its versions and runs. Its jobs stay.
   *
   * @throws {@link RefusedError} when the platform says no.
   */
  async delete(pipeline: PipelineReference, options: CallOptions = {}): Promise<void> {
    const done = await this.call(pipelinesOperations.delete, { id: pipeline }, options);
    if (!done) throw new RefusedError("The platform did not delete the pipeline.");
  }

  /**
   * Starts a run of the current version and returns at once.
   *
   * @throws {@link OutcomeUnknownError} when the answer was lost: runs have no names, so nothing can tell whether it started.
   */
  run(pipeline: PipelineReference, options: CallOptions = {}): Promise<PipelinesRunResult> {
    return this.call(pipelinesOperations.run, { pipelineId: pipeline }, options);
  }

  /**
   * Starts a run and waits until it has ended, whichever way: look at its status.
   *
   * @throws {@link DeadlineError} with the last status; the signal's reason on abort (the run goes on, unless `stopOnAbort`).
   * @example
   * ```ts
   * const run = await saagie.pipelines.runAndWait(pipeline, {
   *   onNodeStatus: ({ nodeId, status }) => console.log(nodeId, status),
   *   deadlineMs: 3_600_000,
   * });
   * if (run.status !== "SUCCEEDED") process.exitCode = 1;
   * ```
   */
  async runAndWait(pipeline: PipelineReference, options: PipelineRunWaitOptions = {}): Promise<PipelineRun> {
    checkWait(options);
    const started = await this.run(pipeline, options.signal === undefined ? {} : { signal: options.signal });
    return this.wait(started.id, options);
  }

  /**
   * Waits until a run has ended. Its id is all that is needed, so another process can take over.
   *
   * @remarks A run fails with the first of its jobs; others of them may still be under way then. Remote call: platform
   * `pipelineInstance`, for up to a hundred runs in one request.
   */
  async wait(
    pipelineInstance: PipelineInstanceReference,
    options: PipelineRunWaitOptions = {},
  ): Promise<PipelineRun> {
    const id = await this.#instanceId(pipelineInstance);
    return waitForPipelineRun({ call: this.#context.call, watcher: this.#watcher, id }, options);
  }

  /**
   * Yields a run's state now and whenever its status or that of a node has changed, last the final one.
   *
   * @example
   * ```ts
   * for await (const { status, nodeStatuses } of saagie.pipelines.watch(run.id)) console.log(status, nodeStatuses);
   * ```
   */
  async *watch(
    pipelineInstance: PipelineInstanceReference,
    options: WatchOptions = {},
  ): AsyncGenerator<PipelineRun, void, void> {
    yield* this.#watcher.watch(await this.#instanceId(pipelineInstance), options);
  }

  /** Deploying is loaded when it is first asked for: who only reads and runs pipelines does not carry it. */
  /**
   * Writes one pipeline or many to an archive: a `pipeline.json` for each, and its variables.
   *
   * @remarks The layout is that of the Python client, with more in it, and a manifest of checksums that is written last. With
   * `includeJobs` the jobs that its versions run go along, as `jobs.export` writes them.
   * Remote calls: platform `graphPipeline`, `pipelineEnvironmentVariables`; with jobs those of `jobs.export`.
   * @throws when anything cannot be read or written, with the pipeline's name: an export is whole or failed.
   * @example
   * ```ts
   * import { folderArchive } from "footbridge/archive";
   *
   * const nightly = { project: "Sales", name: "Nightly" };
   * await saagie.pipelines.export(nightly, folderArchive("backup"), { includeJobs: true });
   * ```
   */
  async export(
    pipelines: OneOrMany<PipelineReference>,
    archive: WritableArchive,
    options: PipelineExportOptions = {},
  ): Promise<PipelineExportResult> {
    const { exportPipelines } = await import("../bundle/export/parts.ts");
    return exportPipelines(this.#context, { things: pipelines, archive }, options);
  }

  /**
   * Tells what an import would do, and changes nothing.
   *
   * @remarks Remote calls: reads alone, those that {@link Pipelines.import} begins with.
   * @throws {@link InvalidInputError} when the archive is none, or is broken.
   */
  async planImport(archive: Archive, options: PipelineImportOptions): Promise<PartPlan> {
    const { planPart } = await import("../bundle/import/parts.ts");
    return planPart(await this.#importTools(), { part: "pipelines", archive }, options);
  }

  /**
   * Brings the pipelines of an archive into a project: ours, or a folder that the Python client wrote.
   *
   * @remarks The jobs that they run are found by their names. Those that the project lacks are made of the archive, if it
   * holds them; those that are there stay as they are, which `jobs.import` would change. Everything is read and planned
   * first; then pipelines are created with all their versions, or existing ones (by name) get what differs, then their
   * variables. A journal in the archive remembers what is done: after a crash or an abort, the same call goes on. Run again
   * when nothing has changed, it changes nothing.
   * Remote calls: platform `project`, `jobs`, `graphPipeline`, `createGraphPipeline`, `createPipeline`,
   * `addGraphPipelineVersion`, `addPipelineVersion`, `setMajorPipelineVersion`, `rollbackPipelineVersion`, `editPipeline`,
   * `pipelineEnvironmentVariables`, `saveEnvironmentVariable`; for jobs that are made those of `jobs.import`.
   * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or a pipeline cannot be
   * imported: jobs that are neither in the archive nor in the project are named.
   * @example
   * ```ts
   * const { imported } = await saagie.pipelines.import(folderArchive("backup"), { project: "Sales copy" });
   * ```
   */
  async import(archive: Archive, options: PipelineImportOptions): Promise<PartImportResult> {
    const { importPart } = await import("../bundle/import/parts.ts");
    return importPart(await this.#importTools(), { part: "pipelines", archive }, options);
  }

  async #importTools(): Promise<ImportTools> {
    const { JobDeployment } = await import("../jobs/deployment.ts");
    return { ...this.#context, deployment: new JobDeployment(this.#context) };
  }

  async #deployment(): Promise<PipelineDeployment> {
    const { PipelineDeployment } = await import("./deployment.ts");
    return new PipelineDeployment(this.#context);
  }

  async #instanceId(pipelineInstance: PipelineInstanceReference): Promise<string> {
    return this.#context.references.resolve("PIPELINE_INSTANCE", pipelineInstance, {});
  }
}
