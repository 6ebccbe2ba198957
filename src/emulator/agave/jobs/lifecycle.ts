import { copyTree } from "../files/copying.ts";
import { join, nameOf, tidy } from "../files/file-tree.ts";
import { textOf } from "../wire/values.ts";
import { isAloe } from "./aloe.ts";
import { inputNames, stageInputs } from "./execution/inputs.ts";
import { archiveOf, workFolderOf } from "./execution/places.ts";
import type { JobRecord } from "./records.ts";
import { enter, isFinal, type JobActor } from "./rules.ts";

/** One step on the way of a job. */
export interface Step {
  readonly status: string;
  readonly description: string;
  /** How long after the step before, in seconds. */
  readonly after: number;
  /** What it does before; a step that takes a while is taken when that is done, and fails its job where that fails. */
  readonly effect?: (job: JobRecord, actor: JobActor) => Promise<void> | undefined | void;
}

/** Lets a job take the steps that are left, one after the other. */
export function go(job: JobRecord, [step, ...rest]: readonly Step[], actor: JobActor): void {
  if (step === undefined) return;
  const { clock, work } = actor.services;
  const status = job.status;
  // Somebody may have stopped it, or sent it on another way.
  const isMine = (): boolean => !isFinal(job.status) && job.status === status;
  const onward = (): void => {
    enter(job, step, actor);
    go(job, rest, actor);
  };
  clock.at(clock.now() + step.after * 1000, () => {
    if (!isMine()) return;
    try {
      const effect = step.effect?.(job, actor);
      if (effect === undefined) return onward();
      // Time that jumps must not pass by what is under way.
      const release = clock.hold();
      const done = effect.finally(release).then(
        () => isMine() && onward(),
        (error: unknown) => isMine() && fail(job, error, actor),
      );
      work.track(done);
    } catch (error) {
      fail(job, error, actor);
    }
  });
}

function fail(job: JobRecord, error: unknown, actor: JobActor): void {
  job.message = error instanceof Error ? error.message : "The job could not go on";
  enter(job, { status: "FAILED", description: job.message }, actor);
}

/** The steps until a job runs; the newer service takes some more. */
export function firstSteps(after: number, actor: Pick<JobActor, "services">): readonly Step[] {
  const more = (status: string, description: string): readonly Step[] =>
    isAloe(actor) ? [{ status, description, after }] : [];
  return [
    ...more("PENDING", "Job is waiting for a worker"),
    { status: "PROCESSING_INPUTS", description: "Identifying input files for staging", after },
    { status: "STAGING_INPUTS", description: "Transferring job input data", after, effect: makeWorkFolder },
    { status: "STAGED", description: "Job inputs staged to execution system", after, effect: stageInputs },
    ...more("STAGING_JOB", "Staging the files of the app"),
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
  job: JobRecord,
  { status, message, after }: Outcome,
  actor: Pick<JobActor, "services">,
): readonly Step[] {
  if (isAloe(actor)) return lastAloeSteps(job, { status, message, after });
  const { archive: isArchived } = job;
  const tell = (one: JobRecord): void => {
    one.message = message;
  };
  const failed: Step = { status: "FAILED", description: message, after, effect: tell };
  if (status === "FAILED") return [failed];
  const finished = { status: "FINISHED", description: "Job completed successfully", after };
  if (!isArchived) return [finished];
  const archiving = { status: "ARCHIVING", description: "Beginning to archive output.", after };
  if (status === "ARCHIVING_FAILED") return [archiving, { status, description: message, after }, failed];
  const description = "Job archiving completed successfully.";
  return [archiving, { status: "ARCHIVING_FINISHED", description, after, effect: archive }, finished];
}

/** The newer service archives what an app that failed has left only where that was asked for, and tells what came of the app. */
function lastAloeSteps(job: JobRecord, { status, message, after }: Outcome): readonly Step[] {
  const hasFailed = status === "FAILED";
  const isArchived = job.archive && (!hasFailed || job.archiveOnAppError === true);
  const remoteOutcome = !hasFailed
    ? "FINISHED"
    : job.archive && !isArchived
      ? "FAILED_SKIP_ARCHIVE"
      : "FAILED";
  const keep = (one: JobRecord, actor: JobActor): void => {
    if (isArchived && status !== "ARCHIVING_FAILED") archive(one, actor);
    one.remoteOutcome = remoteOutcome;
    if (status !== "FINISHED") one.message = message;
  };
  const last: Step =
    status === "FINISHED"
      ? { status, description: "Job completed successfully", after, effect: keep }
      : { status: "FAILED", description: message, after, effect: keep };
  if (!isArchived) return [last];
  return [{ status: "ARCHIVING", description: "Beginning to archive output.", after }, last];
}

function makeWorkFolder(job: JobRecord, { world }: JobActor): void {
  const system = world.systems.get(job.executionSystem);
  const { scratchDir, workDir } = system?.execution ?? {};
  const folder = textOf(scratchDir) ?? textOf(workDir) ?? system?.storage.homeDir ?? "/";
  job.outputPath = tidy(`${folder}/${job.owner}/job-${job.id}`);
  workFolderOf(world, job)?.tree.makeFolder(job.outputPath);
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
  const inputs = inputNames(job);
  for (const { path } of from.tree.list(from.path)) {
    if (!inputs.has(nameOf(path))) copyTree({ ...from, path }, { ...to, path: join(to.path, nameOf(path)) });
  }
  from.tree.remove(from.path);
  job.isArchived = true;
}
