import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { openArchive, type Archive, type ArchiveEntry, type ClosableArchive } from "../../archive/index.ts";
import { CliError } from "../cli-error.ts";

/** Where an export goes. */
export interface ExportTarget {
  readonly archive: ClosableArchive;
  /** Makes the export whole. @returns the files of an earlier one that are not in it any more, and have been removed */
  finish(): Promise<readonly string[]>;
}

/**
 * Opens the folder or zip that an export goes to.
 *
 * @throws CliError when something lies there, and is not to be replaced.
 */
export async function openTarget(
  path: string,
  { overwrite = false }: { readonly overwrite?: boolean | undefined },
): Promise<ExportTarget> {
  const place = resolve(path);
  const found = await stat(place).catch(() => undefined);
  const isZip = found ? !found.isDirectory() : /\.zip$/iu.test(place);
  return isZip ? zipTarget(place, overwrite) : folderTarget(place, overwrite);
}

/** Its files are collected beside it until it is whole: nothing of an earlier one is left over. */
async function zipTarget(place: string, overwrite: boolean): Promise<ExportTarget> {
  const unfinished = `${place}.part`;
  if (overwrite) await rm(unfinished, { recursive: true, force: true });
  if (!overwrite && (await exists(place))) {
    throw new CliError(`${place} exists already: choose another name, or replace it with --overwrite.`);
  }
  if (await exists(unfinished)) {
    throw new CliError(`${unfinished} holds an export that was not finished: --overwrite begins it anew.`);
  }
  const archive = await openArchive(place, { overwrite });
  return {
    archive,
    finish: async () => {
      await archive.close();
      return [];
    },
  };
}

/** A folder may be kept in Git: what an export wrote there is replaced, and everything else is left alone. */
async function folderTarget(place: string, overwrite: boolean): Promise<ExportTarget> {
  if (!overwrite && (await isFilled(place))) {
    throw new CliError(
      `${place} is not empty: choose another folder, or replace the export in it with --overwrite.`,
    );
  }
  const folder = await openArchive(place);
  const earlier = await listedIn(folder);
  const written = new Set<string>();
  const write: Archive["write"] = folder.write.bind(folder);
  const archive: ClosableArchive = Object.assign(folder, {
    write: (path: string, content: Parameters<typeof write>[1]) => {
      written.add(path);
      return write(path, content);
    },
  });
  return { archive, finish: async () => removeFrom(archive, await leftOver(earlier, written, place)) };
}

/** What an earlier export wrote and this one did not. A name of other case may be one and the same file. */
async function leftOver(
  earlier: readonly string[],
  written: ReadonlySet<string>,
  place: string,
): Promise<readonly string[]> {
  const byName = new Map([...written].map((path) => [path.toLowerCase(), path]));
  const left: string[] = [];
  for (const path of earlier) {
    if (written.has(path)) continue;
    const other = byName.get(path.toLowerCase());
    if (other === undefined || !(await isSameFile(join(place, path), join(place, other)))) left.push(path);
  }
  return left;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

const MANIFEST = "footbridge.json";

/** The files of an export: its manifests, of the whole and of each thing, and what they list. */
async function listedIn(archive: Archive): Promise<readonly string[]> {
  const listed: string[] = [];
  for await (const entry of archive.entries("", () => undefined)) {
    if (entry.path !== MANIFEST && !entry.path.endsWith(`/${MANIFEST}`)) continue;
    const files = await filesIn(entry);
    const folder = entry.path.slice(0, -MANIFEST.length);
    if (files !== undefined) listed.push(entry.path, ...files.map((path) => folder + path));
  }
  return listed;
}

/** What a manifest lists; `undefined` where what should be one is broken, or is none of ours. */
async function filesIn(entry: ArchiveEntry): Promise<readonly string[] | undefined> {
  try {
    const { format, files } = JSON.parse(await (await entry.open()).text()) as {
      readonly format?: unknown;
      readonly files?: object;
    };
    return format === 1 ? Object.keys(files ?? {}) : undefined;
  } catch {
    return undefined;
  }
}

/** An import would bring back what the project has lost since. */
async function removeFrom(archive: Archive, paths: readonly string[]): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const path of paths) {
    // A manifest may have been edited: the archive refuses paths that lead out of it, and linked folders.
    const entry = await archive.entry(path).catch(() => undefined);
    if (entry === undefined) continue;
    const file = join(archive.location, ...path.split("/"));
    await rm(file);
    await removeEmpty(dirname(file), archive.location);
    removed.push(path);
  }
  return removed;
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  if (folder === root || !folder.startsWith(root)) return;
  try {
    await rmdir(folder);
  } catch {
    // It holds something else.
    return;
  }
  await removeEmpty(dirname(folder), root);
}

async function isFilled(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
