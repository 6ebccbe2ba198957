import { omitUndefined } from "../../core/omit-undefined.ts";
import { isFootbridgeError, RefusedError } from "../../core/errors.ts";
import { findByName } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import type { Watcher } from "../../core/watch/watch.ts";
import {
  projectsOperations,
  ProjectsMethods,
  type ProjectReference,
  type ProjectsGetByNameResult,
} from "../../../generated/saagie/methods.ts";
import type { Archive, WritableArchive } from "../../core/content/archive.ts";
import type { ExportContext } from "../bundle/export/context.ts";
import type { ExportOptions, ExportResult } from "../bundle/export/project.ts";
import type { ImportOptions, ImportResult, ImportPlan } from "../bundle/import/project.ts";
import type { ImportTools } from "../bundle/import/tools.ts";
import { checkWait } from "../runs/check-wait.ts";
import { withListFallback } from "../calls/with-list-fallback.ts";
import { onlySignal } from "../calls/call-options.ts";
import type { ProjectEditor } from "./changes.ts";
import type { ProjectChanges, ProjectDefinition } from "./definition.ts";
import { createProjectWatcher, waitForProject, type Project, type ProjectWaitOptions } from "./waiting.ts";
import type { References } from "../references/references.ts";

export type { Project, ProjectWaitOptions } from "./waiting.ts";

/** What projects work with. */
export interface ProjectsContext extends ExportContext {
  readonly references: References;
}

/** Projects: the rooms that jobs, pipelines and apps live in. */
export class Projects extends ProjectsMethods {
  readonly #context: ProjectsContext;
  readonly #watcher: Watcher<Project>;

  /** @internal */
  constructor(context: ProjectsContext) {
    super(context.call);
    this.#context = context;
    this.#watcher = createProjectWatcher(context.batch, context.clock);
  }

  /**
   * Tells a project's id from its name, URL or id.
   *
   * @throws {@link NotFoundError} with near names.
   */
  async idOf(project: ProjectReference, options: CallOptions = {}): Promise<string> {
    return (await this.get(project, options)).id;
  }

