import type { ArchiveEntry, ReadableArchive } from "../../core/archive.ts";
import { checkArchivePath } from "../../core/archive.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { JsonReader } from "../../core/json-reader.ts";
import { fold } from "../../core/lookup.ts";
import { pooled, type PoolOptions } from "../../core/pool.ts";
import { readJobRecord, type JobRecord, type VersionRecord } from "./job-record.ts";
import { differenceFrom, MANIFEST_FILE, readManifests, type Manifest } from "./manifest.ts";
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

// A job.json is small; anything this large is none, and would only fill the memory.
const LARGEST_JSON_BYTES = 64 * 1024 * 1024;

/**
 * Reads the jobs of an archive: every `job.json`, at any depth, whatever the folders are called.
 *
 * @throws {@link InvalidInputError} when it is no export, when a file of it is not what it should be, or when two jobs have
 * one name.
 */
export async function readArchive(
  archive: ReadableArchive & { readonly location: string },
  options: PoolOptions,
): Promise<ArchiveContent> {
  const files = new Map<string, ArchiveEntry>();
  for await (const entry of archive.entries()) {
    options.signal?.throwIfAborted();
    files.set(checkArchivePath(entry.path), entry);
  }
  const jobFiles = named(JOB_FILE, files);
  const manifest = await readManifests(named(MANIFEST_FILE, files));
  if (jobFiles.length === 0 && manifest.folders.length === 0) {
    throw new InvalidInputError(`${archive.location} is no export: it holds no ${JOB_FILE}.`, {
      hint: "Give the folder that an export wrote, or one above it.",
    });
  }
  const reader = new JobReader(files, manifest);
  const jobs = await pooled(jobFiles, (entry, signal) => reader.read(entry, signal), options);
  refuseEqualNames(jobs);
  const lost = [...manifest.files.keys()].filter((path) => isNamed(JOB_FILE, path) && !files.has(path));
  return {
    jobs,
    warnings: lost.map((path) => `${path} is in the manifest, but missing: that job is not imported`),
  };
}

/** The files of a name that are not themselves the package of a job. */
function named(name: string, files: ReadonlyMap<string, ArchiveEntry>): readonly ArchiveEntry[] {
  const isPackage = (path: string): boolean =>
    [...path.matchAll(/(?<=^|\/)version\/\d+\//gu)].some(({ index }) =>
      files.has(path.slice(0, index) + JOB_FILE),
    );
  return [...files.values()].filter(({ path }) => isNamed(name, path) && !isPackage(path));
}

function isNamed(name: string, path: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

class JobReader {
  readonly #manifest: Manifest;
  readonly #folders: PackageFolders;

  constructor(files: ReadonlyMap<string, ArchiveEntry>, manifest: Manifest) {
    this.#manifest = manifest;
    this.#folders = new PackageFolders(files);
  }

  async read(entry: ArchiveEntry, signal: AbortSignal): Promise<ArchivedJob> {
    const { path } = entry;
    const content = await entry.open();
    if (content.size > LARGEST_JSON_BYTES) throw new InvalidInputError(`${path} is too large to be a job.`);
    const record = readJobRecord(JsonReader.parse(await content.text(), path));
    const folder = path.slice(0, -JOB_FILE.length);
    const versions = record.versions.map((version) => ({
      ...version,
      ...findPackage(version, folder, this.#folders),
    }));
    const warnings = [...(await this.#jobWarnings(path, content, signal))];
    for (const version of versions) warnings.push(...(await this.#packageWarnings(version, signal)));
    const lost = versions.find(
      ({ package: found, expected }) => found === undefined && this.#isListed(expected),
    );
    return {
      ...record,
      path,
      versions,
      warnings,
      damage: lost && `${lost.expected} is in the manifest, but missing`,
    };
  }

  #isListed(path: string | undefined): boolean {
    return path !== undefined && this.#manifest.files.has(path);
  }

  async #jobWarnings(path: string, content: Blob, signal: AbortSignal): Promise<readonly string[]> {
    const listed = this.#manifest.files.get(path);
    if (listed !== undefined) {
      const difference = await differenceFrom(listed, content, signal);
      return difference === undefined ? [] : [`${path} has been edited since the export: ${difference}`];
    }
    const isCovered = this.#manifest.folders.some((folder) => path.startsWith(folder));
    return isCovered
      ? [`${path} is not in the manifest: added since the export, or left from an earlier one`]
      : [];
  }

  async #packageWarnings(
    { number, package: found, oddity }: ArchivedVersion,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const listed = found && this.#manifest.files.get(found.path);
    const difference = found && listed && (await differenceFrom(listed, await found.open(), signal));
    return [
      ...(oddity === undefined ? [] : [`version ${number}: ${oddity}`]),
      ...(found && difference
        ? [`version ${number}: ${found.path} is not what was exported: ${difference}`]
        : []),
    ];
  }
}

function refuseEqualNames(jobs: readonly ArchivedJob[]): void {
  const seen = new Map<string, string>();
  for (const { name, path } of jobs) {
    const other = seen.get(fold(name));
    if (other !== undefined) {
      throw new InvalidInputError(`${other} and ${path} hold jobs of one name, "${name}".`, {
        hint: "Names are unique in a project, ignoring case: import them into two projects, or rename or remove one.",
      });
    }
    seen.set(fold(name), path);
  }
}
