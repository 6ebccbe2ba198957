import type { Archive } from "../../core/content/archive.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { JsonReader } from "../../core/json/reader.ts";
import type { CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/concurrency/pool.ts";
import {
  groupsOperations,
  type UsersGetResult,
  type UsersMethods,
} from "../../../generated/saagie/methods.ts";
import { fileNameOf } from "../bundle/format/folder-names.ts";
import { Journal } from "../bundle/engine/journal.ts";
import { createJournaled, settleConflict } from "../bundle/engine/resource-importer.ts";
import { callOptionsOf } from "../calls/call-options.ts";
import type { SaagieContext } from "../context.ts";
import { applyPeople, refuseImpossible } from "./apply-people.ts";
import { readPeople, refuseTwice } from "./people-files.ts";
import {
  personStep,
  PROTECTED,
  type JournalOption,
  type PeopleImportOptions,
  type PeopleImportResult,
  type PeoplePlan,
  type PeoplePlanOptions,
  type PeopleStep,
  type PlannedPerson,
} from "./people-plan.ts";

/** A user who is to be made. */
export interface NewUser {
  readonly login: string;
  readonly roles: readonly string[];
  /** Names of the groups to join: of those of the archive, the ones that there are. */
  readonly groups: readonly string[];
}

/** Options of the plan of an import of users. */
export interface UserPlanOptions extends PeoplePlanOptions, JournalOption {
  /** What becomes of users that exist: left alone, or a reason to import nobody. @defaultValue `"skip"` */
  readonly existing?: "skip" | "fail";
}

/** Options of an import of users. */
export interface UserImportOptions extends UserPlanOptions, PeopleImportOptions {
  /**
   * Tells the first password of a user who is to be made: at least ten characters, without the login in it. It has to be
   * changed at the first login. Asked once for each, before anything is changed.
   */
  readonly password: (user: NewUser) => string | Promise<string>;
}

/** How an import reads and makes users. */
export interface UserAccess extends Pick<UsersMethods, "list"> {
  create(definition: NewUser & { readonly password: string }, options: CallOptions): Promise<unknown>;
}

/** What imports of users work with. */
export interface UserImportContext extends Pick<SaagieContext, "call" | "source"> {
  readonly users: UserAccess;
}

/** A user in an archive. */
interface ArchivedUser {
  readonly name: string;
  readonly path: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly isProtected: boolean;
}

/** A user of an archive, and whom to make of it. */
interface PlannedUser {
  readonly step: PeopleStep;
  /** Absent for one who is not to be made. */
  readonly user?: NewUser;
}

/** Compares an archive with the realm and changes nothing. */
export async function planUsers(
  context: UserImportContext,
  archive: Archive,
  options: UserPlanOptions,
): Promise<PeoplePlan> {
  return toPlan(archive, await prepare(context, archive, options));
}

/**
 * Makes the users of an archive that the realm lacks.
 *
 * @throws {@link InvalidInputError} before anything is changed, when the archive is broken, somebody cannot be imported, or
 * a password is not told.
 */
export async function importUsers(
  context: UserImportContext,
  archive: Archive,
  options: UserImportOptions,
): Promise<PeopleImportResult> {
  const planned = await prepare(context, archive, options);
  const plan = toPlan(archive, planned);
  refuseImpossible(plan.steps, options);
  const journal = journalOf(context, archive, options);
  const work: PlannedPerson[] = [];
  for (const { step, user } of planned) {
    if (user === undefined) work.push({ step });
    else {
      const definition = { ...user, password: await passwordFor(user, options) };
      work.push({ step, apply: (how) => make({ context, journal }, definition, how) });
    }
  }
  return { ...plan, imported: await applyPeople(work, options) };
}

async function make(
  { context, journal }: { readonly context: UserImportContext; readonly journal: Journal },
  definition: NewUser & { readonly password: string },
  options: CallOptions,
): Promise<"created"> {
  const { login } = definition;
  await createJournaled(journal, keyOf(login), async () => {
    await context.users.create(definition, options);
    return { id: login };
  });
  return "created";
}

async function passwordFor(user: NewUser, { password, signal }: UserImportOptions): Promise<string> {
  signal?.throwIfAborted();
  // A program in plain JavaScript may tell none.
  const told: unknown = await password(user);
  if (typeof told === "string" && told !== "") return told;
  throw new InvalidInputError(`No password is told for the user "${user.login}".`, {
    hint: "Nothing has been changed.",
  });
}

function toPlan(archive: Archive, planned: readonly PlannedUser[]): PeoplePlan {
  return { from: archive.location, warnings: [], steps: planned.map(({ step }) => step) };
}

/** What the journal calls a user: in the archive, all are in one file. */
function keyOf(login: string): { readonly path: string; readonly name: string } {
  return { path: `users/${fileNameOf(login)}.json`, name: login };
}

function journalOf(
  { source }: UserImportContext,
  archive: Archive,
  { journal = archive }: JournalOption,
): Journal {
  return new Journal(journal, { ...source, projectId: "users" });
}

/** The archive first: a broken one is refused without a single request. */
async function prepare(
  context: UserImportContext,
  archive: Archive,
  options: UserPlanOptions,
): Promise<readonly PlannedUser[]> {
  const { existing = "skip", concurrency = 4 } = options;
  const { path, entries } = await readPeople(archive, "user", options);
  const archived = entries.map((entry) => readUser(entry, path));
  refuseTwice(path, archived);
  const callOptions = callOptionsOf(options);
  const users = new Map((await context.users.list(callOptions)).map((user) => [user.login, user]));
  const groups = new Set(
    (await context.call(groupsOperations.list, {}, callOptions)).map(({ name }) => name),
  );
  const journal = journalOf(context, archive, options);
  const plan = async (user: ArchivedUser): Promise<PlannedUser> => {
    const found = users.get(user.name);
    const isFault = found !== undefined && existing === "fail";
    const entry = isFault ? await journal.entry(keyOf(user.name)) : undefined;
    const settled = isFault ? settleConflict({ existing }, user.name, entry) : undefined;
    return planUser(user, { found, groups, settled });
  };
  return pooled(archived, plan, { concurrency, signal: options.signal });
}

function readUser(json: JsonReader, path: string): ArchivedUser {
  return {
    name: json.requiredText("login"),
    path,
    roles: json.texts("roles"),
    groups: json.texts("groups"),
    isProtected: json.boolean("protected") ?? false,
  };
}

interface RealmOfUser {
  readonly found: UsersGetResult | undefined;
  /** The names of all groups. */
  readonly groups: ReadonlySet<string>;
  /** What the mode says of one who exists. */
  readonly settled: ReturnType<typeof settleConflict>;
}

function planUser(archived: ArchivedUser, { found, groups, settled }: RealmOfUser): PlannedUser {
  const { name: login, roles } = archived;
  const step = (given: Pick<PeopleStep, "action"> & Partial<PeopleStep>): PeopleStep =>
    personStep("user", archived, given);
  if (archived.isProtected) return { step: step({ action: "skip", reason: PROTECTED }) };
  if (settled !== undefined) return { step: step(settled) };
  if (found !== undefined) return { step: step(standing(archived, found)) };
  if (!isLogin(login)) return { step: step({ action: "cannot", reason: NO_LOGIN }) };
  const warnings = archived.groups
    .filter((group) => !groups.has(group))
    .map((group) => `it does not join the group "${group}", which is not there: import groups after users`);
  const joined = archived.groups.filter((group) => groups.has(group));
  return {
    step: step({ action: "create", warnings }),
    user: { login, roles: roles.length === 0 ? ["ROLE_READER"] : roles, groups: joined },
  };
}

const NO_LOGIN = "a login consists of letters, digits, dots, hyphens and underscores";

function isLogin(login: string): boolean {
  // A name of dots alone has no place in a path.
  return /^[a-z0-9._-]+$/iu.test(login) && !/^\.+$/u.test(login);
}

/** No call is known that changes a user. */
function standing(
  archived: ArchivedUser,
  found: UsersGetResult,
): Pick<PeopleStep, "action"> & Partial<PeopleStep> {
  const lacking = [
    ...archived.roles.filter((role) => !found.roles.includes(role)).map((role) => `the role ${role}`),
    ...archived.groups.filter((name) => !found.groups.includes(name)).map((name) => `the group "${name}"`),
  ];
  if (lacking.length === 0) return { action: "unchanged" };
  return { action: "skip", reason: `users cannot be changed, and this one lacks ${lacking.join(", ")}` };
}
