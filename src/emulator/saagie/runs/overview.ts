import type { InstanceRecord } from "../jobs/records.ts";
import { secretsMask } from "../environment-variables/masking.ts";
import type { World } from "../world.ts";
import { currentStatus, isFinal } from "./executor.ts";
import type { InstanceStatus, LogStream } from "./records.ts";

/** A run of a job as people see it in a list. */
export interface RunOverview {
  readonly id: string;
  readonly number: number;
  readonly jobId: string;
  readonly job: string;
  readonly projectId: string;
  readonly project: string;
  readonly version: number;
  readonly status: InstanceStatus;
  readonly isOver: boolean;
  readonly startTime: number;
  readonly endTime?: number;
  /** Who began it; absent for a schedule. */
  readonly author?: string;
  /** The run of a pipeline that it is a part of. */
  readonly pipelineRunId?: string;
}

/** A state that was reached, as people see it. */
export interface StatusOverview {
  readonly status: string;
  readonly at: number;
  readonly reason?: string;
}

/** A line of output as people see it. */
export interface LineOverview {
  /** Its place in the whole output. */
  readonly index: number;
  readonly stream: LogStream;
  readonly text: string;
  readonly at: number;
}

/** A run with all that is told of it. */
export interface RunDetail extends RunOverview {
  readonly commandLine?: string;
  readonly statuses: readonly StatusOverview[];
  /** How many lines of output there are in all. */
  readonly lineCount: number;
  /** The last ones. */
  readonly lines: readonly LineOverview[];
}

/** How many lines of output are told at most. */
const MOST_LINES = 1000;

/** Tells of a run. */
export function runOverview(world: World, run: InstanceRecord): RunOverview {
  const { id, number, jobId, version, author, byCron, pipelineInstanceId, startTime, endTime } = run;
  const job = world.jobs.get(jobId);
  const status = currentStatus(run);
  return {
    id,
    number,
    jobId,
    job: job?.name ?? jobId,
    projectId: job?.projectId ?? "",
    project: world.projects.get(job?.projectId ?? "")?.name ?? "",
    version: version.number,
    status,
    isOver: isFinal(status),
    startTime,
    ...(endTime !== null && { endTime }),
    ...(byCron !== true && { author }),
    ...(pipelineInstanceId !== null && { pipelineRunId: pipelineInstanceId }),
  };
}

/** Tells all of a run. */
export function runDetail(world: World, run: InstanceRecord): RunDetail {
  const mask = secretsMask(world);
  const { commandLine } = run.version;
  const first = Math.max(0, run.logs.length - MOST_LINES);
  return {
    ...runOverview(world, run),
    ...(commandLine !== null && { commandLine: mask(commandLine) }),
    statuses: statusOverviews(run),
    lineCount: run.logs.length,
    lines: run.logs.slice(first).map(({ stream, value, recordAt }, at) => {
      return { index: first + at, stream, text: mask(value), at: recordAt };
    }),
  };
}

/** Tells through which states something has gone. */
export function statusOverviews({
  statuses,
}: {
  readonly statuses: readonly {
    readonly status: string;
    readonly recordAt: number;
    readonly reason: string | null;
    readonly details?: string | null;
  }[];
}): readonly StatusOverview[] {
  return statuses.map(({ status, recordAt, reason, details }) => {
    const why = [reason, details].filter((text) => text != null && text !== "").join(": ");
    return { status, at: recordAt, ...(why !== "" && { reason: why }) };
  });
}

/** The runs of the world, the newest first. */
export function newestRuns({ instances }: World): readonly InstanceRecord[] {
  // Those that await their turn in a pipeline have begun with it.
  return [...instances.values()].toReversed();
}
