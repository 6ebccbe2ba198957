import { checkArchivePath, type RefusedEntry } from "../../core/content/archive.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { SyncStep } from "./options.ts";

/** What lies on both sides, by path. */
export interface Sides {
  readonly files: { has(path: string): boolean; keys(): Iterable<string> };
  readonly blobs: ReadonlySet<string>;
  /** What is the same on both. */
  readonly same: ReadonlySet<string>;
  /** What of the archive can be no file of it. */
  readonly refused: readonly RefusedEntry[];
  /** Files that cannot be read, and why. */
  readonly faults: ReadonlyMap<string, string>;
  /** Keys that end in a slash and hold nothing: some tools mark folders so. */
  readonly markers: ReadonlySet<string>;
}

/** A step without its key. */
export type BareStep = Omit<SyncStep, "key">;

/** The steps that bring a prefix in step with an archive. */
export function stepsUp(sides: Sides, deletes: boolean): readonly BareStep[] {
  const { files, blobs, same, refused, faults } = sides;
  const uploads = [...files.keys()].map((path): BareStep => {
    const fault = faults.get(path);
    if (fault !== undefined) return { action: "cannot", path, reason: fault };
    if (same.has(path)) return { action: "unchanged", path, reason: "the blob is the same" };
    const reason = blobs.has(path) ? "the blob is another one, or not on record" : "there is no such blob";
    return { action: "upload", path, reason };
  });
  const cannot = refused.map(({ path, reason }): BareStep => ({ action: "cannot", path, reason }));
  const known = new Set(refused.map(({ path }) => path));
  const others = [...blobs].filter((path) => !files.has(path) && !known.has(path));
  const rest = others.map((path): BareStep => {
    // What cannot be read may be there all the same.
    if (refused.some((one) => path.startsWith(`${one.path}/`)))
      return { action: "extra", path, reason: "its folder cannot be read" };
    if (isMarker(path)) return { action: "extra", path, reason: "it marks a folder" };
    return { action: deletes ? "delete" : "extra", path, reason: "there is no such file" };
  });
  return [...uploads, ...cannot, ...rest];
}

/** The steps that bring an archive in step with a prefix. */
export function stepsDown(sides: Sides): readonly BareStep[] {
  const { files, blobs, same, refused, faults, markers } = sides;
  const fileFolders = new Set([...files.keys()].flatMap(foldersOf));
  const clash = clashes([...blobs].filter((path) => !markers.has(path)));
  const downloads = [...blobs].map((path): BareStep => {
    if (markers.has(path)) return { action: "unchanged", path, reason: "it only marks a folder" };
    const inTheWay = foldersOf(path).find((folder) => files.has(folder));
    const fault =
      clash.get(path) ??
      (fileFolders.has(path) ? "a folder of this name is there" : undefined) ??
      (inTheWay === undefined
        ? undefined
        : `the file ${JSON.stringify(inTheWay)} is where its folder is due`) ??
      faults.get(path) ??
      fileFault(path);
    if (fault !== undefined) return { action: "cannot", path, reason: fault };
    if (same.has(path)) return { action: "unchanged", path, reason: "the file is the same" };
    const reason = files.has(path) ? "the file is another one, or not on record" : "there is no such file";
    return { action: "download", path, reason };
  });
  const own = [...files.keys(), ...refused.map(({ path }) => path)].filter((path) => !blobs.has(path));
  return [
    ...downloads,
    ...own.map((path): BareStep => ({ action: "extra", path, reason: "there is no such blob" })),
  ];
}

/** Whether a key can only mark a folder: it ends where a name is due. */
export function isMarker(path: string): boolean {
  return path === "" || path.endsWith("/");
}

/** Which paths cannot be beside the others on every system, and why; of those that differ in form only, the first can. */
function clashes(paths: readonly string[]): ReadonlyMap<string, string> {
  const folders = new Set(paths.flatMap(foldersOf).map(folded));
  const firsts = new Map<string, string>();
  const found = new Map<string, string>();
  for (const path of paths.toSorted()) {
    const form = folded(path);
    const first = firsts.get(form);
    if (folders.has(form)) found.set(path, "other keys need a folder of this name");
    else if (first === undefined) firsts.set(form, path);
    else found.set(path, `it differs from ${JSON.stringify(first)} in letter case or Unicode form only`);
  }
  return found;
}

/** What file systems that ignore letter case or Unicode form take for the same. */
function folded(path: string): string {
  return path.normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");
}

function foldersOf(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, at) => segments.slice(0, at + 1).join("/"));
}

/** Why a key is no path of a file on every system. */
function fileFault(path: string): string | undefined {
  try {
    checkArchivePath(path);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
}
