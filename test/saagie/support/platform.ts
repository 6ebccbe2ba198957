import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, vi } from "vitest";
import {
  emulateSaagie,
  type EmulatedSaagie,
  type EmulatedSaagieOptions,
} from "../../../src/emulator/index.ts";
import { Saagie, type ConnectOptions, type Project } from "../../../src/saagie/index.ts";
import { createCallRecorder, RECORD_VARIABLE } from "./record-calls.ts";

/** Whether the environment names a live platform, on which the contract is then tested. */
export const isLive: boolean = ["SAAGIE_URL", "SAAGIE_USER", "SAAGIE_PASSWORD"].every(
  (name) => (process.env[name] ?? "") !== "",
);

// Projects of a live platform take minutes to become ready, and its runs wait for a free node.
if (isLive) vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const recordFolder = process.env[RECORD_VARIABLE];

/** How long tests wait for the platform. */
export const patience: { readonly intervalMs: number; readonly deadlineMs: number } = isLive
  ? { intervalMs: 5_000, deadlineMs: 600_000 }
  : { intervalMs: 500, deadlineMs: 120_000 };

/** The people that an emulated platform has besides its first user, who may do everything. */
export type Person = "viewer" | "outsider";

/** The group that may look at every project of a test. */
export const VIEWERS = "viewers";

/** What a contract is tested on: an emulated platform, or the live one that the environment names. */
export interface TestPlatform {
  readonly saagie: Saagie;
  /** The emulator, for cases that are declared not to run live. @throws Error on a live platform */
  readonly emulator: EmulatedSaagie;
  /** A client of its own, on the emulator. */
  client(options?: ConnectOptions): Saagie;
  /** A client of somebody who may do less, on the emulator. */
  as(person: Person): Saagie;
  /** A name that nothing else on the platform has. */
  unique(name: string): string;
  /** Makes a project that is ready, and is gone after the tests. */
  makeProject(): Promise<Project>;
  /** The project that the tests of a file share. */
  project(): Promise<Project>;
  /** Has a project deleted after the tests. */
  forget(project: { readonly id: string }): void;
}

/** Opens the platform for the tests of a file, and cleans up after them. */
export function openPlatform(options: EmulatedSaagieOptions = {}): TestPlatform {
  const platform = isLive ? livePlatform() : emulatedPlatform(options);
  afterAll(() => platform.close());
  return platform;
}

/** {@link TestPlatform} with its end. */
export interface ClosablePlatform extends TestPlatform {
  close(): Promise<void>;
}

/** An emulated platform of one's own, whose time passes as fast as anybody waits. */
export function emulatedPlatform(options: EmulatedSaagieOptions = {}): ClosablePlatform {
  const emulator = emulateSaagie({ clock: "auto", ...options });
  const { url, realm, platform, user, password } = emulator;
  // Told, so that tests can count requests; that a client finds it out is tested for itself.
  const { platformVersion = "2024.05" } = options;
  for (const person of ["viewer", "outsider"]) {
    emulator.users.add({ login: person, password: person, groups: person === "viewer" ? [VIEWERS] : [] });
  }
  const recorder = recordFolder === undefined ? undefined : createCallRecorder();
  const client = (more: ConnectOptions = {}): Saagie => {
    const saagie = new Saagie({
      url,
      realm,
      platform,
      fetch: emulator.fetch,
      clock: emulator.clock,
      ...(more.token === undefined ? { user, password } : {}),
      platformVersion,
      ...(recorder && { onRequest: recorder.onRequest }),
      ...more,
    });
    return recorder?.record(saagie) ?? saagie;
  };
  return {
    emulator,
    client,
    as: (person) => client({ user: person, password: person }),
    ...sharedParts(client(), { groups: [{ group: VIEWERS, role: "Viewer" }] }),
    close: async () => {
      const pairs = recorder?.pairs() ?? [];
      if (recordFolder !== undefined) {
        appendFileSync(join(recordFolder, `${process.pid}.txt`), pairs.map((pair) => `${pair}\n`).join(""));
      }
      await emulator.close();
    },
  };
}

function livePlatform(): ClosablePlatform {
  const refuse = (): never => {
    throw new Error("Only an emulated platform can do this: declare the case as emulatorOnly.");
  };
  const saagie = Saagie.fromEnvironment({ timeoutMs: 300_000 });
  const made: { readonly id: string }[] = [];
  const parts = sharedParts(saagie, {});
  return {
    ...parts,
    get emulator() {
      return refuse();
    },
    client: (options = {}) => Saagie.fromEnvironment(options),
    as: refuse,
    makeProject: async () => {
      const project = await parts.makeProject();
      made.push(project);
      return project;
    },
    forget: (project) => void made.push(project),
    // A project that the tests deleted themselves is none to worry about.
    close: async () => {
      await Promise.allSettled(made.map(({ id }) => saagie.projects.delete(id)));
    },
  };
}

type SharedParts = Omit<ClosablePlatform, "emulator" | "client" | "as" | "close">;

function sharedParts(
  saagie: Saagie,
  definition: { readonly groups?: readonly { readonly group: string; readonly role: string }[] },
): SharedParts {
  const run = isLive ? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 6)}` : "";
  let count = 0;
  let shared: Promise<Project> | undefined;
  const unique = (name: string): string => {
    count += 1;
    return [name, run, String(count)].filter((part) => part !== "").join(" ");
  };
  const makeProject = async (): Promise<Project> => {
    const { id } = await saagie.projects.create({ name: unique("footbridge contract"), ...definition });
    return saagie.projects.waitUntilReady(id, patience);
  };
  return {
    saagie,
    unique,
    makeProject,
    // `this`, since a live platform also remembers what it makes.
    project(this: TestPlatform) {
      return (shared ??= this.makeProject());
    },
    forget: () => undefined,
  };
}
