import type { JobRequest } from "../../../src/agave/index.ts";

/** A person of a tenant: one with data, one without rights to it, and an administrator. */
export type Person = "ann" | "bob" | "admin";

/** What a person logs in with. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** What the rows call the things that they find on a platform. */
export interface Names {
  /** The id of the tenant, or its base URL. */
  readonly tenant: string;
  /** Where tenants are listed; undefined for where the library looks. */
  readonly tenantsUrl: string | undefined;
  readonly people: Readonly<Partial<Record<Person, Login>>>;
  /** A public storage system whose home folder is its root. */
  readonly storage: string;
  /** A public execution system. */
  readonly execution: string;
  /** An app of ann's that nobody else may run, and what it is run with. */
  readonly app: string;
  readonly job: Pick<JobRequest, "inputs" | "parameters">;
  /** Where its files are, or others of those names: `wrapper.sh` and `test.sh`. */
  readonly appFolder: string;
  /** A public app. */
  readonly publicApp: string;
  /** The folders of ann and bob on the storage system. */
  readonly folder: string;
  readonly otherFolder: string;
  /** An image whose actors log each message and give it back as a result, and one whose actors never end. */
  readonly image: string | undefined;
  readonly endlessImage: string | undefined;
}

/** The names of an emulator that is set up as it comes. */
const EMULATED: Names = {
  tenant: "sd2e",
  tenantsUrl: undefined,
  people: {
    ann: { username: "ann", password: "ann-password" },
    bob: { username: "bob", password: "bob-password" },
    admin: { username: "admin", password: "admin-password" },
  },
  storage: "data",
  execution: "hpc",
  app: "wc-1.0.0",
  job: { inputs: { input1: "agave://data//ann/words.txt" }, parameters: { cli_opts: "-w" } },
  appFolder: "/ann/applications/wc-1.0.0",
  publicApp: "public-wc-1.0.0u1",
  folder: "/ann",
  otherFolder: "/bob",
  image: "example/echo:1",
  endlessImage: "example/endless:1",
};

/** The environment names nobody and nothing that a row needs. */
export class NotNamedError extends Error {
  override readonly name = "NotNamedError";
}

let current = EMULATED;
let suffix = "";

/** The names that hold now. */
export function names(): Names {
  return current;
}

/**
 * Takes the names of a live tenant. Rows ask for names when they are made and when they run: import them afterwards.
 */
export function takeNames(given: Names): void {
  current = given;
}

/** Gives whatever rows make from now on names of its own, as ids are not given twice. @returns what they end in */
export function freshNames(): string {
  suffix = crypto.randomUUID().replaceAll("-", "").slice(0, 10);
  return suffix;
}

/** The name of something that a row makes. */
export function own(name: string): string {
  return name + suffix;
}

/** What a person logs in with. @throws NotNamedError where the environment does not say */
export function loginOf(person: Person): Login {
  const login = current.people[person];
  if (login === undefined)
    throw new NotNamedError(`AGAVE_${VARIABLES[person]}USERNAME and AGAVE_${VARIABLES[person]}PASSWORD`);
  return login;
}

/** The name of a person. @throws NotNamedError where the environment does not say */
export function usernameOf(person: Person): string {
  return loginOf(person).username;
}

/** The folder on the storage system in which a row works. */
export function folder(): string {
  return suffix === "" ? current.folder : `${current.folder}/${own("footbridge")}`;
}

/** The address of a file or folder of the row. */
export function at(path: string): string {
  return `${current.storage}${folder()}/${path}`;
}

/** A name that a live tenant may lack. @throws NotNamedError where the environment does not say */
export function needed(name: "image" | "endlessImage"): string {
  const found = current[name];
  if (found === undefined)
    throw new NotNamedError(name === "image" ? "AGAVE_ACTOR_IMAGE" : "AGAVE_ENDLESS_IMAGE");
  return found;
}

/** What stands before the variables of a person. */
const VARIABLES: Readonly<Record<Person, string>> = { ann: "", bob: "OTHER_", admin: "ADMIN_" };

/** Variables and what they say. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The names that an environment gives; undefined where it names no tenant.
 *
 * @throws NotNamedError for what no row does without.
 */
export function namesFrom(environment: Environment): Names | undefined {
  const { AGAVE_TENANT: tenant } = environment;
  if (!tenant) return undefined;
  const must = (name: string): string => {
    const value = environment[name];
    if (!value) throw new NotNamedError(`AGAVE_TENANT is set, and ${name} is not.`);
    return value;
  };
  const ann = { username: must("AGAVE_USERNAME"), password: must("AGAVE_PASSWORD") };
  const [bob, admin] = [personFrom(environment, "bob"), personFrom(environment, "admin")];
  const home = environment["AGAVE_FOLDER"] ?? `/${ann.username}`;
  return {
    tenant,
    tenantsUrl: environment["AGAVE_TENANTS_URL"],
    people: { ann, ...(bob && { bob }), ...(admin && { admin }) },
    storage: must("AGAVE_STORAGE_SYSTEM"),
    execution: must("AGAVE_EXECUTION_SYSTEM"),
    app: must("AGAVE_APP"),
    job: JSON.parse(environment["AGAVE_JOB"] ?? "{}") as Names["job"],
    publicApp: must("AGAVE_PUBLIC_APP"),
    folder: home,
    appFolder: `${home}/applications/${must("AGAVE_APP")}`,
    otherFolder: environment["AGAVE_OTHER_FOLDER"] ?? `/${bob?.username ?? "nobody"}`,
    image: environment["AGAVE_ACTOR_IMAGE"],
    endlessImage: environment["AGAVE_ENDLESS_IMAGE"],
  };
}

function personFrom(environment: Environment, person: Person): Login | undefined {
  const before = `AGAVE_${VARIABLES[person]}`;
  const [username, password] = [environment[`${before}USERNAME`], environment[`${before}PASSWORD`]];
  return username && password ? { username, password } : undefined;
}
