import type { Archive, WritableArchive } from "../../core/content/archive.ts";
import { isSame } from "../../core/changes.ts";
import type { CallOptions } from "../../core/options.ts";
import { profilesOperations, ProfilesMethods } from "../../../generated/saagie/methods.ts";
import { callOptionsOf } from "../calls/call-options.ts";
import type { SaagieContext } from "../context.ts";
import type { ProfileImportOptions, ProfilePlanOptions } from "./import-profiles.ts";
import type {
  PeopleExportOptions,
  PeopleExportResult,
  PeopleImportResult,
  PeoplePlan,
} from "./people-plan.ts";
import { aboutThing, type RealmThing } from "./realm-refusal.ts";
import type { Profile, ProfileChanges } from "./profile-changes.ts";

/** Profiles of the users of the realm. For administrators. */
export class Profiles extends ProfilesMethods {
  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
  }

  /**
   * Reads the profile of one user. For administrators.
   *
   * @remarks Remote call: rest `profile`; `profiles` for near logins when there is none.
   * @throws {@link NotFoundError} with near logins.
   */
  override get(login: string, options: CallOptions = {}): Promise<Profile> {
    return aboutThing(this.#thing(login), () => super.get(login, options), options);
  }

  /**
   * Changes the profile of a user, or nothing where nothing differs. For administrators.
   *
   * @remarks Remote calls: rest `profile`, and `setProfile` if anything differs.
   * @returns the profile as it is now.
   * @throws {@link NotFoundError} with near logins; {@link RefusedError} with the platform's words.
   * @example
   * ```ts
   * await saagie.profiles.edit("ada.lovelace", { email: "ada@example.org" });
   * ```
   */
  async edit(login: string, wanted: ProfileChanges, options: CallOptions = {}): Promise<Profile> {
    const current = await this.get(login, options);
    const { job = current.job, email = current.email } = wanted;
    const profile = { login, job, email };
    if (isSame(current, profile)) return current;
    const set = (): Promise<boolean> => this.call(profilesOperations.edit, { login, profile }, options);
    await aboutThing(this.#thing(login), set, options);
    return profile;
  }

  /**
   * Writes the profiles of all users to an archive, as `profiles.json`. For administrators.
   *
   * @remarks The file is that of the Python client. Remote call: rest `profiles`.
   */
  async export(archive: WritableArchive, options: PeopleExportOptions = {}): Promise<PeopleExportResult> {
    const { exportPeople } = await import("./export-people.ts");
    return exportPeople({ what: "profile", list: await this.list(callOptionsOf(options)), archive }, options);
  }

  /**
   * Tells what an import of profiles would do, and changes nothing. For administrators.
   *
   * @remarks Remote call: rest `profiles`.
   * @throws {@link InvalidInputError} when the archive holds no `profiles.json`, or is broken.
   */
  async planImport(archive: Archive, options: ProfilePlanOptions = {}): Promise<PeoplePlan> {
    const { planProfiles } = await import("./import-profiles.ts");
    return planProfiles(this, archive, options);
  }

  /**
   * Gives users the profiles of an archive: our `profiles.json`, or the Python client's. For administrators.
   *
   * @remarks What the archive does not tell stays as it is, and so do profiles of users that there are not: import users
   * first. Run again when nothing has changed, it changes nothing. Remote calls: rest `profiles`; `profile` and `setProfile`
   * for each that differs.
   * @throws {@link InvalidInputError} before anything is changed, when the archive is broken; {@link RefusedError} with the
   * platform's words.
   */
  async import(archive: Archive, options: ProfileImportOptions = {}): Promise<PeopleImportResult> {
    const { importProfiles } = await import("./import-profiles.ts");
    return importProfiles(this, archive, options);
  }

  #thing(login: string): RealmThing {
    return {
      what: "profile of a user",
      name: login,
      names: async (options) => (await this.list(options)).map((profile) => profile.login),
    };
  }
}
