import type { Archive, ArchiveEntry } from "../../core/content/archive.ts";
import type { JsonReader } from "../../core/json/reader.ts";
import { pooled, type PoolOptions } from "../../core/concurrency/pool.ts";
import type { BundleFiles } from "../bundle/format/files.ts";
import { readRights, type ArchivedRights } from "./archived-rights.ts";
import { readPeople, refuseTwice } from "./people-files.ts";

/** A group in an archive. */
export interface ArchivedGroup {
  readonly name: string;
  /** The path of the list that names it. */
  readonly path: string;
  readonly isProtected: boolean;
  /** Logins; absent where the file that tells them is missing. */
  readonly users: readonly string[] | undefined;
  /** Absent where the file that tells them is missing. */
  readonly rights: ArchivedRights | undefined;
}

/** The groups of an archive. */
export interface ArchivedGroups {
  readonly groups: readonly ArchivedGroup[];
  /** What is odd about the archive as a whole. */
  readonly warnings: readonly string[];
}

/**
 * Reads the groups of an archive: ours, and those of the Python client.
 *
 * @throws {@link InvalidInputError} when it holds no groups, or a file of them is not what it should be.
 */
export async function readGroups(archive: Archive, options: PoolOptions): Promise<ArchivedGroups> {
  const { files, path, entries } = await readPeople(archive, "group", options);
  const folder = `${path.slice(0, path.lastIndexOf("/") + 1)}groups/`;
  const users = await readDetails(files, { prefix: `${folder}user_`, what: "the users of a group" }, options);
  const rights = await readDetails(
    files,
    { prefix: `${folder}perm_`, what: "the rights of a group" },
    options,
  );
  const groups = entries.map((entry): ArchivedGroup => {
    const name = entry.requiredText("name");
    const group = users.get(name);
    const permissions = rights.get(name);
    return {
      name,
      path,
      isProtected: entry.boolean("protected") ?? false,
      users: group?.texts("users"),
      rights: permissions && readRights(permissions),
    };
  });
  refuseTwice(path, groups);
  const listed = new Set(groups.map(({ name }) => name));
  const others = new Set([...users.keys(), ...rights.keys()].filter((name) => !listed.has(name)));
  return {
    groups,
    warnings: [...others].map((name) => `"${name}" is not in ${path}: that group is not imported`),
  };
}

/** The files that tell more of each group, by the name that they tell themselves: file names may be others. */
async function readDetails(
  files: BundleFiles,
  { prefix, what }: { readonly prefix: string; readonly what: string },
  options: PoolOptions,
): Promise<ReadonlyMap<string, JsonReader>> {
  const entries = [...files.all.values()].filter(
    ({ path }) => path.startsWith(prefix) && /^[^/]*\.json$/u.test(path.slice(prefix.length)),
  );
  const read = async (entry: ArchiveEntry, signal: AbortSignal): Promise<readonly [string, JsonReader]> => {
    const { json } = await files.read(entry, what, signal);
    return [json.requiredText("name"), json];
  };
  return new Map(await pooled(entries, read, options));
}
