import { copyTree } from "../files/copying.ts";
import { join, nameOf, tidy } from "../files/file-tree.ts";
import { pathOn, readAgaveUrl, treeOf } from "../files/rules.ts";
import { textOf } from "../wire/values.ts";
import { archiveOf, workFolderOf } from "./places.ts";
import type { JobRecord } from "./records.ts";
import { enter, isFinal, type JobActor } from "./rules.ts";

/** One step on the way of a job. */
export interface Step {
  readonly status: string;
  readonly description: string;
  /** How long after the step before, in seconds. */
  readonly after: number;
  readonly effect?: (job: JobRecord, actor: JobActor) => void;
}

/** Lets a job take the steps that are left, one after the other. */
export function go(job: JobRecord, [step, ...rest]: readonly Step[], actor: JobActor): void {
  if (step === undefined) return;
  const { clock } = actor.services;
  const status = job.status;
  clock.at(clock.now() + step.after * 1000, () => {
    // Somebody has stopped it, or sent it on another way.
    if (isFinal(job.status) || job.status !== status) return;
    step.effect?.(job, actor);
    enter(job, step, actor);
    go(job, rest, actor);
  });
}

/** The steps until a job runs. */
export function firstSteps(after: number): readonly Step[] {
  return [
    { status: "PROCESSING_INPUTS", description: "Identifying input files for staging", after },
    { status: "STAGING_INPUTS", description: "Transferring job input data", after, effect: makeWorkFolder },
    { status: "STAGED", description: "Job inputs staged to execution system", after, effect: stageInputs },
    { status: "SUBMITTING", description: "Preparing job for submission", after },
    { status: "QUEUED", description: "Job queued for execution", after, effect: queue },
    { status: "RUNNING", description: "Job started running", after, effect: start },
  ];
}

/** How a job ends once it does not run any more. */
export interface Outcome {
  readonly status: "FINISHED" | "FAILED" | "ARCHIVING_FAILED";
  /** Why it fails. */
  readonly message: string;
  /** How long every step takes, in seconds. */
  readonly after: number;
}

/** The steps after a job has run. */
export function lastSteps(
  { archive: isArchived }: JobRecord,
  { status, message, after }: Outcome,
): readonly Step[] {
  const fail = (one: JobRecord): void => {
    one.message = message;
  };
  const failed: Step = { status: "FAILED", description: message, after, effect: fail };
  if (status === "FAILED") return [failed];
  const finished = { status: "FINISHED", description: "Job completed successfully", after };
  if (!isArchived) return [finished];
  const archiving = { status: "ARCHIVING", description: "Beginning to archive output.", after };
  if (status === "ARCHIVING_FAILED") return [archiving, { status, description: message, after }, failed];
  const description = "Job archiving completed successfully.";
  return [archiving, { status: "ARCHIVING_FINISHED", description, after, effect: archive }, finished];
}

function makeWorkFolder(job: JobRecord, { world }: JobActor): void {
  const system = world.systems.get(job.executionSystem);
  const { scratchDir, workDir } = system?.execution ?? {};
  const folder = textOf(scratchDir) ?? textOf(workDir) ?? system?.storage.homeDir ?? "/";
  job.outputPath = tidy(`${folder}/${job.owner}/job-${job.id}`);
  workFolderOf(world, job)?.tree.makeFolder(job.outputPath);
}

/** Copies what lies on systems; what lies elsewhere is not fetched for a job that only plays a part. */
function stageInputs(job: JobRecord, { world }: JobActor): void {
  const folder = workFolderOf(world, job);
  if (folder === undefined) return;
  for (const url of Object.values(job.inputs).flat()) {
    const from = sourceOf(job, url, { world });
    if (from !== undefined) copyTree(from, { ...folder, path: join(folder.path, nameOf(from.path)) });
  }
}

function sourceOf(job: JobRecord, url: string, { world }: Pick<JobActor, "world">) {
  if (/^(https?|ftp|sftp|gridftp):/.test(url)) return undefined;
  const named = url.startsWith("agave://") ? readAgaveUrl(url) : undefined;
  const isDefault = (id: string): boolean => world.systems.get(id)?.defaultFor.includes(job.owner) === true;
  const storages = [...world.systems.values()].filter(({ type }) => type === "STORAGE");
  const fallback =
    storages.find(({ id }) => isDefault(id)) ?? storages.find(({ globalDefault }) => globalDefault);
  const system = named === undefined ? fallback : world.systems.get(named.systemId);
  if (system === undefined) return undefined;
  return { tree: treeOf(world, system.id), path: pathOn(system, named?.path ?? url, job.owner) };
}

function queue(job: JobRecord, { services }: JobActor): void {
  job.localId = String(Number.parseInt(services.ids.hex().slice(0, 6), 16));
}

function start(job: JobRecord, { services }: JobActor): void {
  job.startTime = services.clock.now();
}

/** Outputs go to the archive; inputs were there before and do not. */
function archive(job: JobRecord, { world }: JobActor): void {
  const [from, to] = [workFolderOf(world, job), archiveOf(world, job)];
  if (from === undefined || to === undefined) return;
  const inputs = new Set(
    Object.values(job.inputs)
      .flat()
      .map((url) => nameOf(url)),
  );
  for (const { path } of from.tree.list(from.path)) {
    if (!inputs.has(nameOf(path))) copyTree({ ...from, path }, { ...to, path: join(to.path, nameOf(path)) });
  }
  from.tree.remove(from.path);
  job.isArchived = true;
}
