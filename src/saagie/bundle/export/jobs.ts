import {
  jobsOperations,
  type JobReference,
  type JobsForExportResult,
} from "../../../../generated/saagie/methods.ts";
import type { WritableArchive } from "../../../core/content/archive.ts";
import { ProtocolError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import { listed, type OneOrMany } from "../../../core/lookup/one-or-many.ts";
import { pooled } from "../../../core/concurrency/pool.ts";
import { untilAbort } from "../../../core/concurrency/tidy-up.ts";
import { downloadArtifact } from "../../jobs/artifacts.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import { isId } from "../../references/urls.ts";
import { withSubject } from "../../calls/with-subject.ts";
import { FolderNames } from "../format/folder-names.ts";
import { writeGitFiles } from "../format/git-files.ts";
import { packageFileFor, toJobFile, type ExportedVersion } from "../format/job-file.ts";
import { ManifestWriter, toJson } from "../format/manifest.ts";
import { readAhead, type ReadAhead } from "./read-ahead.ts";
import { limitWarnings, versionVariables, type VersionVariables } from "./version-choice.ts";
import type { PartExportOptions, ExportContext, WriteContext } from "./context.ts";

/** Options of the export of jobs. */
export type JobExportOptions = PartExportOptions;

/** What an export of jobs wrote. */
export interface JobExportResult {
  readonly jobs: readonly ExportedJob[];
  /** Files written, without the manifest. */
  readonly files: number;
  /** Bytes written, without the manifest. */
  readonly bytes: number;
  /** What could not be carried, and why. */
  readonly warnings: readonly string[];
}

/** A job that was exported. */
export interface ExportedJob {
  readonly id: string;
  readonly name: string;
  /** How many versions were written. */
  readonly versions: number;
}

/** What to export, and where to. */
export interface ExportTask {
  readonly jobs: OneOrMany<JobReference>;
  readonly archive: WritableArchive;
}

/**
 * Writes jobs to an archive: `jobs/<name>/job.json`, and each version's package as `jobs/<name>/version/<number>/<name>`.
 *
 * @remarks Each `job.json` comes after its packages, then the manifest of its folder, and that of the whole last, so that
 * what is there is whole.
 * @throws when anything cannot be read or written: a package that cannot be downloaded is a failure of the export.
 */
export function exportJobs(
  context: ExportContext,
  task: ExportTask,
  options: JobExportOptions,
): Promise<JobExportResult> {
  return untilAbort(writeAll(context, task, options), options.signal);
}

async function writeAll(
  context: ExportContext,
  task: ExportTask,
  options: JobExportOptions,
): Promise<JobExportResult> {
  const { archive } = task;
  const jobs = listed(task.jobs);
  const writer = new ManifestWriter(archive, options.signal);
  const tally = { done: 0, total: jobs.length };
  const written = await writeJobs({ ...context, writer, tally, names: new FolderNames() }, jobs, options);
  const warnings = [...written.warnings, ...(await writeGitFiles(archive))];
  await writer.finish(context.source);
  const { bytes, files } = writer;
  return { ...written, warnings, files, bytes };
}

/** What jobs are written with. */
export interface JobsWriteContext extends WriteContext {
  /** Of the folders of jobs. */
  readonly names: FolderNames;
}

/** Writes jobs, a few at a time. */
export async function writeJobs(
  context: JobsWriteContext,
  jobs: readonly JobReference[],
  options: JobExportOptions,
): Promise<Pick<JobExportResult, "jobs" | "warnings">> {
  const { concurrency, signal } = options;
  const versions = versionVariables(options);
  const reader = readAhead(context, {
    operation: jobsOperations.forExport,
    ids: jobs.filter((job): job is string => typeof job === "string" && isId(job)),
    shared: { ...versions },
    one: (id) => ({ id, ...versions }),
    options: callOptionsOf(options),
    concurrency,
  });
  const packagesAtOnce = concurrency === undefined ? PACKAGES_AT_ONCE : 1;
  const work = new JobsExport({ ...context, reader, versions, packagesAtOnce }, options);
  signal?.throwIfAborted();
  const exported = await pooled(jobs, (job, signalOfAll) => work.write(job, signalOfAll), {
    concurrency: concurrency ?? context.concurrency,
    signal,
  });
  return { jobs: exported.flatMap((job) => job ?? []), warnings: work.warnings };
}

/** While the package of one version is written to the disk, another comes over the line. */
const PACKAGES_AT_ONCE = 2;

interface JobsContext extends JobsWriteContext {
  /** Of one job. */
  readonly packagesAtOnce: number;
  readonly reader: ReadAhead<JobsForExportResult>;
  readonly versions: VersionVariables;
}

class JobsExport {
  readonly warnings: string[] = [];
  readonly #context: JobsContext;
  readonly #writer: ManifestWriter;
  readonly #options: JobExportOptions;
  readonly #seen = new Set<string>();

  constructor(context: JobsContext, options: JobExportOptions) {
    this.#context = context;
    this.#writer = context.writer;
    this.#options = options;
  }

  /** Writes one job; `undefined` when it was referred to before, by another reference maybe. */
  async write(reference: JobReference, signal: AbortSignal): Promise<ExportedJob | undefined> {
    const job = await this.#read(reference, signal);
    checkPlace(job);
    const isNew = !this.#seen.has(job.id);
    this.#seen.add(job.id);
    try {
      if (isNew) await this.#writeJob(job, signal);
    } catch (error) {
      throw withSubject(`"${job.name}"`, error);
    }
    this.#context.tally.done += 1;
    this.#tell("job", job.name);
    return isNew ? { id: job.id, name: job.name, versions: job.versions.length } : undefined;
  }

  #read(reference: JobReference, signal: AbortSignal): Promise<JobsForExportResult> {
    const { call, reader, versions } = this.#context;
    if (typeof reference === "string" && isId(reference)) return reader.get(reference, signal);
    return call(jobsOperations.forExport, { id: reference, ...versions }, this.#callOptions(signal));
  }

  async #writeJob(job: JobsForExportResult, signal: AbortSignal): Promise<void> {
    const folder = `jobs/${this.#context.names.of(job)}/`;
    this.warnings.push(...limitWarnings(job.name, job.versions));
    const packageFiles = new Map<number, string>();
    const writeOne = async (version: ExportedVersion, inner: AbortSignal): Promise<void> => {
      const file = await this.#writePackage({ job, folder }, version, inner);
      if (file !== undefined) packageFiles.set(version.number, file);
    };
    await pooled(job.versions, writeOne, { concurrency: this.#context.packagesAtOnce, signal });
    const id = job.technology?.id;
    const technology =
      id === undefined ? undefined : await this.#context.technologies.nameOf(id, this.#callOptions(signal));
    if (technology === undefined) {
      this.warnings.push(
        `"${job.name}": its technology is gone from the catalogue; it cannot be imported as it is.`,
      );
    }
    await this.#writer.write(`${folder}job.json`, toJson(toJobFile(job, { technology, packageFiles })));
    await this.#writer.finishFolder(folder);
  }

  /** Saves a version's package; returns its path below the job's folder. */
  async #writePackage(
    { job, folder }: { readonly job: JobsForExportResult; readonly folder: string },
    version: ExportedVersion,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { packageInfo, number } = version;
    if (packageInfo === null) return undefined;
    if (packageInfo.downloadUrl === null) {
      this.warnings.push(`"${job.name}", version ${number}: the platform offers no download of its package.`);
      return undefined;
    }
    const file = packageFileFor(version);
    const { refer } = this.#context;
    if (refer !== undefined) {
      const { name, downloadUrl } = packageInfo;
      refer(`${folder}${file}`, { name, downloadUrl });
      return file;
    }
    try {
      const { stream } = await downloadArtifact(this.#context.call, packageInfo.downloadUrl, { signal });
      await this.#writer.write(`${folder}${file}`, stream);
    } catch (error) {
      throw withSubject(`The package of version ${number} was not exported`, error);
    }
    this.#tell("package", packageInfo.name);
    return file;
  }

  #tell(what: string, name: string): void {
    const { onProgress } = this.#options;
    const { bytes } = this.#writer;
    const { done, total } = this.#context.tally;
    onProgress?.({ phase: "download", what, name, done, total, bytes });
  }

  #callOptions(signal: AbortSignal): CallOptions {
    return { ...callOptionsOf(this.#options), signal };
  }
}

/** Ids and numbers become parts of names of folders: nothing else may stand in their place. */
function checkPlace({ id, versions }: JobsForExportResult): void {
  if (isId(id) && versions.every(({ number }) => Number.isSafeInteger(number))) return;
  throw new ProtocolError(
    "The platform answered a job whose id is not an id, or whose version numbers are not numbers.",
  );
}
