import type { JobDefinition, JobRun, Project } from "../../../src/saagie/index.ts";
import type { TestPlatform } from "./platform.ts";

/** An id that names nothing. */
export const NOBODY = "00000000-0000-4000-8000-000000000000";

/** Ids of the official catalogue. */
export const PYTHON = "0db6d0a7-ad4b-45cd-8082-913a192daa25";
export const BASH = "a7f89b17-e078-46ab-ba48-be4fae8dd606";
export const SPARK = "1d117fb6-0697-438a-b419-a69e0e7406e8";

/** Longer than a run that was over is still known to the orchestrator, and so cannot be deleted. */
const CLEANED_MS = 60_000;

/** A script, as a job is given it. */
export const SCRIPT = { name: "report.py", content: "print('hello')\n" };
const ENDLESS_SCRIPT = { name: "endless.py", content: "import time\ntime.sleep(3600)\n" };

/** A job that was made for a test. */
export interface MadeJob {
  readonly id: string;
  readonly name: string;
  readonly project: Project;
}

/** A run that was made for a test, and its job. */
export interface MadeRun {
  readonly id: string;
  readonly job: MadeJob;
}

/** What a plain job is made of. */
export function plainJob(platform: TestPlatform, more: Partial<JobDefinition> = {}): JobDefinition {
  return { name: platform.unique("job"), technology: "Python", file: SCRIPT, ...more };
}

/** Makes a job in the project that the tests share. */
export async function makeJob(platform: TestPlatform, more: Partial<JobDefinition> = {}): Promise<MadeJob> {
  const project = await platform.project();
  const { id, name } = await platform.saagie.jobs.create(project.id, plainJob(platform, more));
  return { id, name, project };
}

/** Makes a job that has no package. */
export async function makeJobWithoutPackage(platform: TestPlatform): Promise<MadeJob> {
  const project = await platform.project();
  const definition = { name: platform.unique("job"), technology: "Bash", commandLine: "echo hello" };
  const { id, name } = await platform.saagie.jobs.create(project.id, definition);
  return { id, name, project };
}

/** Runs a job to its end, and lets the orchestrator forget it where time can be moved. */
export async function runToEnd(platform: TestPlatform, job: { readonly id: string }): Promise<JobRun> {
  const run = await platform.saagie.jobs.runAndWait(job.id, platform.patience);
  if (!platform.isLive) platform.emulator.clock.advance(CLEANED_MS);
  return run;
}

/** Makes a job with a run that is over. */
export async function makeRun(platform: TestPlatform): Promise<MadeRun> {
  const job = await makeJob(platform);
  return { id: (await runToEnd(platform, job)).id, job };
}

/** What a job is made of whose runs do not end by themselves; its name tells so to those who look after the machines. */
export function endlessJob({ unique }: TestPlatform): Pick<JobDefinition, "name" | "file"> {
  return { name: unique("endless"), file: ENDLESS_SCRIPT };
}

/** Whether a run is over, or about to be. */
export function hasEnded({ status }: { readonly status: string | null }): boolean {
  return status !== "REQUESTED" && status !== "QUEUED" && status !== "RUNNING";
}

/** Makes a job with a run that does not end by itself. */
export async function makeEndlessRun(platform: TestPlatform): Promise<MadeRun> {
  const { jobs } = platform.saagie;
  const job = await makeJob(platform, endlessJob(platform));
  if (!platform.isLive) platform.emulator.scripts.set(job.id, { seconds: Infinity });
  const { id } = await jobs.run(job.id);
  platform.afterwards(async () => {
    if (!hasEnded(await jobs.instanceStatus(id))) await jobs.stop(id);
  });
  return { id, job };
}

/** Collects what an asynchronous iterable yields. */
export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** What a promise was rejected with. @throws Error when it was not */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("It should have been rejected.");
    },
    (reason: unknown) => reason,
  );
}
