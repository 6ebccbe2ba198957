import { isFileName, type WritableArchive } from "../../core/content/archive.ts";
import { pooled } from "../../core/concurrency/pool.ts";
import { groupsOperations } from "../../../generated/saagie/methods.ts";
import { withSubject } from "../calls/with-subject.ts";
import { toJson } from "../bundle/format/manifest.ts";
import { callOptionsOf } from "../calls/call-options.ts";
import type { SaagieContext } from "../context.ts";
import { ON_PROJECT } from "./archived-rights.ts";
import { PEOPLE_FILES } from "./people-files.ts";
import type { PeopleExportOptions, PeopleExportResult } from "./people-plan.ts";

/** What exports of groups read with. */
export type GroupExportContext = Pick<SaagieContext, "call" | "source" | "projects">;

/** A group in the list of all. */
interface ListedGroup {
  readonly name: string;
  /** What its files are called after it. */
  readonly fileName: string;
}

/**
 * Writes groups as the Python client does: `groups.json`, and for each `groups/user_<name>.json` and
 * `groups/perm_<name>.json`, in which projects have their names besides their ids.
 *
 * @remarks The list comes last, so that what it names is there.
 * @throws when anything cannot be read or written, with the group's name: an export is whole or failed.
 */
export async function exportGroups(
  context: GroupExportContext,
  archive: WritableArchive,
  { onProgress, concurrency = 4, ...options }: PeopleExportOptions,
): Promise<PeopleExportResult> {
  const callOptions = callOptionsOf(options);
  const list = await context.call(groupsOperations.list, {}, callOptions);
  const projects = await context.projects.list(callOptions);
  const writer = new GroupsWriter(context, archive, new Map(projects.map(({ id, name }) => [id, name])));
  let done = 0;
  const write = async (group: ListedGroup, signal: AbortSignal): Promise<void> => {
    try {
      await writer.write(group, { ...callOptions, signal });
    } catch (error) {
      throw withSubject(`The group "${group.name}"`, error);
    }
    done += 1;
    const { bytes } = writer;
    const progress = { phase: "download", what: "group", name: group.name, done, bytes } as const;
    onProgress?.({ ...progress, total: list.length });
  };
  await pooled(named(list), write, { concurrency, signal: options.signal });
  await writer.file(PEOPLE_FILES.group, list);
  const { files, bytes, warnings } = writer;
  return { names: list.map(({ name }) => name), files, bytes, warnings };
}

/** A name that could be a place, or two of which could become one, has a number in its place: the files tell it. */
function named(list: readonly { readonly name: string }[]): readonly ListedGroup[] {
  return list.map(({ name }, at) => {
    const isUsual = /^[a-z0-9._-]+$/u.test(name) && isFileName(`user_${name}.json`);
    return { name, fileName: isUsual ? name : `~${at + 1}` };
  });
}

class GroupsWriter {
  files = 0;
  bytes = 0;
  readonly warnings: string[] = [];
  readonly #context: GroupExportContext;
  readonly #archive: WritableArchive;
  readonly #projects: ReadonlyMap<string, string>;

  constructor(context: GroupExportContext, archive: WritableArchive, projects: ReadonlyMap<string, string>) {
    this.#context = context;
    this.#archive = archive;
    this.#projects = projects;
  }

  async write({ name, fileName }: ListedGroup, options: { readonly signal: AbortSignal }): Promise<void> {
    const { call, source } = this.#context;
    const group = await call(groupsOperations.get, { name }, options);
    const permissions = await call(groupsOperations.permissionsForEdit, { name }, options);
    const unnamed: string[] = [];
    const told = withProjectNames(permissions, { projects: this.#projects, unnamed });
    if (unnamed.length > 0) {
      this.warnings.push(
        `"${name}": the names of ${unnamed.length} projects are not visible here; its rights on them keep the ids alone`,
      );
    }
    const { realm, platform } = source;
    await this.file(`groups/user_${fileName}.json`, group);
    await this.file(`groups/perm_${fileName}.json`, { ...asObject(told), exportedFrom: { realm, platform } });
  }

  async file(path: string, content: unknown): Promise<void> {
    const { size } = await this.#archive.write(path, toJson(content));
    this.files += 1;
    this.bytes += size;
  }
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

interface Naming {
  readonly projects: ReadonlyMap<string, string>;
  /** Ids of projects that have no name here. */
  readonly unnamed: string[];
}

/** What was read, whatever is in it, with the names of projects beside their ids: an id means nothing elsewhere. */
function withProjectNames(value: unknown, naming: Naming): unknown {
  if (Array.isArray(value)) return value.map((item) => withProjectNames(item, naming));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, item]) => [key, withProjectNames(item, naming)] as const);
  const { type, id } = value as { readonly type?: unknown; readonly id?: unknown };
  if (type !== ON_PROJECT || typeof id !== "string") return Object.fromEntries(members);
  const name = naming.projects.get(id);
  if (name === undefined) naming.unnamed.push(id);
  return { ...Object.fromEntries(members), ...(name === undefined ? {} : { name }) };
}
