import type { Concurrency } from "../../core/adaptive-limit.ts";
import { isFootbridgeError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/pool.ts";
import type { OnProgress } from "../../core/progress.ts";
import { jobsOperations } from "../../../generated/saagie/methods.ts";
import type { JobDeployment } from "../job-deployment.ts";
import { adopt } from "./adopt.ts";
import { settledByMode, type ExistingMode, type PlanStep } from "./kind.ts";
import type { ArchivedSettings } from "./job-record.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import { matchJobs, type MatchedJob } from "./match-jobs.ts";
import type { ArchivedJob, ArchivedVersion } from "./read-archive.ts";
import {
  compareJob,
  losesCredentials,
  toDefinition,
  toExactVersion,
  toVersionSettings,
  type ImportTarget,
  type JobDifference,
} from "./target.ts";

/** What an import would do with one job. */
export interface ImportStep extends PlanStep {
  readonly what: "job";
}

/** What an import would do; nothing has been changed. */
export interface ImportPlan {
  /** Where the archive lies. */
  readonly from: string;
  /** The id of the project it goes to. */
  readonly projectId: string;
  /** What is odd about the archive as a whole. */
  readonly warnings: readonly string[];
  readonly steps: readonly ImportStep[];
}

/** A job to be made: from nothing, or on top of what an interrupted import made. */
export interface JobToBuild {
  readonly kind: "build";
  /** Where it stands. */
  readonly entry: JournalEntry;
  readonly technologyId: string | undefined;
  /** The versions to add, oldest first. */
  readonly versions: readonly ArchivedVersion[];
}

/** An existing job. */
export interface JobToUpgrade {
  readonly kind: "upgrade";
  readonly difference: JobDifference;
}

/** A step with what is needed to carry it out. */
export interface PlannedJob {
  readonly step: ImportStep;
  readonly job: ArchivedJob;
  /** What the job gets, without what the target cannot take. */
  readonly settings: ArchivedSettings;
  /** Absent for a job that cannot be imported. */
  readonly work: JobToBuild | JobToUpgrade | undefined;
}

/** What planning looks things up with. */
export interface PlanContext extends ImportTarget {
  readonly deployment: Pick<JobDeployment, "check" | "create">;
  readonly journal: Pick<Journal, "path" | "entry" | "record">;
  /** All versions of a new job, or the current one alone. */
  readonly wantedVersions: "all" | "current";
  /** What becomes of jobs that exist. Default: `upgrade`. */
  readonly existing?: ExistingMode;
  /** The project is yet to be made: nothing is in it. */
  readonly isNew?: boolean;
}

/** Options of a plan. */
export interface PlanOptions extends CallOptions {
  readonly concurrency: Concurrency;
  readonly onProgress?: OnProgress | undefined;
}

/** Compares an archive's jobs with those of the target project. */
export async function planJobs(
  context: PlanContext,
  jobs: readonly ArchivedJob[],
  { concurrency, onProgress, ...options }: PlanOptions,
): Promise<readonly PlannedJob[]> {
  const { projectId, isNew = false } = context;
  const existing = isNew ? [] : await context.call(jobsOperations.listMinimal, { projectId }, options);
  const named = await Promise.all(jobs.map((job) => withTechnologyName(context, job, options)));
  const matched = await matchJobs(context.journal, named, existing);
  let done = 0;
  const plan = async (match: MatchedJob, signal: AbortSignal): Promise<PlannedJob> => {
    const planned = await new JobPlan(context, match, { ...options, signal }).make();
    done += 1;
    const progress = { phase: "plan", what: "job", name: match.job.name, done, bytes: 0 } as const;
    onProgress?.({ ...progress, total: jobs.length });
    return planned;
  };
  return pooled(matched, plan, { concurrency, signal: options.signal });
}

/** A job whose file names its technology by id alone, with the name that the target has for that id. */
async function withTechnologyName(
  { technologies }: PlanContext,
  job: ArchivedJob,
  options: CallOptions,
): Promise<ArchivedJob> {
  const { name, id } = job.technology;
  const found = name === undefined && id !== undefined ? await technologies.nameOf(id, options) : undefined;
  return found === undefined
    ? job
    : { ...job, technology: { id, name: found.label, catalog: found.catalog } };
}

class JobPlan {
  readonly #context: PlanContext;
  readonly #match: MatchedJob;
  readonly #options: CallOptions;
  readonly #warnings: string[];

  constructor(context: PlanContext, match: MatchedJob, options: CallOptions) {
    this.#context = context;
    this.#match = match;
    this.#options = options;
    this.#warnings = [...match.job.warnings, ...match.warnings, ...warningsOf(match.job, context)];
  }

  async make(): Promise<PlannedJob> {
    const { job, id, entry } = this.#match;
    const { existing = "upgrade" } = this.#context;
    // What is there and stays as it is needs nothing of the archive.
    const settled = id === undefined ? undefined : settledByMode({ existing }, id, entry);
    if (settled !== undefined) return this.#planned(settled);
    const reason = impossibility(job);
    if (reason !== undefined) return this.#planned({ action: "cannot", reason });
    try {
      if (id === undefined) return await this.#create();
      const begun = entry !== undefined && !entry.done && (entry.id ?? id) === id ? entry : undefined;
      const adopted = begun && (await adopt(this.#context, { id, entry: begun, job }, this.#options));
      return adopted === undefined ? await this.#compare(id) : await this.#build("resume", adopted);
    } catch (error) {
      if (!isFootbridgeError(error, "INVALID_INPUT") && !isFootbridgeError(error, "NOT_FOUND")) throw error;
      return this.#planned({ action: "cannot", reason: withoutFullStop(error.message) });
    }
  }

  async #create(): Promise<PlannedJob> {
    const { job, settings } = this.#match;
    const { projectId, deployment } = this.#context;
    // The current version stands for the others: without it the job is not imported at all.
    const definition = toDefinition(this.#context, { job, version: currentOf(job), settings });
    const checked = await deployment.check({ projectId, definition }, this.#options);
    return this.#build("create", {
      entry: { versions: {}, done: false },
      technologyId: checked.job.technology.id,
    });
  }

  async #build(
    action: "create" | "resume",
    { entry, technologyId }: { readonly entry: JournalEntry; readonly technologyId: string | undefined },
  ): Promise<PlannedJob> {
    const { job } = this.#match;
    const wanted = this.#context.wantedVersions === "all" ? job.versions : [currentOf(job)];
    const versions: ArchivedVersion[] = [];
    for (const version of wanted.filter(({ number }) => entry.versions[number] === undefined)) {
      const problem = version.problem ?? (await this.#problemOf(version, technologyId));
      if (problem === undefined) versions.push(version);
      else if (version === currentOf(job)) return this.#planned({ action: "cannot", reason: problem });
      else this.#warnings.push(`version ${version.number} is left out: ${problem}`);
    }
    return this.#planned(
      { action, versions: versions.map(({ number }) => number) },
      { kind: "build", entry, technologyId, versions },
    );
  }

  async #compare(id: string): Promise<PlannedJob> {
    const { job, settings } = this.#match;
    const version = currentOf(job);
    const difference = await compareJob(this.#context, { id, job, version, settings }, this.#options);
    const { changed, input } = difference;
    const action = changed.length === 0 ? "unchanged" : "upgrade";
    const versions = input === undefined ? [] : [version.number];
    return this.#planned({ action, changed, versions }, { kind: "upgrade", difference });
  }

  /** Why a version cannot be created in the target, if so. */
  async #problemOf(version: ArchivedVersion, technologyId: string | undefined): Promise<string | undefined> {
    const settings = toVersionSettings(this.#context, this.#match.job, version);
    try {
      await toExactVersion(this.#context, { technologyId, settings }, this.#options);
      return undefined;
    } catch (error) {
      if (!isFootbridgeError(error, "INVALID_INPUT")) throw error;
      return withoutFullStop(error.message);
    }
  }

  #planned(step: Pick<ImportStep, "action"> & Partial<ImportStep>, work?: PlannedJob["work"]): PlannedJob {
    const { job, settings } = this.#match;
    const { name, path } = job;
    const warnings = this.#warnings;
    return {
      job,
      settings,
      work,
      step: { what: "job", name, path, changed: [], versions: [], warnings, ...step },
    };
  }
}

/** The version that is to be current: the one marked so, or the newest where the export left that one out. */
export function currentOf(job: ArchivedJob): ArchivedVersion {
  const current = job.versions.find(({ isCurrent }) => isCurrent) ?? job.versions.at(-1);
  if (current === undefined) throw new TypeError("An archived job has at least one version.");
  return current;
}

/** Why a job cannot be imported anywhere, if so. */
function impossibility(job: ArchivedJob): string | undefined {
  if (job.damage !== undefined) return job.damage;
  if (job.technology.name === undefined) {
    return "job.json does not name its technology, which had left the catalogue before the export: add technology.name";
  }
  const { problem, number } = currentOf(job);
  return problem === undefined ? undefined : `version ${number}, the current one: ${problem}`;
}

function warningsOf(job: ArchivedJob, context: PlanContext): readonly string[] {
  const hasLost = job.versions.some(({ settings }) =>
    losesCredentials(context, job, settings.dockerInfo?.dockerCredentialsId),
  );
  return [
    ...(job.versions.some(({ isCurrent }) => isCurrent)
      ? []
      : [
          `the archive does not hold the version that was current; version ${currentOf(job).number} becomes it`,
        ]),
    ...(hasLost
      ? ["its docker credentials belong to another project and are not carried over: set them afterwards"]
      : []),
  ];
}

function withoutFullStop(message: string): string {
  return message.replace(/\.$/u, "");
}
