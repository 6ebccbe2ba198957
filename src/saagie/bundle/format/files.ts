import {
  checkArchivePath,
  type ArchiveEntry,
  type ReadableArchive,
  type RefusedEntry,
} from "../../../core/content/archive.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import { JsonReader } from "../../../core/json/reader.ts";
import type { PoolOptions } from "../../../core/concurrency/pool.ts";
import { openText } from "./json-text.ts";
import {
  differenceFrom,
  MANIFEST_FILE,
  readManifests,
  type FileDifference,
  type Manifest,
} from "./manifest.ts";
import { isInPackageFolder } from "./packages.ts";

/** An archive to be read. */
export type LocatedArchive = ReadableArchive & { readonly location: string };

/** A JSON file of an archive. */
export interface BundleFile {
  readonly path: string;
  /** The path of the folder it lies in, with a slash at its end; `""` for the root. */
  readonly folder: string;
  readonly json: JsonReader;
  /** What is odd about the file. */
  readonly warnings: readonly string[];
}

const JOB_FILE = "job.json";

/** The files of an archive: what other files are called, and what the manifest says of them. */
export class BundleFiles {
  readonly all: ReadonlyMap<string, ArchiveEntry>;
  readonly manifest: Manifest;

  private constructor(all: ReadonlyMap<string, ArchiveEntry>, manifest: Manifest) {
    this.all = all;
    this.manifest = manifest;
  }

  /**
   * Lists an archive and reads its manifests.
   *
   * @throws {@link InvalidInputError} when a manifest is broken, or a path is none.
   */
  static async list(archive: LocatedArchive, { signal }: Pick<PoolOptions, "signal">): Promise<BundleFiles> {
    const all = new Map<string, ArchiveEntry>();
    const onRefused = ({ path, reason, file }: RefusedEntry): void => {
      // What a package is called is its own business: it is only ever read, and named to the platform as job.json names it.
      if (file === undefined || !isInPackageFolder(path)) throw new InvalidInputError(`${reason}.`);
      all.set(path, file);
    };
    for await (const entry of archive.entries("", onRefused)) {
      signal?.throwIfAborted();
      all.set(checkArchivePath(entry.path), entry);
    }
    return new BundleFiles(all, await readManifests(named(all, MANIFEST_FILE)));
  }

  /** The files of a name, at any depth, that are not themselves the package of a job. */
  named(name: string): readonly ArchiveEntry[] {
    return named(this.all, name);
  }

  /** The files of a name that the manifest lists and the archive lacks. */
  lost(name: string): readonly string[] {
    return [...this.manifest.files.keys()].filter((path) => isNamed(name, path) && !this.all.has(path));
  }

  /** Whether the manifest lists a file. */
  isListed(path: string): boolean {
    return this.manifest.files.has(path);
  }

  /**
   * Reads a JSON file.
   *
   * @throws {@link InvalidInputError} when it holds no JSON object, or is too large to be `what`.
   */
  async read(entry: ArchiveEntry, what: string, signal: AbortSignal): Promise<BundleFile> {
    const { path } = entry;
    const content = await openText(entry, what);
    const json = JsonReader.parse(await content.text(), path);
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    return { path, folder, json, warnings: await this.#warnings(path, content, { signal, what }) };
  }

  /** How a file is not as it was exported, if so. */
  async difference(entry: ArchiveEntry, signal: AbortSignal): Promise<FileDifference | undefined> {
    const listed = this.manifest.files.get(entry.path);
    return listed && differenceFrom(listed, await entry.open(), signal);
  }

  async #warnings(
    path: string,
    content: Blob,
    { signal, what }: { readonly signal: AbortSignal; readonly what: string },
  ): Promise<readonly string[]> {
    const listed = this.manifest.files.get(path);
    if (listed !== undefined) {
      const difference = await differenceFrom(listed, content, signal);
      // To JSON line ends mean nothing.
      if (difference === undefined || difference.isInLineEnds) return [];
      return [`${path} has been edited since the export: ${difference.what}`];
    }
    // What a project is, an export of its jobs alone does not tell: such a manifest need not list it.
    const isCovered = what !== "a project" && this.manifest.folders.some((folder) => path.startsWith(folder));
    return isCovered
      ? [`${path} is not in the manifest: added since the export, or left from an earlier one`]
      : [];
  }
}

function named(files: ReadonlyMap<string, ArchiveEntry>, name: string): readonly ArchiveEntry[] {
  const isPackage = (path: string): boolean =>
    [...path.matchAll(/(?<=^|\/)(?:version\/\d+|package)\//gu)].some(({ index }) =>
      files.has(path.slice(0, index) + JOB_FILE),
    );
  // Journals lie in the archive that they are about.
  return [...files.values()].filter(
    ({ path }) => isNamed(name, path) && !path.startsWith(".footbridge/") && !isPackage(path),
  );
}

function isNamed(name: string, path: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}
