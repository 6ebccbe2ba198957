import { NotFoundError } from "../../../src/index.ts";
import { Saagie, type ConnectOptions, type Project } from "../../../src/saagie/index.ts";
import { randomPassword } from "../contract/people.ts";
import {
  createReady,
  uniqueNames,
  type Patience,
  type Person,
  type TestPlatform,
} from "../support/platform.ts";
import type { Environment } from "./environment.ts";
import { deleteMarked } from "./marked.ts";

/** A case asks for what only an emulator has. */
export class EmulatorOnlyError extends Error {
  override readonly name = "EmulatorOnlyError";
}

/** A platform that is reached by the variables of the environment alone. */
export interface LivePlatform extends TestPlatform {
  readonly isLive: true;
  /** What the names of all things have in them that are made here, and no other has. */
  readonly mark: string;
  /** Takes away what a case has had to be undone, also where it failed. */
  tidy(): Promise<void>;
  /** Takes away all that has the mark. */
  close(): Promise<void>;
}

/** How a platform is reached. */
export interface Reach {
  readonly environment: Environment;
  /** How long to wait for it. */
  readonly patience: Patience;
}

/** Makes the people whom cases need besides the one of the environment. */
export async function openLivePlatform({ environment, patience }: Reach): Promise<LivePlatform> {
  const mark = `fb${crypto.randomUUID().slice(0, 8)}`;
  const client = (options: ConnectOptions = {}): Saagie =>
    Saagie.fromEnvironment({ timeoutMs: 300_000, ...options }, environment);
  const saagie = client();
  const close = async (): Promise<void> => throwIfAny(await deleteMarked(saagie, mark));
  try {
    const accounts = await makePeople(saagie, mark);
    const as = (person: Person): Saagie => client(accounts[person]);
    return platformOf({ saagie, client, as, patience, mark, close });
  } catch (error) {
    await close();
    throw error;
  }
}

interface Account {
  readonly user: string;
  readonly password: string;
}

const viewersOf = (mark: string): string => `viewers-${mark}`;

async function makePeople(saagie: Saagie, mark: string): Promise<Readonly<Record<Person, Account>>> {
  const accounts = {
    viewer: await makeAccount(saagie, `viewer-${mark}`),
    outsider: await makeAccount(saagie, `outsider-${mark}`),
  };
  await saagie.groups.create({ name: viewersOf(mark), users: [accounts.viewer.user] });
  return accounts;
}

async function makeAccount({ users }: Saagie, login: string): Promise<Account> {
  const [oldPassword, newPassword] = [randomPassword(), randomPassword()];
  await users.create({ login, password: oldPassword });
  // A platform may ask for it before the first log-in.
  await users.changePassword(login, { oldPassword, newPassword });
  return { user: login, password: newPassword };
}

type Parts = Pick<LivePlatform, "saagie" | "client" | "as" | "patience" | "mark" | "close">;

function platformOf(parts: Parts): LivePlatform {
  const { saagie, mark } = parts;
  const undos: (() => Promise<unknown>)[] = [];
  const [unique, viewers] = [uniqueNames(mark), viewersOf(mark)];
  const ready = (): Promise<Project> => createReady(saagie, { ...parts, unique, viewers });
  let shared: Promise<Project> | undefined;
  return {
    ...parts,
    get emulator(): never {
      throw new EmulatorOnlyError("A live platform is no emulator.");
    },
    isLive: true,
    viewers,
    unique,
    makeProject: async () => {
      const project = await ready();
      undos.push(() => saagie.projects.delete(project.id));
      return project;
    },
    project: () => (shared ??= ready()),
    afterwards: (undo) => void undos.push(undo),
    tidy: async () => throwIfAny(await undoAll(undos.splice(0))),
  };
}

/** Undoes what was done, the last first. @returns why something is left */
async function undoAll(undos: readonly (() => Promise<unknown>)[]): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const undo of undos.toReversed()) await unlessGone(undo, failures);
  return failures;
}

/** Takes something away; that it is not there any more is as it should be. */
async function unlessGone(undo: () => Promise<unknown>, failures: unknown[]): Promise<void> {
  try {
    await undo();
  } catch (error) {
    if (!(error instanceof NotFoundError)) failures.push(error);
  }
}

function throwIfAny(failures: readonly unknown[]): void {
  if (failures.length > 0)
    throw new AggregateError(failures, `Something is left on the platform: ${failures.join("; ")}`);
}
