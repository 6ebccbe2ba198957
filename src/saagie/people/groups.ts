import type { Archive, WritableArchive } from "../../core/content/archive.ts";
import { isSame } from "../../core/changes.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  groupsOperations,
  GroupsMethods,
  type GroupsGetResult,
  type GroupsPermissionsResult,
} from "../../../generated/saagie/methods.ts";
import type { PlatformAuthorizationInput, RealmAuthorizationInput } from "../../../generated/saagie/rest.ts";
import type { SaagieContext } from "../context.ts";
import { toWritable, type WritablePermissions } from "./group-permissions.ts";
import type { GroupImportContext, GroupImportOptions, GroupPlanOptions } from "./import-groups.ts";
import type {
  PeopleExportOptions,
  PeopleExportResult,
  PeopleImportResult,
  PeoplePlan,
} from "./people-plan.ts";
import { toAuthorizations, type ProjectAuthorizations } from "../projects/authorizations.ts";
import { aboutThing, deletingThing, makingThing, type RealmThing } from "./realm-refusal.ts";
import { recoverCreation } from "../recovery/creation.ts";

/** A group and who is in it. */
export type Group = GroupsGetResult;

/** What a group may do. */
export type GroupPermissions = GroupsPermissionsResult;

/** A new group. */
export interface GroupDefinition {
  /** Lower-case letters, digits, `.`, `-` and `_`. It cannot be changed later. */
  readonly name: string;
  /** Logins of the users to be in it. @defaultValue none */
  readonly users?: readonly string[];
}

/** What to change of what a group may do: absent keeps, `null` and `[]` empty. */
export interface PermissionChanges {
  readonly role?: string;
  /** Replaces the permissions on all platforms. */
  readonly authorizations?: readonly PlatformAuthorizationInput[] | null;
  /** Replaces the permissions on the realm as a whole. */
  readonly realmAuthorization?: RealmAuthorizationInput | null;
}

