import type { ArchiveEntry } from "../../../core/content/archive.ts";
import type { VersionRecord } from "./job-record.ts";

/** The package of a version, as far as the archive has it. */
export interface FoundPackage {
  /** The package; `undefined` for a version that has none. */
  readonly package: ArchiveEntry | undefined;
  /** Where it should lie, for a version that has one. */
  readonly expected: string | undefined;
  /** Why the version cannot be imported from this archive. */
  readonly problem?: string;
  /** What is odd about the package that was taken. */
  readonly oddity?: string;
}

const PACKAGE_FOLDER = /^(?:.*\/)?(?:version\/\d+|package(?:\/\d+)?)\/(?=[^/]+$)/u;

/** Whether a file lies where packages do. */
export function isInPackageFolder(path: string): boolean {
  return PACKAGE_FOLDER.test(path);
}

/** The files of an archive that may be packages, by the folder they lie in. */
export class PackageFolders {
  readonly files: ReadonlyMap<string, ArchiveEntry>;
  readonly #byFolder = new Map<string, ArchiveEntry[]>();

  constructor(files: ReadonlyMap<string, ArchiveEntry>) {
    this.files = files;
    for (const entry of files.values()) {
      const folder = PACKAGE_FOLDER.exec(entry.path)?.[0];
      if (folder === undefined) continue;
      const others = this.#byFolder.get(folder);
      if (others === undefined) this.#byFolder.set(folder, [entry]);
      else others.push(entry);
    }
  }

  /** The files of one folder, but for hidden ones: Git and desktops leave some. */
  visible(folder: string): readonly ArchiveEntry[] {
    return (this.#byFolder.get(folder) ?? []).filter(({ path }) => !path.startsWith(".", folder.length));
  }
}

/**
 * Finds a version's package: where `job.json` says, under its own name, or as the only file of the version's folder.
 *
 * @remarks The Python client takes whichever file comes first; several, of which none has the right name, are a problem here.
 * A name is only ever looked up among the files that are there.
 */
export function findPackage(
  { number, packageName, packageFile, packageFolders }: VersionRecord,
  folder: string,
  folders: PackageFolders,
): FoundPackage {
  const places = (packageFolders ?? [`version/${number}/`]).map((place) => folder + place);
  const inFolder = places.find((place) => folders.visible(place).length > 0) ?? places[0] ?? folder;
  const byName = packageName === undefined ? undefined : inFolder + packageName;
  const expected = packageFile === undefined ? byName : folder + packageFile;
  const named = expected === undefined ? undefined : folders.files.get(expected);
  if (named !== undefined) return { package: named, expected };
  const [only, ...others] = folders.visible(inFolder);
  if (only === undefined) {
    const problem = `its package ${expected} is not in the archive`;
    return { package: undefined, expected, ...(expected === undefined ? {} : { problem }) };
  }
  if (others.length > 0) {
    const problem = `${inFolder} holds ${others.length + 1} files, and job.json does not tell which is the package`;
    return { package: undefined, expected, problem };
  }
  // The Gradle plugin names none: its folders tell.
  if (expected === undefined && packageFolders !== undefined) return { package: only, expected };
  const instead = expected === undefined ? "job.json names no package" : `${expected} is missing`;
  return { package: only, expected, oddity: `${instead}, and ${only.path} is taken` };
}
