import type { Archive } from "../../core/content/archive.ts";
import { pickChanged } from "../../core/changes.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import type { CallOptions } from "../../core/options.ts";
import type { JsonReader } from "../../core/json/reader.ts";
import { callOptionsOf } from "../calls/call-options.ts";
import type { ProfilesMethods } from "../../../generated/saagie/methods.ts";
import type { Profile, ProfileChanges } from "./profile-changes.ts";
import { applyPeople, refuseImpossible } from "./apply-people.ts";
import { readPeople, refuseTwice } from "./people-files.ts";
import {
  personStep,
  type PeopleImportOptions,
  type PeopleImportResult,
  type PeoplePlan,
  type PeoplePlanOptions,
  type PlannedPerson,
} from "./people-plan.ts";

/** Options of the plan of an import of profiles. */
export interface ProfilePlanOptions extends PeoplePlanOptions {
  /**
   * What becomes of profiles that tell anything already: what the archive tells goes before, or they are left alone.
   *
   * @defaultValue `"upgrade"`
   */
  readonly existing?: "upgrade" | "skip";
}

/** Options of an import of profiles. */
export interface ProfileImportOptions extends ProfilePlanOptions, PeopleImportOptions {}

/** How an import reads and changes profiles. */
export interface ProfileAccess extends Pick<ProfilesMethods, "list"> {
  edit(login: string, wanted: ProfileChanges, options: CallOptions): Promise<unknown>;
}

/** A profile in an archive: what it does not tell is absent. */
interface ArchivedProfile {
  readonly name: string;
  readonly path: string;
  readonly told: ProfileChanges;
}

/** Compares an archive with the realm and changes nothing. */
export async function planProfiles(
  profiles: ProfileAccess,
  archive: Archive,
  options: ProfilePlanOptions,
): Promise<PeoplePlan> {
  return toPlan(archive, await prepare(profiles, archive, options));
}

/**
 * Gives users the profiles of an archive.
 *
 * @throws {@link InvalidInputError} before anything is changed, when the archive is broken.
 */
export async function importProfiles(
  profiles: ProfileAccess,
  archive: Archive,
  options: ProfileImportOptions,
): Promise<PeopleImportResult> {
  const planned = await prepare(profiles, archive, options);
  const plan = toPlan(archive, planned);
  refuseImpossible(plan.steps, options);
  return { ...plan, imported: await applyPeople(planned, options) };
}

function toPlan(archive: Archive, planned: readonly PlannedPerson[]): PeoplePlan {
  return { from: archive.location, warnings: [], steps: planned.map(({ step }) => step) };
}

/** The archive first: a broken one is refused without a single request. */
async function prepare(
  profiles: ProfileAccess,
  archive: Archive,
  options: ProfilePlanOptions,
): Promise<readonly PlannedPerson[]> {
  const { existing = "upgrade" } = options;
  const { path, entries } = await readPeople(archive, "profile", options);
  const archived = entries.map((entry) => readProfile(entry, path));
  refuseTwice(path, archived);
  const list = await profiles.list(callOptionsOf(options));
  const found = new Map(list.map((profile) => [profile.login, profile]));
  return archived.map((profile) =>
    planProfile(profiles, profile, { found: found.get(profile.name), existing }),
  );
}

function readProfile(json: JsonReader, path: string): ArchivedProfile {
  const [job, email] = [json.text("job") || undefined, json.text("email") || undefined];
  return { name: json.requiredText("login"), path, told: omitUndefined({ job, email }) };
}

/** What an archive does not tell stays: a realm in which nobody was asked takes nothing away from another. */
function planProfile(
  profiles: ProfileAccess,
  archived: ArchivedProfile,
  { found, existing }: { readonly found: Profile | undefined; readonly existing: "upgrade" | "skip" },
): PlannedPerson {
  const { name, told } = archived;
  const leave = (action: "skip" | "unchanged", reason?: string): PlannedPerson => ({
    step: personStep("profile", archived, { action, ...omitUndefined({ reason }) }),
  });
  if (found === undefined) return leave("skip", "there is no user of that login");
  const changed = Object.keys(pickChanged<ProfileChanges>(found, told));
  if (changed.length === 0) return leave("unchanged");
  if (existing === "skip" && (found.job || found.email)) {
    return leave("skip", "it tells something already");
  }
  return {
    step: personStep("profile", archived, { action: "upgrade", changed }),
    apply: async (options) => {
      await profiles.edit(name, told, options);
      return "upgraded";
    },
  };
}
