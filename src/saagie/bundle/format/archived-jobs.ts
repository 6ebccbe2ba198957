import type { ArchiveEntry } from "../../../core/content/archive.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import { foldCase } from "../../../core/lookup/lookup.ts";
import { pooled, type PoolOptions } from "../../../core/concurrency/pool.ts";
import { BundleFiles, type LocatedArchive } from "./files.ts";
import { readJobRecord, type JobRecord, type VersionRecord } from "./job-record.ts";
import { findPackage, PackageFolders, type FoundPackage } from "./packages.ts";

/** A version with its package, ready to be imported. */
export type ArchivedVersion = VersionRecord & FoundPackage;

/** A job in an archive. */
export interface ArchivedJob extends Omit<JobRecord, "versions"> {
  /** The path of its `job.json`. */
  readonly path: string;
  /** Oldest first. */
  readonly versions: readonly ArchivedVersion[];
  /** What is odd about its files. */
  readonly warnings: readonly string[];
  /** What the manifest lists and the archive lacks, in words; such a job is not whole. */
  readonly damage: string | undefined;
}

/** What an archive holds. */
export interface ArchiveContent {
  readonly jobs: readonly ArchivedJob[];
  /** What is odd about the archive as a whole. */
  readonly warnings: readonly string[];
}

const JOB_FILE = "job.json";

/**
 * Reads the jobs of an archive: every `job.json`, at any depth, whatever the folders are called.
 *
 * @throws {@link InvalidInputError} when it is no export, when a file of it is not what it should be, or when two jobs have
 * one name.
 */
export async function readArchive(archive: LocatedArchive, options: PoolOptions): Promise<ArchiveContent> {
  const files = await BundleFiles.list(archive, options);
  if (files.named(JOB_FILE).length === 0 && files.manifest.folders.length === 0) {
    throw new InvalidInputError(`${archive.location} is not an export: it holds no ${JOB_FILE}.`, {
      hint: "Give the folder that an export wrote, or one above it.",
    });
  }
  return { jobs: await readJobs(files, options), warnings: lostJobs(files) };
}

/** Reads the jobs among the files of an archive. */
export async function readJobs(files: BundleFiles, options: PoolOptions): Promise<readonly ArchivedJob[]> {
  const reader = new JobReader(files);
  const read = (entry: ArchiveEntry, signal: AbortSignal): Promise<ArchivedJob> => reader.read(entry, signal);
  const jobs = await pooled(files.named(JOB_FILE), read, options);
  refuseEqualNames("job", jobs);
  return jobs;
}

/** What the manifest tells of jobs that are not in the archive. */
export function lostJobs(files: BundleFiles): readonly string[] {
  return files
    .lost(JOB_FILE)
    .map((path) => `${path} is in the manifest, but missing: that job is not imported`);
}

class JobReader {
  readonly #files: BundleFiles;
  readonly #folders: PackageFolders;

  constructor(files: BundleFiles) {
    this.#files = files;
    this.#folders = new PackageFolders(files.all);
  }

  async read(entry: ArchiveEntry, signal: AbortSignal): Promise<ArchivedJob> {
    const { path, folder, json, warnings: oddities } = await this.#files.read(entry, "a job", signal);
    const record = readJobRecord(json);
    const versions = record.versions.map((version) => ({
      ...version,
      ...findPackage(version, folder, this.#folders),
    }));
    const warnings = [...oddities];
    for (const version of versions) warnings.push(...(await this.#packageWarnings(version, signal)));
    const lost = versions.find(
      ({ package: found, expected }) =>
        found === undefined && expected !== undefined && this.#files.isListed(expected),
    );
    return {
      ...record,
      path,
      versions,
      warnings,
      damage: lost && `${lost.expected} is in the manifest, but missing`,
    };
  }

  async #packageWarnings(
    { number, package: found, oddity }: ArchivedVersion,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const difference = found && (await this.#files.difference(found, signal));
    return [
      ...(oddity === undefined ? [] : [`version ${number}: ${oddity}`]),
      ...(found && difference
        ? [`version ${number}: ${found.path} is not what was exported: ${difference.what}`]
        : []),
    ];
  }
}

/**
 * Refuses things that one project cannot hold together.
 *
 * @throws {@link InvalidInputError} naming the two files.
 */
export function refuseEqualNames(
  what: string,
  things: readonly { readonly name: string; readonly path: string }[],
): void {
  const seen = new Map<string, string>();
  for (const { name, path } of things) {
    const other = seen.get(foldCase(name));
    if (other !== undefined) {
      throw new InvalidInputError(`${other} and ${path} hold ${what}s of one name, "${name}".`, {
        hint: "Names are unique in a project, ignoring case: import them into two projects, or rename or remove one.",
      });
    }
    seen.set(foldCase(name), path);
  }
}
