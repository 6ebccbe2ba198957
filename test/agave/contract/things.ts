import type { AppDefinition, JobRequest, SystemInput } from "../../../src/agave/index.ts";
import { folder, names, own, usernameOf } from "./names.ts";
import type { TestPlatform } from "./platform.ts";

/** An id that names nothing. */
export const NOTHING = "nobody-knows-it";

const AUTH = { type: "PASSWORD", username: "service", password: "service-password" };

const SFTP = {
  host: "lab.example.com",
  port: 22,
  protocol: "SFTP",
  rootDir: "/",
  homeDir: "/home",
  auth: AUTH,
} as const;

/** A storage system. */
export function storage(): SystemInput {
  return { id: own("lab"), name: "Laboratory", type: "STORAGE", storage: SFTP };
}

/** An execution system with one queue. */
export function cluster(): SystemInput {
  return {
    id: own("cluster"),
    name: "Own cluster",
    type: "EXECUTION",
    executionType: "HPC",
    scheduler: "SLURM",
    scratchDir: "/scratch",
    queues: [{ name: "normal", default: true, maxJobs: 10, maxRequestedTime: "01:00:00" }],
    storage: SFTP,
    login: { host: "cluster.example.com", port: 22, protocol: "SSH", auth: AUTH },
  };
}

/** An ontology term of the row's own. */
export function ontologyTerm(): string {
  return `http://example.com/${own("words")}`;
}

/** An app of ann's, whose files are those of the app that she has. */
export function app(): AppDefinition {
  return {
    name: own("count"),
    version: "1.0.0",
    executionSystem: names().execution,
    executionType: "CLI",
    deploymentSystem: names().storage,
    deploymentPath: names().appFolder,
    templatePath: "wrapper.sh",
    testPath: "test.sh",
    tags: [own("text")],
    ontology: [ontologyTerm()],
    inputs: [{ id: "input1", value: { required: true } }],
    parameters: [],
  };
}

/** The id of ann's app. */
export function appId(version = "1.0.0"): string {
  return `${own("count")}-${version}`;
}

/**
 * For rows that would change what others have, or what there was: a live tenant is left as it is.
 *
 * @throws EmulatorOnlyError on a live tenant
 */
export function emulatedOnly({ emulator: _ }: TestPlatform): undefined {
  return undefined;
}

/** Registers ann's laboratory. */
export async function aStorage({ agave }: TestPlatform): Promise<void> {
  await agave.systems.create(storage());
}

/** Registers ann's cluster. */
export async function aCluster({ agave }: TestPlatform): Promise<void> {
  await agave.systems.create(cluster());
}

/** Registers ann's laboratory, for bob to work with. */
export async function aSharedStorage(platform: TestPlatform): Promise<void> {
  await aStorage(platform);
  await platform.agave.systems.grantRole(own("lab"), { username: usernameOf("bob"), role: "USER" });
}

/** Registers ann's app. */
export async function anApp({ agave }: TestPlatform): Promise<void> {
  await agave.apps.create(app());
}

/** A job of ann's; on a live tenant its archive goes with the row's folder. */
export function job(): JobRequest {
  const archive = { archive: true, archiveSystem: names().storage, archivePath: `${folder()}/archive` };
  return { name: own("words"), appId: names().app, ...names().job, ...(own("") !== "" && archive) };
}

/** Submits ann's job. @returns its id */
export async function submitted({ agave }: TestPlatform): Promise<string> {
  return (await agave.jobs.submit(job())).id;
}

/** Lets ann's job come to its end. @returns its id */
export async function finished(platform: TestPlatform): Promise<string> {
  const id = await submitted(platform);
  await platform.agave.jobs.wait(id);
  return id;
}

/** Submits ann's job; on the emulator to where nothing begins within the life of a token. @returns its id */
export async function pending(platform: TestPlatform): Promise<string> {
  if (!platform.isLive) platform.emulator.jobs.script(names().app, { stepSeconds: 100_000 });
  return submitted(platform);
}
