import { projectsOperations, type ProjectReference } from "../../../../generated/saagie/methods.ts";
import type { AdaptiveLimit } from "../../../core/concurrency/adaptive-limit.ts";
import type { Archive } from "../../../core/content/archive.ts";
import type { Caller } from "../../../core/client.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { OnProgress } from "../../../core/progress.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import type { JobDeployment } from "../../jobs/deployment.ts";
import type { Technologies } from "../../technologies/technologies.ts";
import { isId } from "../../references/urls.ts";
import { applyPlanned } from "../engine/apply-planned.ts";
import { Journal } from "../engine/journal.ts";
import type { Planned } from "../engine/resource-importer.ts";
import type { ImportedThing, PlanStep } from "../engine/plan-step.ts";
import { planArchivedJobs } from "../importers/jobs.ts";
import { IdMap } from "../engine/id-map.ts";
import { readArchive } from "../format/archived-jobs.ts";

/** Options of the import of jobs. */
export interface JobImportOptions extends CallOptions {
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

/** What an import would do with one job. */
export interface JobImportStep extends PlanStep {
  readonly what: "job";
}

/** What an import of jobs would do; nothing has been changed. */
export interface JobImportPlan {
  /** Where the archive lies. */
  readonly from: string;
  /** The id of the project it goes to. */
  readonly projectId: string;
  /** What is odd about the archive as a whole. */
  readonly warnings: readonly string[];
  readonly steps: readonly JobImportStep[];
}

/** What an import did with one job. */
export interface ImportedJob {
  readonly name: string;
  readonly id: string;
  readonly action: "created" | "upgraded" | "unchanged";
  /** The target's version numbers by the archive's, for the versions that were added, also by the runs that this one resumed. */
  readonly versions: Readonly<Record<string, number>>;
}

/** What an import of jobs did. */
export interface JobImportResult extends JobImportPlan {
  readonly jobs: readonly ImportedJob[];
  /** The folder of the journal, in its archive. */
  readonly journal: string;
}

/** What imports of jobs work with. */
export interface JobImportContext {
  readonly call: Caller;
  readonly deployment: JobDeployment;
  readonly technologies: Technologies;
  readonly concurrency: AdaptiveLimit;
  readonly source: { readonly realm: string; readonly platform: number };
}

interface PlannedImport {
  readonly plan: JobImportPlan;
  readonly planned: readonly Planned[];
  readonly journal: string;
}

/** Compares an archive with the target and changes nothing. */
export async function planJobImport(
  context: JobImportContext,
  archive: Archive,
  options: JobImportOptions,
): Promise<JobImportPlan> {
  return (await prepare(context, archive, options)).plan;
}

/**
 * Brings an archive's jobs into a project; run again, it goes on where it was and creates nothing twice.
 *
 * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or a job cannot be imported.
 */
export async function importJobs(
  context: JobImportContext,
  archive: Archive,
  options: JobImportOptions,
): Promise<JobImportResult> {
  const { plan, planned, journal } = await prepare(context, archive, options);
  const impossible = plan.steps.filter(({ action }) => action === "cannot");
  if (impossible.length > 0 && !options.skipImpossible) {
    const reasons = impossible.map(({ name, path, reason }) => `"${name}" (${path}): ${reason}`).join("; ");
    throw new InvalidInputError(
      `${impossible.length} of ${plan.steps.length} jobs cannot be imported: ${reasons}.`,
      {
        hint: "Nothing has been changed. Mend them, or set skipImpossible.",
      },
    );
  }
  const imported = await applyPlanned([planned], {
    ...callOptionsOf(options),
    concurrency: options.concurrency ?? context.concurrency,
    onProgress: options.onProgress,
    nameOf: ({ name }) => `"${name}"`,
  });
  return { ...plan, jobs: imported.flatMap(asJob), journal };
}

/** Nothing is skipped here, and everything else has an id. */
function asJob({ name, id, action, versions }: ImportedThing): readonly ImportedJob[] {
  return id === undefined || action === "skipped" ? [] : [{ name, id, action, versions }];
}

async function prepare(
  context: JobImportContext,
  archive: Archive,
  options: JobImportOptions,
): Promise<PlannedImport> {
  const { source, ...tools } = context;
  const { concurrency = tools.concurrency, onProgress, versions = "all" } = options;
  const callOptions = callOptionsOf(options);
  // The archive first: a broken one is refused without a single request.
  const { jobs, warnings } = await readArchive(archive, { concurrency, signal: options.signal });
  const projectId = await readyProject(tools.call, options.project, callOptions);
  const journal = new Journal(options.journal ?? archive, { ...source, projectId });
  const total = jobs.length;
  let done = 0;
  const onPlanned = (name: string): void => {
    done += 1;
    onProgress?.({ phase: "plan", what: "job", name, done, total, bytes: 0 });
  };
  const planned = await planArchivedJobs(
    {
      ...tools,
      projectId,
      journal,
      wantedVersions: versions,
      existing: "upgrade",
      isNew: false,
      ids: new IdMap(),
      overrides: {},
    },
    jobs,
    { ...callOptions, concurrency, onPlanned },
  );
  const steps = planned.map(({ step }): JobImportStep => ({ ...step, what: "job" }));
  return { plan: { from: archive.location, projectId, warnings, steps }, planned, journal: journal.path };
}

/** The id of the target project, which becomes part of a path, and must be one. */
async function readyProject(call: Caller, project: ProjectReference, options: CallOptions): Promise<string> {
  const { id, name, status } = await call(projectsOperations.get, { id: project }, options);
  if (!isId(id)) throw new InvalidInputError(`${JSON.stringify(id)} is not a project id.`);
  if (status === "READY") return id;
  throw new InvalidInputError(`The project "${name}" is not ready: its status is ${status}.`, {
    hint: "Wait for it with projects.waitUntilReady.",
  });
}
