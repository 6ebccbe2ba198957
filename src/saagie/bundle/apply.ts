import type { Concurrency } from "../../core/adaptive-limit.ts";
import { isFootbridgeError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/pool.ts";
import type { OnProgress } from "../../core/progress.ts";
import type { UploadSource } from "../../core/upload.ts";
import { jobsOperations, type JobsAddVersionResult } from "../../../generated/saagie/methods.ts";
import type { JobVersionInput } from "../../../generated/saagie/platform.ts";
import type { JobDefinition } from "../job-definition.ts";
import { differingSettings, sendEdit } from "../job-editing.ts";
import { addVersion, currentVersion, withUpload } from "../job-uploads.ts";
import { about } from "./about.ts";
import type { JournalEntry } from "./journal.ts";
import { PENDING } from "./links.ts";
import { currentOf, type JobToBuild, type JobToUpgrade, type PlanContext, type PlannedJob } from "./plan.ts";
import type { ArchivedVersion } from "./read-archive.ts";
import { toDefinition, toExactVersion, toVersionSettings } from "./target.ts";

/** What an import did with one job. */
export interface ImportedJob {
  readonly name: string;
  readonly id: string;
  readonly action: "created" | "upgraded" | "unchanged";
  /** The target's version numbers by the archive's, for the versions that were added, also by the runs that this one resumed. */
  readonly versions: Readonly<Record<string, number>>;
}

/** Options of {@link applyJobs}. */
export interface ApplyOptions extends CallOptions {
  readonly concurrency: Concurrency;
  readonly onProgress?: OnProgress | undefined;
}

/** Carries out planned jobs, a few at a time, and writes the journal as it goes. */
export async function applyJobs(
  context: PlanContext,
  planned: readonly PlannedJob[],
  { concurrency, onProgress, ...options }: ApplyOptions,
): Promise<readonly ImportedJob[]> {
  const total = planned.length;
  let done = 0;
  let bytes = 0;
  const tell = (phase: "upload" | "create" | "upgrade" | "skip", name: string): void => {
    const what = phase === "upload" ? "package" : "job";
    onProgress?.({ phase, what, name, done, total, bytes });
  };
  const apply = async (job: PlannedJob, signal: AbortSignal): Promise<ImportedJob> => {
    try {
      const imported = await applyJob(context, job, {
        ...options,
        signal,
        onUploaded: (size, packageName) => {
          bytes += size;
          tell("upload", packageName);
        },
      });
      done += 1;
      tell(PHASES[imported.action], imported.name);
      return imported;
    } catch (error) {
      throw about(`"${job.step.name}"`, error);
    }
  };
  return pooled(planned, apply, { concurrency, signal: options.signal });
}

/** Carries out one planned job; `onUploaded` is told of every package. */
export function applyJob(
  context: PlanContext,
  planned: PlannedJob,
  {
    onUploaded,
    ...options
  }: CallOptions & { readonly onUploaded: (bytes: number, packageName: string) => void },
): Promise<ImportedJob> {
  const told = ({ package: entry, packageName = "" }: ArchivedVersion): void => {
    if (entry !== undefined) onUploaded(entry.size ?? 0, packageName);
  };
  return new JobImport(context, planned, { ...options, onUploaded: told }).apply();
}

const PHASES = { created: "create", upgraded: "upgrade", unchanged: "skip" } as const;

interface JobImportOptions extends CallOptions {
  readonly onUploaded: (version: ArchivedVersion) => void;
}

interface NewVersion {
  readonly jobId: string;
  /** The number of the version that is the current one. */
  readonly before: number;
  readonly input: JobVersionInput;
  readonly source: UploadSource | undefined;
}

class JobImport {
  readonly #context: PlanContext;
  readonly #planned: PlannedJob;
  readonly #options: CallOptions;
  readonly #onUploaded: (version: ArchivedVersion) => void;
  /** The number of the version that was made last: it is the current one, and need not be read. */
  #newest: number | undefined;
  /** Whether the job was created just now with all of its settings: then there is nothing to compare them with. */
  #isAsWanted = false;

  constructor(context: PlanContext, planned: PlannedJob, { onUploaded, ...options }: JobImportOptions) {
    this.#context = context;
    this.#planned = planned;
    this.#options = options;
    this.#onUploaded = onUploaded;
  }

  async apply(): Promise<ImportedJob> {
    const { work, step } = this.#planned;
    if (work === undefined) throw new TypeError(`"${step.name}" cannot be imported, and must not be tried.`);
    return work.kind === "build" ? this.#build(work) : this.#upgrade(work);
  }

  /** Makes the job with its oldest version and adds the others; the journal is written before, and after each. */
  async #build({ entry: begun, technologyId, versions }: JobToBuild): Promise<ImportedJob> {
    const { name } = this.#planned.job;
    let entry = begun;
    await this.#record(entry);
    for (const version of versions) {
      entry =
        entry.id === undefined
          ? await this.#create(version)
          : await this.#add({ ...entry, id: entry.id }, technologyId, version);
      this.#onUploaded(version);
      await this.#record(entry);
    }
    const { id = "" } = entry;
    await this.#finish(id, entry);
    await this.#record({ ...entry, done: true });
    return { name, id, action: "created", versions: entry.versions };
  }

  async #create(version: ArchivedVersion): Promise<JournalEntry> {
    const { deployment, projectId } = this.#context;
    const { job, settings } = this.#planned;
    const definition = toDefinition(this.#context, { job, version, settings });
    // A schedule waits for the version that is to be current: it must not start an older one meanwhile.
    const isScheduled = definition.isScheduled !== false && definition.cronScheduling != null;
    const isEarly = isScheduled && version !== currentOf(job);
    const held = isEarly ? { ...definition, isScheduled: false } : definition;
    const created = await withoutTakenAlias(held, (wanted) =>
      deployment.create(projectId, wanted, this.#options),
    );
    this.#newest = created.versions[0]?.number ?? 1;
    this.#isAsWanted = held === definition;
    return { id: created.id, versions: { [version.number]: this.#newest }, done: false };
  }

  async #add(
    entry: JournalEntry & { readonly id: string },
    technologyId: string | undefined,
    version: ArchivedVersion,
  ): Promise<JournalEntry> {
    const { id } = entry;
    const before = this.#newest ?? (await this.#currentNumber(id));
    const settings = toVersionSettings(this.#context, this.#planned.job, version);
    const input = await toExactVersion(this.#context, { technologyId, settings }, this.#options);
    const added = await this.#addVersion({ jobId: id, before, input, source: settings.file });
    this.#newest = added.number;
    return { ...entry, versions: { ...entry.versions, [version.number]: added.number } };
  }

  async #currentNumber(id: string): Promise<number> {
    return currentVersion(await this.#context.call(jobsOperations.forUpgrade, { id }, this.#options)).number;
  }

  /** Flags the major versions, makes the right one current, and then puts the job's settings in force. */
  async #finish(id: string, { versions }: JournalEntry): Promise<void> {
    const { job, settings } = this.#planned;
    const { call } = this.#context;
    for (const { number, isMajor } of job.versions) {
      const versionNumber = versions[number];
      if (isMajor && versionNumber !== undefined) await this.#flagMajor(id, versionNumber);
    }
    const wanted = versions[currentOf(job).number];
    if (wanted !== undefined && wanted !== Math.max(...Object.values(versions))) {
      await call(jobsOperations.rollback, { jobId: id, versionNumber: wanted }, this.#options);
    }
    if (this.#isAsWanted) return;
    // The alias was settled when the job was created.
    const { alias: _, ...rest } = settings;
    const current = await call(jobsOperations.forUpgrade, { id }, this.#options);
    await sendEdit(call, { current, differing: await differingSettings(current, rest) }, this.#options);
  }

  async #upgrade({ difference }: JobToUpgrade): Promise<ImportedJob> {
    const { call } = this.#context;
    const { current, settings, input, changed } = difference;
    const { id, name } = current;
    if (changed.length === 0) return { name, id, action: "unchanged", versions: {} };
    const version = currentOf(this.#planned.job);
    const versions: Record<string, number> = {};
    if (input !== undefined) {
      const { file: source, dockerInfo } = toVersionSettings(this.#context, this.#planned.job, version);
      // Credentials that the plan only expected have an id by now.
      const isExpected = input.dockerInfo?.dockerCredentialsId === PENDING;
      const settled = isExpected && dockerInfo !== undefined ? { ...input, dockerInfo } : input;
      const before = currentVersion(current).number;
      const added = await this.#addVersion({ jobId: id, before, input: settled, source });
      this.#onUploaded(version);
      versions[version.number] = added.number;
      if (version.isMajor) await this.#flagMajor(id, added.number);
    }
    await sendEdit(call, { current, differing: settings }, this.#options);
    return { name, id, action: "upgraded", versions };
  }

  #addVersion({ source, ...version }: NewVersion): Promise<JobsAddVersionResult> {
    const { signal } = this.#options;
    return withUpload({ source, signal }, (file) =>
      addVersion(this.#context.call, { ...version, file }, this.#options),
    );
  }

  async #flagMajor(jobId: string, versionNumber: number): Promise<void> {
    await this.#context.call(
      jobsOperations.setMajorVersion,
      { jobId, versionNumber, isMajor: true },
      this.#options,
    );
  }

  #record(entry: JournalEntry): Promise<void> {
    return this.#context.journal.record(this.#planned.job, entry);
  }
}

/** An alias may be taken between plan and creation; the job then gets the one that the platform derives from its name. */
async function withoutTakenAlias<T>(
  { alias, ...definition }: JobDefinition,
  create: (definition: JobDefinition) => Promise<T>,
): Promise<T> {
  if (alias === undefined) return create(definition);
  try {
    return await create({ ...definition, alias });
  } catch (error) {
    if (!isFootbridgeError(error, "REFUSED") || !Object.hasOwn(error.fields, "alias")) throw error;
    return create(definition);
  }
}
