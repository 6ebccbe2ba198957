import type { AppDefinition, JobRequest, SystemInput } from "../../../src/agave/index.ts";
import type { TestPlatform } from "./platform.ts";

/** An id that names nothing. */
export const NOTHING = "nobody-knows-it";

const AUTH = { type: "PASSWORD", username: "service", password: "service-password" };

/** A storage system. */
export const STORAGE: SystemInput = {
  id: "lab",
  name: "Laboratory",
  type: "STORAGE",
  storage: {
    host: "lab.example.com",
    port: 22,
    protocol: "SFTP",
    rootDir: "/",
    homeDir: "/home",
    auth: AUTH,
  },
};

/** An execution system with one queue. */
export const CLUSTER: SystemInput = {
  id: "cluster",
  name: "Own cluster",
  type: "EXECUTION",
  executionType: "HPC",
  scheduler: "SLURM",
  scratchDir: "/scratch",
  queues: [{ name: "normal", default: true, maxJobs: 10, maxRequestedTime: "01:00:00" }],
  storage: STORAGE.storage,
  login: { host: "cluster.example.com", port: 22, protocol: "SSH", auth: AUTH },
};

/** An app on ann's own cluster. */
export const APP: AppDefinition = {
  name: "count",
  version: "1.0.0",
  executionSystem: "hpc",
  executionType: "CLI",
  deploymentSystem: "data",
  deploymentPath: "/ann/applications/wc-1.0.0",
  templatePath: "wrapper.sh",
  testPath: "test.sh",
  tags: ["text"],
  ontology: ["http://example.com/words"],
  inputs: [{ id: "input1", value: { required: true } }],
  parameters: [],
};

/** Registers ann's laboratory. */
export async function aStorage({ agave }: TestPlatform): Promise<void> {
  await agave.systems.create(STORAGE);
}

/** Registers ann's cluster. */
export async function aCluster({ agave }: TestPlatform): Promise<void> {
  await agave.systems.create(CLUSTER);
}

/** Registers ann's laboratory, for bob to work with. */
export async function aSharedStorage(platform: TestPlatform): Promise<void> {
  await aStorage(platform);
  await platform.agave.systems.grantRole("lab", { username: "bob", role: "USER" });
}

/** Registers ann's app. */
export async function anApp({ agave }: TestPlatform): Promise<void> {
  await agave.apps.create(APP);
}

/** A job of ann's. */
export const JOB: JobRequest = {
  name: "words",
  appId: "wc-1.0.0",
  inputs: { input1: "agave://data//ann/words.txt" },
  parameters: { cli_opts: "-w" },
};

/** Submits ann's job. @returns its id */
export async function submitted({ agave }: TestPlatform): Promise<string> {
  return (await agave.jobs.submit(JOB)).id;
}

/** Lets ann's job come to its end. @returns its id */
export async function finished(platform: TestPlatform): Promise<string> {
  const id = await submitted(platform);
  await platform.agave.jobs.wait(id);
  return id;
}

/** Submits ann's job to where nothing begins within the life of a token. @returns its id */
export async function pending(platform: TestPlatform): Promise<string> {
  platform.emulator.jobs.script(JOB.appId, { stepSeconds: 100_000 });
  return submitted(platform);
}
