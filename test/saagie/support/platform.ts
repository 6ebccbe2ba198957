import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import {
  emulateSaagie,
  type EmulatedSaagie,
  type EmulatedSaagieOptions,
} from "../../../src/emulator/index.ts";
import { Saagie, type ConnectOptions, type Project } from "../../../src/saagie/index.ts";
import { createCallRecorder, RECORD_VARIABLE } from "./record-calls.ts";

const recordFolder = process.env[RECORD_VARIABLE];

/** How long somebody waits for a platform, and how often they look. */
export interface Patience {
  readonly intervalMs: number;
  readonly deadlineMs: number;
}

/** How long tests wait for an emulator whose time passes by waiting. */
export const patience: Patience = { intervalMs: 500, deadlineMs: 120_000 };

/** The people that a platform of tests has besides its first user, who may do everything. */
export type Person = "viewer" | "outsider";

/** The group that may look at every project of a test, on emulated platforms. */
export const VIEWERS = "viewers";

/** What a contract is tested on: an emulated platform, or one of which nothing but its address and an account is known. */
export interface TestPlatform {
  readonly isLive: boolean;
  readonly saagie: Saagie;
  /** The emulator, for cases that say why they need it. @throws EmulatorOnlyError on a live platform */
  readonly emulator: EmulatedSaagie;
  /** How long to wait for the platform. */
  readonly patience: Patience;
  /** The group of the viewer, which may look at every project of a test. */
  readonly viewers: string;
  /** A client of its own. */
  client(options?: ConnectOptions): Saagie;
  /** A client of somebody who may do less. */
  as(person: Person): Saagie;
  /** A name that nothing else on the platform has. */
  unique(name: string): string;
  /** Makes a project that is ready, and is gone after the test. */
  makeProject(): Promise<Project>;
  /** The project that the tests of a file share. */
  project(): Promise<Project>;
  /** Has something undone when the test is over; an emulator ends with it anyway. */
  afterwards(undo: () => Promise<unknown>): void;
}

/** Opens a platform for the tests of a file, and closes it after them. */
export function openPlatform(options: EmulatedSaagieOptions = {}): TestPlatform {
  const platform = emulatedPlatform(options);
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
  const saagie = client();
  const unique = uniqueNames();
  const makeProject = (): Promise<Project> => createReady(saagie, { unique, patience, viewers: VIEWERS });
  let shared: Promise<Project> | undefined;
  return {
    isLive: false,
    saagie,
    emulator,
    patience,
    viewers: VIEWERS,
    client,
    as: (person) => client({ user: person, password: person }),
    unique,
    makeProject,
    project: () => (shared ??= makeProject()),
    afterwards: () => undefined,
    close: async () => {
      const pairs = recorder?.pairs() ?? [];
      if (recordFolder !== undefined) {
        appendFileSync(join(recordFolder, `${process.pid}.txt`), pairs.map((pair) => `${pair}\n`).join(""));
      }
      await emulator.close();
    },
  };
}

/** Makes a function that gives each name once; with a mark, none that anybody else on the platform has given. */
export function uniqueNames(mark = ""): (name: string) => string {
  let count = 0;
  return (name) => {
    count += 1;
    return [name, mark, String(count)].filter((part) => part !== "").join(" ");
  };
}

/** Makes a project at which the viewer may look, and waits until it is ready. */
export async function createReady(
  { projects }: Saagie,
  platform: Pick<TestPlatform, "unique" | "patience" | "viewers">,
): Promise<Project> {
  const name = platform.unique("footbridge contract");
  const { id } = await projects.create({ name, groups: [{ group: platform.viewers, role: "Viewer" }] });
  return projects.waitUntilReady(id, platform.patience);
}
