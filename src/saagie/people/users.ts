import type { Archive, WritableArchive } from "../../core/content/archive.ts";
import { AuthenticationError, isFootbridgeError } from "../../core/errors.ts";
import { isSame } from "../../core/changes.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  sessionOperations,
  usersOperations,
  UsersMethods,
  type UsersGetResult,
} from "../../../generated/saagie/methods.ts";
import { callOptionsOf } from "../calls/call-options.ts";
import type { SaagieContext } from "../context.ts";
import type { UserImportContext, UserImportOptions, UserPlanOptions } from "./import-users.ts";
import type {
  PeopleExportOptions,
  PeopleExportResult,
  PeopleImportResult,
  PeoplePlan,
} from "./people-plan.ts";
import { aboutThing, deletingThing, makingThing, type RealmThing } from "./realm-refusal.ts";
import { recoverCreation } from "../recovery/creation.ts";

/** A user of the realm. */
export type User = UsersGetResult;

/** A new user. */
export interface UserDefinition {
  /** Letters, digits, `.`, `-` and `_`. */
  readonly login: string;
  /** At least ten characters, without the login in it. The user has to choose another one at the first login. */
  readonly password: string;
  /** @defaultValue `["ROLE_READER"]` */
  readonly roles?: readonly string[];
  /** Names of groups to join. @defaultValue none */
  readonly groups?: readonly string[];
}

/** One's old password and the new one. */
export interface PasswordChange {
  readonly oldPassword: string;
  /**
   * At least ten characters, three of upper case, lower case, digit and special character, no character three times in a
   * row, and not the login in it.
   */
  readonly newPassword: string;
}

/** Users of the realm. All but the change of one's own password is for administrators. */
export class Users extends UsersMethods {
  readonly #context: SaagieContext;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
  }

  /**
   * Reads one user. For administrators.
   *
   * @remarks Remote call: rest `user`; `users` for near logins when there is none.
   * @throws {@link NotFoundError} with near logins.
   */
  override get(login: string, options: CallOptions = {}): Promise<User> {
    return aboutThing(this.#thing(login), () => super.get(login, options), options);
  }

  /**
   * Creates a user. For administrators.
   *
   * @remarks Remote calls: rest `createUser`, `user`. When the answer is lost, the user is looked up before anything is
   * repeated.
   * @throws {@link RefusedError} with the platform's words, e.g. when the login is taken.
   * @example
   * ```ts
   * await saagie.users.create({ login: "ada.lovelace", password: temporaryPassword, groups: ["data-team"] });
   * ```
   */
  async create(definition: UserDefinition, options: CallOptions = {}): Promise<User> {
    const { login, password, roles = ["ROLE_READER"], groups = [] } = definition;
    // What platforms are for is not known; clients have always sent none.
    const user = { login, password, platforms: [], roles, groups };
    await recoverCreation({
      create: () => makingThing(() => this.call(usersOperations.create, user, options)),
      find: async () =>
        (await this.list(options)).some((found) => found.login === login) ? true : undefined,
      isOurs: async () => {
        const found = await this.get(login, options);
        return (
          isSame(found.roles.toSorted(), roles.toSorted()) &&
          isSame(found.groups.toSorted(), groups.toSorted())
        );
      },
    });
    return this.get(login, options);
  }

  /**
   * Changes a password, one's own: whoever knows the old one may.
   *
   * @remarks Remote call: rest `changePassword`. When the answer is lost, a log-in with the new password tells. A client
   * that logs in with the old one has to be made anew.
   * @throws {@link AuthenticationError} when the old password is wrong; {@link RefusedError} with the rule that the new one breaks.
   */
  async changePassword(
    login: string,
    { oldPassword, newPassword }: PasswordChange,
    options: CallOptions = {},
  ): Promise<void> {
    const variables = { login, oldPassword, newPassword };
    try {
      await makingThing(() => this.call(usersOperations.changePassword, variables, options));
    } catch (error) {
      if (isFootbridgeError(error, "OUTCOME_UNKNOWN") && (await this.#logsIn(login, newPassword, options)))
        return;
      throw asWrongPassword(error);
    }
  }

  /**
   * Deletes a user. For administrators.
   *
   * @remarks Remote calls: rest `users`, `deleteUser`.
   * @throws {@link NotFoundError} with near logins; {@link PermissionError} for a protected one.
   */
  async delete(login: string, options: CallOptions = {}): Promise<void> {
    const work = (): Promise<boolean> => this.call(usersOperations.delete, { login }, options);
    await deletingThing(this.#thing(login), work, options);
  }

  /**
   * Writes the users of the realm to an archive, as `users.json`: logins, roles and groups, no passwords. For administrators.
   *
   * @remarks The file is that of the Python client. Remote call: rest `users`.
   * @example
   * ```ts
   * await saagie.users.export(folderArchive("people"));
   * ```
   */
  async export(archive: WritableArchive, options: PeopleExportOptions = {}): Promise<PeopleExportResult> {
    const { exportPeople } = await import("./export-people.ts");
    return exportPeople({ what: "user", list: await this.list(callOptionsOf(options)), archive }, options);
  }

  /**
   * Tells what an import of users would do, and changes nothing. For administrators.
   *
   * @remarks Remote calls: rest `users`, `groups`.
   * @throws {@link InvalidInputError} when the archive holds no `users.json`, or is broken.
   */
  async planImport(archive: Archive, options: UserPlanOptions = {}): Promise<PeoplePlan> {
    const { planUsers } = await import("./import-users.ts");
    return planUsers(this.#importContext(), archive, options);
  }

  /**
   * Makes the users of an archive that the realm lacks: of our `users.json`, or the Python client's. For administrators.
   *
   * @remarks They join those of their groups that there are: import groups afterwards, which puts them into the others.
   * Protected users are left alone, and so are those that exist: no call is known that changes one. Run again after a crash
   * or an abort, it goes on where it was. Remote calls: rest `users`, `groups`; `createUser` and `user` for each new one.
   * @throws {@link InvalidInputError} before anything is changed, when the archive is broken, somebody cannot be imported, or
   * a password is not told; {@link RefusedError} with the platform's words, e.g. for a password that it does not take.
   * @example
   * ```ts
   * const { steps } = await saagie.users.import(folderArchive("people"), {
   *   password: ({ login }) => temporaryPasswords.next(login),
   * });
   * ```
   */
  async import(archive: Archive, options: UserImportOptions): Promise<PeopleImportResult> {
    const { importUsers } = await import("./import-users.ts");
    return importUsers(this.#importContext(), archive, options);
  }

  #importContext(): UserImportContext {
    const { call, source } = this.#context;
    return { call, source, users: this };
  }

  async #logsIn(login: string, password: string, options: CallOptions): Promise<boolean> {
    try {
      await this.call(sessionOperations.authenticate, { login, password }, options);
      return true;
    } catch (error) {
      if (isFootbridgeError(error)) return false;
      throw error;
    }
  }

  #thing(login: string): RealmThing {
    return {
      what: "user",
      name: login,
      names: async (options) => (await this.list(options)).map((user) => user.login),
    };
  }
}

/** This call is refused with the status of a refused token, too, also with a fresh one. */
function asWrongPassword(error: unknown): unknown {
  const operation = usersOperations.changePassword.name;
  if (!isFootbridgeError(error, "AUTHENTICATION") || error.operation !== operation) return error;
  return new AuthenticationError("The platform does not accept the old password of this login.", {
    platform: "saagie",
    operation,
    status: error.status ?? 401,
    hint: "Nothing was changed.",
  });
}
