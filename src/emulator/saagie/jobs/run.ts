import type { Context, Services } from "../services.ts";
import { variablesSeenFrom } from "../environment-variables/layers.ts";
import { currentStatus, isFinal, type Run } from "../runs/executor.ts";
import { currentVersion } from "./versions.ts";
import type { VariableValue, InstanceStatus } from "../runs/records.ts";
import type { InstanceRecord, JobRecord } from "./records.ts";
import type { Moment } from "../shared/records.ts";

/** How a run of a job begins. */
export interface Beginning {
  readonly author: string;
  readonly at: Moment;
  readonly status: "REQUESTED" | "AWAITING";
  /** Its place in the run of a pipeline, when it has one. */
  readonly pipelineInstanceId?: string;
  readonly jobNodeId?: string;
  /** Whether a schedule has begun it, or the pipeline that it is in. */
  readonly byCron?: boolean;
}

/** Makes a run of a job's current version, without starting it. */
export function makeInstance(services: Services, job: JobRecord, beginning: Beginning): InstanceRecord {
  const { author, at, status, pipelineInstanceId = null, jobNodeId = null, byCron = false } = beginning;
  job.runs += 1;
  const instance: InstanceRecord = {
    id: services.ids.uuid(),
    number: job.runs,
    jobId: job.id,
    version: currentVersion(job),
    startTime: at,
    author,
    statuses: [{ status, recordAt: at, reason: null, details: null }],
    logs: [],
    pipelineInstanceId,
    jobNodeId,
    byCron,
    endTime: null,
    stoppedBy: null,
    variablesOutput: [],
  };
  job.instances.push(instance);
  services.world.instances.set(instance.id, instance);
  return instance;
}

/** Runs a job on its own. */
export function runJob(
  context: Context,
  job: JobRecord,
  { byCron = false }: Pick<Beginning, "byCron"> = {},
): InstanceRecord {
  const { user, clock } = context;
  const beginning = { author: user.login, at: clock.now(), status: "REQUESTED", byCron } as const;
  const instance = makeInstance(context, job, beginning);
  const variables = variablesSeenFrom(context.world, {
    project: { id: job.projectId, platformId: context.platformId },
    owner: { scope: "JOB", id: job.id },
  });
  startRun(context, instance, { variables, onReached: () => undefined, onHandOn: () => undefined });
  return instance;
}

/** What a run is given, and who is told what becomes of it. */
export interface Surroundings {
  readonly variables: readonly VariableValue[];
  /** Told after every new state. */
  readonly onReached: (status: InstanceStatus, at: Moment) => void;
  readonly onHandOn: (variables: readonly VariableValue[]) => void;
}

/** Hands a run that is requested to the executor. */
export function startRun(services: Services, instance: InstanceRecord, surroundings: Surroundings): void {
  const { world, executor, clock } = services;
  const job = world.jobs.get(instance.jobId);
  const project = world.projects.get(job?.projectId ?? "");
  if (job === undefined || project === undefined)
    throw new RangeError("a run always has its job and project");
  const now = (): Moment => clock.now();
  const run: Run = {
    project,
    job,
    instance,
    variables: surroundings.variables,
    reached: (status, { reason = null, details = null } = {}, at = now()) => {
      if (reach(instance, status, { reason, details, at })) surroundings.onReached(status, at);
    },
    print: (stream, value, at = now()) => void instance.logs.push({ stream, value, recordAt: at }),
    handOn: surroundings.onHandOn,
  };
  executor.start(run);
}

/** Records a state of a run. @returns false when it is one that the run cannot get into any more */
export function reach(
  instance: InstanceRecord,
  status: InstanceStatus,
  {
    at,
    reason = null,
    details = null,
  }: { readonly at: Moment; readonly reason?: string | null; readonly details?: string | null },
): boolean {
  const before = currentStatus(instance);
  // What is over stays so, and what is being killed does not start to run.
  if (isFinal(before) || (before === "KILLING" && !isFinal(status))) return false;
  instance.statuses.push({ status, recordAt: at, reason, details });
  if (isFinal(status)) instance.endTime = at;
  return true;
}

/**
 * Asks for the end of a run that has been handed to the executor.
 *
 * @remarks Stopping a run that is over changes nothing and is no error: the caller's wish is fulfilled.
 */
export function stopRun(services: Services, instance: InstanceRecord, stoppedBy: string): void {
  const status = currentStatus(instance);
  if (isFinal(status) || status === "KILLING") return;
  instance.stoppedBy = stoppedBy;
  reach(instance, "KILLING", { at: services.clock.now() });
  services.executor.stop(instance.id);
}