/** Groups of the realm: permissions are given to groups only. For administrators. */
export class Groups extends GroupsMethods {
  readonly #context: SaagieContext;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
  }

  /**
   * Reads one group with the logins of its users. For administrators.
   *
   * @remarks Remote call: rest `group`; `groups` when that fails, since the platform answers HTTP 500 for an unknown one.
   * @throws {@link NotFoundError} with near names.
   */
  override get(name: string, options: CallOptions = {}): Promise<Group> {
    return aboutThing(this.#thing(name), () => super.get(name, options), options);
  }

  /**
   * Reads what a group may do, on platforms and projects and on the realm. For administrators.
   *
   * @remarks Remote call: rest `groupPermissions`; `groups` when that fails.
   * @throws {@link NotFoundError} with near names.
   */
  override permissions(name: string, options: CallOptions = {}): Promise<GroupPermissions> {
    return aboutThing(this.#thing(name), () => super.permissions(name, options), options);
  }

  /**
   * Reads who has permissions on projects of this platform. For administrators.
   *
   * @remarks Remote call: rest `projectAuthorizations`. Platforms answer about all groups, or about the caller: both are
   * read into one form.
   */
  async authorizations(options: CallOptions = {}): Promise<readonly ProjectAuthorizations[]> {
    const variables = { platform: this.#context.source.platform };
    return toAuthorizations(await this.call(groupsOperations.projectAuthorizations, variables, options));
  }

  /**
   * Creates a group, without any permission. For administrators.
   *
   * @remarks Remote calls: rest `createGroup`, `group`. When the answer is lost, the group is looked up before anything is
   * repeated.
   * @throws {@link RefusedError} with the platform's words, e.g. when the name is taken.
   * @example
   * ```ts
   * await saagie.groups.create({ name: "data-team", users: ["ada.lovelace"] });
   * ```
   */
  async create(definition: GroupDefinition, options: CallOptions = {}): Promise<Group> {
    const { name, users = [] } = definition;
    await recoverCreation({
      create: () => makingThing(() => this.call(groupsOperations.create, { name, users }, options)),
      find: async () => ((await this.list(options)).some((group) => group.name === name) ? true : undefined),
      isOurs: async () => isSame((await this.get(name, options)).users.toSorted(), users.toSorted()),
    });
    return this.get(name, options);
  }

  /**
   * Changes what a group may do; what is not given stays as it is, also what this library does not know. For administrators.
   *
   * @remarks Remote calls: rest `rawGroupPermissions`; `setGroupPermissions` if anything differs. Two changes at a time:
   * the later one wins, since the platform takes all at once.
   * @returns what the group may do now.
   * @throws {@link NotFoundError} with near names; {@link RefusedError} with the platform's words.
   * @example
   * ```ts
   * const permissions = [{ artifact: { type: "TECHNOLOGY_CATALOG" }, role: "ROLE_ACCESS" }];
   * await saagie.groups.editPermissions("data-team", { realmAuthorization: { permissions } });
   * ```
   */
  async editPermissions(
    name: string,
    wanted: PermissionChanges,
    options: CallOptions = {},
  ): Promise<GroupPermissions> {
    const thing = this.#thing(name);
    const read = (): Promise<unknown> => this.call(groupsOperations.permissionsForEdit, { name }, options);
    const current = toWritable(await aboutThing(thing, read, options));
    const { role = current.role, authorizations, realmAuthorization } = wanted;
    const edited: WritablePermissions = {
      role,
      authorizations: authorizations === undefined ? current.authorizations : (authorizations ?? []),
      realmAuthorization:
        realmAuthorization === undefined
          ? current.realmAuthorization
          : (realmAuthorization ?? { permissions: [] }),
    };
    if (!isSame(current, edited)) {
      const write = (): Promise<boolean> =>
        this.call(groupsOperations.setPermissions, { name, ...edited }, options);
      await aboutThing(thing, write, options);
    }
    return this.permissions(name, options);
  }

  /**
   * Deletes a group; its users stay. For administrators.
   *
   * @remarks Remote calls: rest `groups`, `deleteGroup`.
   * @throws {@link NotFoundError} with near names; {@link PermissionError} for a protected one.
   */
  async delete(name: string, options: CallOptions = {}): Promise<void> {
    const work = (): Promise<boolean> => this.call(groupsOperations.delete, { name }, options);
    await deletingThing(this.#thing(name), work, options);
  }

  /**
   * Writes the groups of the realm to an archive: who is in them, and what they may do. For administrators.
   *
   * @remarks The files are those of the Python client: `groups.json`, and for each group `groups/user_<name>.json` and
   * `groups/perm_<name>.json`. The last one tells more: the names of the projects of this platform, by which rights are
   * carried to another one. Remote calls: rest `groups`, `group` and `rawGroupPermissions` for each; platform `projects`.
   * @throws when anything cannot be read or written, with the group's name: an export is whole or failed.
   */
  async export(archive: WritableArchive, options: PeopleExportOptions = {}): Promise<PeopleExportResult> {
    const { exportGroups } = await import("./export-groups.ts");
    return exportGroups(this.#context, archive, options);
  }

  /**
   * Tells what an import of groups would do, and changes nothing. For administrators.
   *
   * @remarks Remote calls: rest `groups`, `users`, and platform `projects` where groups have rights on some; rest `group` and
   * `rawGroupPermissions` for each that exists.
   * @throws {@link InvalidInputError} when the archive holds no `groups.json`, or is broken.
   */
  async planImport(archive: Archive, options: GroupPlanOptions = {}): Promise<PeoplePlan> {
    const { planGroups } = await import("./import-groups.ts");
    return planGroups(this.#importContext(), archive, options);
  }

  /**
   * Makes the groups of an archive that the realm lacks, with those of their users that there are, and gives them their
   * rights: of our export, or the Python client's. For administrators.
   *
   * @remarks Rights on the realm are carried over; of those on platforms, those on one, to the platform of this client: on
   * projects by name. What is not carried over is told in the warnings. Groups that exist are given the rights that they
   * lack, and lose none; who is in them cannot be changed. Protected groups are left alone. Import users first. Run again
   * after a crash or an abort, it goes on where it was. Remote calls: those of {@link Groups.planImport}; rest `createGroup`,
   * `group`, `rawGroupPermissions` and `setGroupPermissions`.
   * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or a group cannot be imported;
   * {@link RefusedError} with the platform's words.
   * @example
   * ```ts
   * const people = folderArchive("people");
   * await saagie.users.import(people, { password: ({ login }) => temporaryPasswords.next(login) });
   * const { steps } = await saagie.groups.import(people);
   * for (const { name, warnings } of steps) console.log(name, warnings);
   * ```
   */
  async import(archive: Archive, options: GroupImportOptions = {}): Promise<PeopleImportResult> {
    const { importGroups } = await import("./import-groups.ts");
    return importGroups(this.#importContext(), archive, options);
  }

  #importContext(): GroupImportContext {
    const { call, source, projects } = this.#context;
    return { call, source, projects, groups: this };
  }

  #thing(name: string): RealmThing {
    return {
      what: "group",
      name,
      names: async (options) => (await this.list(options)).map((group) => group.name),
    };
  }
}
