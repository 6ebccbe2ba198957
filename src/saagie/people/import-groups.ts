import type { Archive } from "../../core/content/archive.ts";
import { isSame } from "../../core/changes.ts";
import type { CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/concurrency/pool.ts";
import { groupsOperations, usersOperations, type GroupsMethods } from "../../../generated/saagie/methods.ts";
import { fileNameOf } from "../bundle/format/folder-names.ts";
import { Journal, type JournalEntry } from "../bundle/engine/journal.ts";
import { settleConflict } from "../bundle/engine/resource-importer.ts";
import type { ConflictPolicy } from "../bundle/engine/plan-step.ts";
import { callOptionsOf } from "../calls/call-options.ts";
import type { SaagieContext } from "../context.ts";
import {
  toWritable,
  withAdded,
  type AddedPermissions,
  type WritablePermissions,
} from "./group-permissions.ts";
import { makingThing } from "./realm-refusal.ts";
import { applyPeople, refuseImpossible } from "./apply-people.ts";
import { readGroups, type ArchivedGroup } from "./archived-groups.ts";
import { carryRights, ON_PROJECT, type RightsTarget } from "./archived-rights.ts";
import {
  personStep,
  PROTECTED,
  type ImportedPerson,
  type JournalOption,
  type PeopleImportOptions,
  type PeopleImportResult,
  type PeoplePlan,
  type PeoplePlanOptions,
  type PeopleStep,
  type PlannedPerson,
} from "./people-plan.ts";

/** Options of the plan of an import of groups. */
export interface GroupPlanOptions extends PeoplePlanOptions, JournalOption {
  /** What becomes of groups that exist: given the rights that they lack, left alone, or a reason to import none. @defaultValue `"upgrade"` */
  readonly existing?: ConflictPolicy;
  /**
   * The number of the platform whose rights go to the platform of this client. Default: this one, for groups of this realm;
   * else the one that the export went through. Files of the Python client tell neither: without it, their rights on platforms
   * are not carried over.
   */
  readonly fromPlatform?: number;
}

/** Options of an import of groups. */
export interface GroupImportOptions extends GroupPlanOptions, PeopleImportOptions {}

/** How an import reads and makes groups. */
export interface GroupAccess extends Pick<GroupsMethods, "list" | "get"> {
  create(
    definition: { readonly name: string; readonly users: readonly string[] },
    options: CallOptions,
  ): Promise<unknown>;
}

/** What imports of groups work with. */
export interface GroupImportContext extends Pick<SaagieContext, "call" | "source" | "projects"> {
  readonly groups: GroupAccess;
}

/** Compares an archive with the realm and changes nothing. */
export async function planGroups(
  context: GroupImportContext,
  archive: Archive,
  options: GroupPlanOptions,
): Promise<PeoplePlan> {
  return (await prepare(context, archive, options)).plan;
}

/**
 * Makes the groups of an archive that the realm lacks, and gives rights.
 *
 * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or a group cannot be imported.
 */
export async function importGroups(
  context: GroupImportContext,
  archive: Archive,
  options: GroupImportOptions,
): Promise<PeopleImportResult> {
  const { plan, planned } = await prepare(context, archive, options);
  refuseImpossible(plan.steps, options);
  return { ...plan, imported: await applyPeople(planned, options) };
}

/** The realm that groups go to. */
interface GroupRealm extends RightsTarget {
  readonly names: ReadonlySet<string>;
  readonly logins: ReadonlySet<string>;
}

interface PlannedGroups {
  readonly plan: PeoplePlan;
  readonly planned: readonly PlannedPerson[];
}

/** The archive first: a broken one is refused without a single request. */
async function prepare(
  context: GroupImportContext,
  archive: Archive,
  options: GroupPlanOptions,
): Promise<PlannedGroups> {
  const { existing = "upgrade", fromPlatform, concurrency = 4, journal = archive, signal } = options;
  const { groups, warnings } = await readGroups(archive, { concurrency, signal });
  const callOptions = callOptionsOf(options);
  const { realm, platform } = context.source;
  const target: GroupRealm = {
    realm,
    platform,
    fromPlatform,
    names: new Set((await context.groups.list(callOptions)).map(({ name }) => name)),
    logins: new Set((await context.call(usersOperations.list, {}, callOptions)).map(({ login }) => login)),
    projects: groups.some(isOnProjects) ? await context.projects.list(callOptions) : [],
  };
  const place = new Journal(journal, { realm, platform, projectId: "groups" });
  const plan = (group: ArchivedGroup, signalOfAll: AbortSignal): Promise<PlannedPerson> =>
    new GroupImport(context, { group, target, existing, journal: place }).plan({
      ...callOptions,
      signal: signalOfAll,
    });
  const planned = await pooled(groups, plan, { concurrency, signal });
  const steps = planned.map(({ step }) => step);
  return { plan: { from: archive.location, warnings, steps }, planned };
}

function isOnProjects({ rights }: ArchivedGroup): boolean {
  const permissions = (rights?.platforms ?? []).flatMap((entry) => entry.permissions);
  return permissions.some(({ type }) => type === ON_PROJECT);
}

interface GroupTask {
  readonly group: ArchivedGroup;
  readonly target: GroupRealm;
  readonly existing: ConflictPolicy;
  readonly journal: Journal;
}

/** One group of an archive, in the realm. */
class GroupImport {
  readonly #context: GroupImportContext;
  readonly #task: GroupTask;

  constructor(context: GroupImportContext, task: GroupTask) {
    this.#context = context;
    this.#task = task;
  }

  async plan(options: CallOptions): Promise<PlannedPerson> {
    const { group, target, existing, journal } = this.#task;
    const { name, users, rights } = group;
    if (group.isProtected) return { step: this.#step({ action: "skip", reason: PROTECTED }) };
    const isThere = target.names.has(name);
    const entry = await journal.entry(this.#key);
    const settled = isThere ? settleConflict({ existing }, name, entry) : undefined;
    if (settled !== undefined) return { step: this.#step(settled) };
    if (users === undefined || rights === undefined) {
      const missing = users === undefined ? "user" : "perm";
      const reason = `its file is missing: groups/${missing}_${name}.json`;
      return { step: this.#step({ action: "cannot", reason }) };
    }
    const { added, warnings } = carryRights(rights, target);
    if (!isThere) return this.#planNew({ users, added, warnings });
    const isBegun = entry !== undefined && !entry.done && (entry.id ?? name) === name;
    return this.#planFound({ users, added, warnings, isBegun }, options);
  }

  #planNew({ users, added, warnings }: GroupWishes): PlannedPerson {
    const { group, target, journal } = this.#task;
    const { name } = group;
    if (!/^[a-z0-9._-]+$/u.test(name) || /^\.+$/u.test(name)) {
      return { step: this.#step({ action: "cannot", reason: NO_NAME }) };
    }
    const joining = users.filter((login) => target.logins.has(login));
    const lacking = users
      .filter((login) => !target.logins.has(login))
      .map((login) => `"${login}" is not put into it: there is no such user; import users before groups`);
    return {
      step: this.#step({ action: "create", warnings: [...warnings, ...lacking] }),
      apply: async (options) => {
        await journal.record(this.#key, { versions: {}, done: false });
        await this.#context.groups.create({ name, users: joining }, options);
        return this.#finish(added, options);
      },
    };
  }

  async #planFound(
    { users, added, warnings, isBegun }: GroupWishes & { readonly isBegun: boolean },
    options: CallOptions,
  ): Promise<PlannedPerson> {
    const { name } = this.#task.group;
    const { users: members } = await this.#context.groups.get(name, options);
    const outside = users.filter((login) => !members.includes(login)).map((login) => `"${login}"`);
    const changed = changedParts(await this.#read(options), added);
    const lacking = `who is in a group that exists cannot be changed, and this one lacks ${outside.join(", ")}`;
    if (isBegun) {
      const step = this.#step({ action: "resume", changed, warnings });
      return { step, apply: (how) => this.#finish(added, how) };
    }
    if (changed.length > 0) {
      const told = outside.length === 0 ? warnings : [...warnings, lacking];
      const step = this.#step({ action: "upgrade", changed, warnings: told });
      return { step, apply: (how) => this.#give(added, how).then(() => "upgraded" as const) };
    }
    if (outside.length === 0) return { step: this.#step({ action: "unchanged", warnings }) };
    return { step: this.#step({ action: "skip", reason: lacking, warnings }) };
  }

  async #finish(added: AddedPermissions, options: CallOptions): Promise<ImportedPerson["action"]> {
    await this.#give(added, options);
    const done: JournalEntry = { id: this.#task.group.name, versions: {}, done: true };
    await this.#task.journal.record(this.#key, done);
    return "created";
  }

  /** Gives what the group lacks by now, or sends nothing. */
  async #give(added: AddedPermissions, options: CallOptions): Promise<void> {
    const current = await this.#read(options);
    if (changedParts(current, added).length === 0) return;
    const { name } = this.#task.group;
    const wanted = withAdded(current, added);
    await makingThing(() =>
      this.#context.call(groupsOperations.setPermissions, { name, ...wanted }, options),
    );
  }

  async #read(options: CallOptions): Promise<WritablePermissions> {
    const { name } = this.#task.group;
    return toWritable(await this.#context.call(groupsOperations.permissionsForEdit, { name }, options));
  }

  #step(step: Pick<PeopleStep, "action"> & Partial<PeopleStep>): PeopleStep {
    return personStep("group", this.#task.group, step);
  }

  get #key(): { readonly path: string; readonly name: string } {
    const { name } = this.#task.group;
    return { path: `groups/${fileNameOf(name)}.json`, name };
  }
}

/** What a group is to be like. */
interface GroupWishes {
  readonly users: readonly string[];
  readonly added: AddedPermissions;
  readonly warnings: readonly string[];
}

const NO_NAME = "a group's name consists of lower-case letters, digits, dots, hyphens and underscores";

const PARTS = ["role", "authorizations", "realmAuthorization"] as const;

function changedParts(current: WritablePermissions, added: AddedPermissions): readonly string[] {
  const wanted = withAdded(current, added);
  return PARTS.filter((part) => !isSame(current[part], wanted[part]));
}
