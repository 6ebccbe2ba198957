import type { AdaptiveLimit, Concurrency } from "../../core/adaptive-limit.ts";
import type { Archive } from "../../core/archive.ts";
import type { Caller } from "../../core/client.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { OnProgress } from "../../core/progress.ts";
import { projectsOperations, type ProjectReference } from "../../../generated/saagie/methods.ts";
import type { JobDeployment } from "../job-deployment.ts";
import type { Technologies } from "../technologies.ts";
import { isId } from "../urls.ts";
import { applyJobs, type ImportedJob } from "./apply.ts";
import { Journal } from "./journal.ts";
import { planJobs, type ImportPlan, type PlanContext, type PlannedJob } from "./plan.ts";
import { readArchive } from "./read-archive.ts";

/** Options of an import. */
export interface ImportOptions extends CallOptions {
  /** The project to import into; it must be ready. */
  readonly project: ProjectReference;
  /** All versions of new jobs, or the current one alone. @defaultValue `"all"` */
  readonly versions?: "all" | "current";
  /** Import the rest although some jobs cannot be imported. @defaultValue false: then nothing is changed */
  readonly skipImpossible?: boolean;
  /** Where the journal is kept. Default: the archive itself. */
  readonly journal?: Archive;
  /** Jobs handled at once. Default: what the platform bears, up to 32; all long work of a client finds it out together. */
  readonly concurrency?: number;
  /**
   * Called after every job that was planned, every package that was uploaded, and every job that is done.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onProgress?: OnProgress;
}

/** What an import did. */
export interface ImportResult extends ImportPlan {
  readonly jobs: readonly ImportedJob[];
  /** The folder of the journal, in its archive. */
  readonly journal: string;
}

/** What imports work with. */
export interface ImportContext {
  readonly call: Caller;
  readonly deployment: JobDeployment;
  readonly technologies: Technologies;
  readonly concurrency: AdaptiveLimit;
  readonly source: { readonly realm: string; readonly platform: number };
}

interface Planned {
  readonly plan: ImportPlan;
  readonly jobs: readonly PlannedJob[];
  readonly context: PlanContext;
}

/** Compares an archive with the target and changes nothing. */
export async function planImport(
  context: ImportContext,
  archive: Archive,
  options: ImportOptions,
): Promise<ImportPlan> {
  return (await prepare(context, archive, options)).plan;
}

/**
 * Brings an archive's jobs into a project; run again, it goes on where it was and creates nothing twice.
 *
 * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or a job cannot be imported.
 */
export async function importJobs(
  context: ImportContext,
  archive: Archive,
  options: ImportOptions,
): Promise<ImportResult> {
  const { plan, jobs, context: planContext } = await prepare(context, archive, options);
  const impossible = jobs.filter(({ work }) => work === undefined);
  if (impossible.length > 0 && !options.skipImpossible) {
    const reasons = impossible.map(({ step }) => `"${step.name}" (${step.path}): ${step.reason}`).join("; ");
    throw new InvalidInputError(
      `${impossible.length} of ${jobs.length} jobs cannot be imported: ${reasons}.`,
      {
        hint: "Nothing has been changed. Mend them, or set skipImpossible.",
      },
    );
  }
  const doable = jobs.filter(({ work }) => work !== undefined);
  const imported = await applyJobs(planContext, doable, workOptions(context, options));
  return { ...plan, jobs: imported, journal: planContext.journal.path };
}

function workOptions(
  context: ImportContext,
  options: ImportOptions,
): CallOptions & {
  readonly concurrency: Concurrency;
  readonly onProgress: OnProgress | undefined;
} {
  const { project: _, versions: __, skipImpossible: ___, journal: ____, ...rest } = options;
  return { ...rest, concurrency: rest.concurrency ?? context.concurrency, onProgress: rest.onProgress };
}

async function prepare(context: ImportContext, archive: Archive, options: ImportOptions): Promise<Planned> {
  const { call, deployment, technologies, source } = context;
  const { concurrency, onProgress, ...callOptions } = workOptions(context, options);
  const { signal } = callOptions;
  // The archive first: a broken one is refused without a single request.
  const archived = await readArchive(archive, { concurrency, signal });
  const projectId = await readyProject(call, options.project, callOptions);
  const planContext: PlanContext = {
    call,
    deployment,
    technologies,
    projectId,
    journal: new Journal(options.journal ?? archive, { ...source, projectId }),
    wantedVersions: options.versions ?? "all",
  };
  const jobs = await planJobs(planContext, archived.jobs, { ...callOptions, concurrency, onProgress });
  const steps = jobs.map(({ step }) => step);
  return {
    plan: { from: archive.location, projectId, warnings: archived.warnings, steps },
    jobs,
    context: planContext,
  };
}

/** The id of the target project, which becomes part of a path, and must be one. */
async function readyProject(call: Caller, project: ProjectReference, options: CallOptions): Promise<string> {
  const { id, name, status } = await call(projectsOperations.get, { id: project }, options);
  if (!isId(id)) throw new InvalidInputError(`${JSON.stringify(id)} is no project id.`);
  if (status === "READY") return id;
  throw new InvalidInputError(`The project "${name}" is not ready: its status is ${status}.`, {
    hint: "Wait for it with projects.waitUntilReady.",
  });
}
