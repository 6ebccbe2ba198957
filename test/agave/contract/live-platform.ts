import { Agave, keysOf, type AgaveOptions } from "../../../src/agave/index.ts";
import { folder, freshNames, loginOf, names, takeNames, type Person } from "./names.ts";
import { revoke, type RequestWatch, type TestPlatform } from "./platform.ts";
import { undoOf, unlessGone, type Undo } from "./undo.ts";

/** A row asks for what only an emulator has. */
export class EmulatorOnlyError extends Error {
  override readonly name = "EmulatorOnlyError";
}

/** A tenant that is reached by the names of the environment alone. */
export interface LiveTenant {
  /** Runs something on a platform of its own, and takes away what it has made, also where it fails. */
  run(test: (platform: TestPlatform) => Promise<void>): Promise<void>;
  /** A client of somebody. */
  as(person: Person): Agave;
  /** Takes away what was made for the run as a whole. */
  close(): Promise<void>;
}

/** How a tenant is reached. */
type Reach = Pick<AgaveOptions, "clock">;

/** Logs in everybody whom the environment names, by a client that is made for it. */
export async function openTenant(reach: Reach = {}): Promise<LiveTenant> {
  const clientName = `footbridge-${freshNames()}`;
  const logins = new Map<Person, AgaveOptions>();
  const undos: Undo[] = [];
  const close = (): Promise<void> => undoAll(undos);
  try {
    for (const person of ["ann", "bob", "admin"] as const) {
      if (names().people[person] === undefined) continue;
      const options = await logIn(person, clientName, reach);
      logins.set(person, options);
      undos.push(() => new Agave(options).clients.delete(clientName));
    }
    // One who is not named is told of by loginOf.
    const optionsOf = (person: Person): AgaveOptions => logins.get(person) ?? loginOf(person);
    const as = (person: Person): Agave => new Agave(optionsOf(person));
    undos.push(await putApp(as("ann")));
    return { as, close, run: (test) => runOne(optionsOf, test) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function logIn(person: Person, clientName: string, reach: Reach): Promise<AgaveOptions> {
  const { tenant, tenantsUrl } = names();
  const login = { ...reach, ...loginOf(person) };
  const agave = await Agave.connect({ ...login, tenant, ...(tenantsUrl && { tenantsUrl }) });
  const { apiKey = "", apiSecret = "" } = keysOf(await agave.clients.create(clientName)) ?? {};
  return { ...login, baseUrl: agave.baseUrl, apiKey, apiSecret };
}

/** Puts the files of an app where rows find them. @returns what takes them away */
async function putApp({ files }: Agave): Promise<Undo> {
  const { storage } = names();
  const appFolder = `${folder()}-app`;
  takeNames({ ...names(), appFolder });
  const undo: Undo = () => files.delete(`${storage}${appFolder}`);
  for (const name of ["wrapper.sh", "test.sh"])
    await files.upload(new File(["true\n"], name), `${storage}${appFolder}/${name}`);
  return undo;
}

type OptionsOf = (person: Person) => AgaveOptions;

async function runOne(optionsOf: OptionsOf, test: (platform: TestPlatform) => Promise<void>): Promise<void> {
  freshNames();
  const undos: Undo[] = [];
  const platform = livePlatform(optionsOf, undos);
  try {
    await test(platform);
  } finally {
    await undoAll(undos);
  }
}

/** Undoes what was done, the last first, and tells what is left behind. */
async function undoAll(undos: readonly Undo[]): Promise<void> {
  const failures: unknown[] = [];
  for (const undo of undos.toReversed())
    await unlessGone(undo).catch((error: unknown) => void failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, "Something is left behind on the tenant.");
}

function livePlatform(optionsOf: OptionsOf, undos: Undo[]): TestPlatform {
  const traffic: Traffic = { requests: [], undos, dropFolder: () => deleteFolder(agave) };
  const persons = new WeakMap<Agave, Person>();
  const client = (person: Person, options: AgaveOptions = {}): Agave => {
    const made = new Agave({ ...optionsOf(person), fetch: watching(() => made, traffic), ...options });
    persons.set(made, person);
    return made;
  };
  const agave = client("ann");
  const url = agave.baseUrl;
  return {
    get emulator(): never {
      throw new EmulatorOnlyError("A live tenant is no emulator.");
    },
    isLive: true,
    url,
    agave,
    client: (options) => client("ann", options),
    as: client,
    loggedIn: async (person, options) => {
      const loggedIn = client(person, options);
      await loggedIn.refresh();
      return loggedIn;
    },
    watch: () => watchFrom(traffic),
    asked: watchFrom(traffic),
    put: async (path, text) => {
      await agave.files.upload(new File([text], "file"), `${names().storage}${folder()}/${path}`);
    },
    afterwards: (undo) => void undos.push(undo),
    revoke: (loggedIn) => {
      const { apiKey: key = "", apiSecret: secret = "" } = optionsOf(persons.get(loggedIn) ?? "ann");
      return revoke(url, { key, secret, token: loggedIn.tokens?.accessToken });
    },
    send: (path, init) => fetch(url + path, init),
  };
}

/** What goes to a tenant, and what takes away again what comes of it. */
interface Traffic {
  readonly requests: { readonly method: string; readonly path: string }[];
  readonly undos: Undo[];
  /** Deletes the folder in which the row works. */
  readonly dropFolder: Undo;
}

/** A fetch that notes each request, and how to undo it. */
function watching(client: () => Agave, { requests, undos, dropFolder }: Traffic): typeof fetch {
  return async (input, init) => {
    const agave = client();
    const [address, method] = input instanceof Request ? [input.url, input.method] : [input, init?.method];
    const base = new URL(agave.baseUrl).pathname.replace(/\/$/u, "");
    const asked = { method: method ?? "GET", path: new URL(address).pathname.slice(base.length) };
    requests.push(asked);
    if (WRITES_FILES.test(`${asked.method} ${asked.path}`) && !undos.includes(dropFolder))
      undos.unshift(dropFolder);
    const answer = await fetch(input, init);
    if (answer.ok && MAKES.test(asked.method))
      undos.push(...undoOf(agave, { ...asked, result: await resultOf(answer) }));
    return answer;
  };
}

const MAKES = /^(?:POST|PUT)$/u;
const WRITES_FILES = /^(?:POST|PUT) \/(?:files|jobs|apps)\/v2/u;

async function deleteFolder({ files }: Agave): Promise<void> {
  await files.delete(`${names().storage}${folder()}`);
}

/** What an answer holds, which is read as if nobody else did. */
async function resultOf(answer: Response): Promise<unknown> {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  return typeof body === "object" && body !== null && "result" in body ? body.result : undefined;
}

function watchFrom({ requests }: Traffic): RequestWatch {
  const start = requests.length;
  const operations = (): readonly string[] =>
    requests.slice(start).map(({ method, path }) => `${method} ${path}`);
  return { operations, tokens: () => operations().filter((name) => name === "POST /token").length };
}