  /**
   * Creates a project and returns at once; it is usable when {@link Projects.waitUntilReady} says so.
   *
   * @remarks Remote calls: gateway `repositories` (cached), platform `createProject`. When the answer is lost, the project is
   * looked up by name before anything is repeated.
   * @throws {@link InvalidInputError} listing what is valid, {@link RefusedError} when the name is taken.
   * @example
   * ```ts
   * const { id } = await saagie.projects.create({ name: "Sales", groups: [{ group: "data-team", role: "Manager" }] });
   * await saagie.projects.waitUntilReady(id);
   * ```
   */
  async create(definition: ProjectDefinition, options: CallOptions = {}): Promise<Project> {
    return (await this.#editor()).create(definition, options);
  }

  /**
   * Reads one project by its name, ignoring case.
   *
   * @remarks Remote call: platform `projectByName`; where that finds nothing, or does not exist, `projects`, then `project`.
   * @throws {@link NotFoundError} with near names.
   */
  override getByName(name: string, options: CallOptions = {}): Promise<ProjectsGetByNameResult> {
    return withListFallback(
      () => super.getByName(name, options),
      () => this.get({ name }, options),
    );
  }

  /**
   * Changes a project; only what differs is sent, and nothing at all where nothing does.
   *
   * @remarks Remote calls: platform `project`; `technologiesByCategory` when job technologies are given without categories;
   * `editProject`. Rights are not compared: the platform lists inherited ones among them.
   */
  async edit(project: ProjectReference, wanted: ProjectChanges, options: CallOptions = {}): Promise<Project> {
    return (await this.#editor()).edit(project, wanted, options);
  }

  /**
   * Deletes a project with everything in it.
   *
   * @throws {@link RefusedError} when the platform says no.
   */
  async delete(project: ProjectReference, options: CallOptions = {}): Promise<void> {
    const done = await this.call(projectsOperations.delete, { projectId: project }, options);
    if (!done) throw new RefusedError("The platform did not delete the project.");
  }

  /**
   * Waits until a project can be used.
   *
   * @remarks Remote call: platform `project`, for up to a hundred projects in one request.
   * @throws {@link RefusedError} when its creation failed; {@link DeadlineError} with its last status.
   */
  async waitUntilReady(project: ProjectReference, options: ProjectWaitOptions = {}): Promise<Project> {
    checkWait(options);
    const id = await this.#context.references.resolve("PROJECT", project, onlySignal(options));
    return waitForProject(this.#watcher, id, options);
  }

  /**
   * Finds a project by name, or creates it, and waits until it can be used.
   *
   * @remarks An existing project is left as it is.
   */
  async ensure(definition: ProjectDefinition, options: ProjectWaitOptions = {}): Promise<Project> {
    checkWait(options);
    const callOptions = onlySignal(options);
    const existing = await this.list(callOptions);
    let found: Project;
    try {
      found = findByName(existing, definition.name, "project");
    } catch (error) {
      if (!isFootbridgeError(error, "NOT_FOUND")) throw error;
      found = await this.create(definition, callOptions);
    }
    return found.status === "READY" ? found : this.waitUntilReady(found.id, options);
  }

  /**
   * Writes a project to an archive: its settings and rights, jobs with packages, pipelines, apps, storages, variables of
   * every scope and Docker credentials; no secrets, no runs, and no content of storages.
   *
   * @remarks The layout is that of the Python client, with more in it, and a manifest of checksums that is written last.
   * Remote calls: platform `project`, `rights`, `projectEnvironmentVariables`, `allDockerCredentials`, `job`, the packages'
   * download URLs, `graphPipeline`, `pipelineEnvironmentVariables`, `app`, `appEnvironmentVariables`, gateway `repositories`
   * (cached) and `technology`.
   * @throws when anything cannot be read or written, with its name: an export is whole or failed.
   * @example
   * ```ts
   * await saagie.projects.export("Sales", folderArchive("backup"), { onProgress: ({ name }) => console.log(name) });
   * ```
   */
  async export(
    project: ProjectReference,
    archive: WritableArchive,
    options: ExportOptions = {},
  ): Promise<ExportResult> {
    const { exportProject } = await import("../bundle/export/project.ts");
    return exportProject(this.#context, { project, archive }, options);
  }

  /**
   * Tells what an import would do, and changes nothing.
   *
   * @remarks Remote calls: reads alone, those that {@link Projects.import} begins with.
   * @throws {@link InvalidInputError} when the archive is none, or is broken.
   */
  async planImport(archive: Archive, options: ImportOptions = {}): Promise<ImportPlan> {
    const { planProjectImport } = await import("../bundle/import/project.ts");
    return planProjectImport(await this.#tools(), archive, options);
  }

  /**
   * Brings a whole project to a platform: from an archive of ours, of the Python client, or of the Gradle plugin.
   *
   * @remarks Everything is read and planned first; then the project is made, or found by its name, and what is in it, in the
   * order of references: Docker credentials, storages, jobs, pipelines, apps, variables. A journal in the archive remembers
   * what is done: after a crash or an abort, the same call goes on. Run again when nothing has changed, it changes nothing.
   * Remote calls: reads and writes of all these.
   * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or something cannot be imported.
   * @example
   * ```ts
   * const { secrets } = await saagie.projects.import(folderArchive("backup"), {
   *   name: "Sales copy",
   *   secrets: ({ what, ...of }) => (what === "variable" ? process.env[of.name] : undefined),
   * });
   * ```
   */
  async import(archive: Archive, options: ImportOptions = {}): Promise<ImportResult> {
    const { importProject } = await import("../bundle/import/project.ts");
    return importProject(await this.#tools(), archive, options);
  }

  /**
   * Copies a project to another platform, or to another name on this one, without a disk in between.
   *
   * @remarks What describes the project is held in memory meanwhile; packages are read while they are sent. Give
   * `journal` an archive to go on after a crash: without one, only names tell what has been done.
   * Remote calls: those of {@link Projects.export} here, and of {@link Projects.import} there.
   * @throws {@link InvalidInputError} before anything is changed, when something cannot be imported there.
   * @example
   * ```ts
   * await staging.projects.copyTo("Sales", production, { existing: "skip" });
   * ```
   */
  async copyTo(
    project: ProjectReference,
    other: { readonly projects: Projects },
    options: ImportOptions = {},
  ): Promise<ImportResult> {
    const { projectArchive } = await import("../bundle/export/platform-archive.ts");
    const { signal, timeoutMs, strict, concurrency, versions } = options;
    const how = omitUndefined({ signal, timeoutMs, strict, concurrency, versions });
    return other.projects.import(await projectArchive(this.#context, project, how), options);
  }

  /** Creating and changing is loaded when it is first asked for. */
  async #editor(): Promise<ProjectEditor> {
    const { ProjectEditor } = await import("./changes.ts");
    return new ProjectEditor(this.#context, this);
  }

  async #tools(): Promise<ImportTools> {
    const { JobDeployment } = await import("../jobs/deployment.ts");
    const { call, clock, concurrency, source, technologies } = this.#context;
    // Imports know the ids of their projects: nothing is left to be looked up.
    const references = { resolve: (_: string, id: unknown) => String(id) };
    const deployment = new JobDeployment({ call, references, technologies, projects: this });
    return { call, clock, concurrency, source, technologies, projects: this, deployment };
  }
}
