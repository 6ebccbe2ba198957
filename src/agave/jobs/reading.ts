import type { JobsGetResult, JobsListResult } from "../../../generated/agave/methods.ts";
import type { JobStatusName } from "../../../generated/agave/api.ts";

/** A job as any service tells it: newer ones name some members otherwise. */
export type AnyJob = JobsGetResult | JobsListResult[number];

/** What a job tells, whichever names its service has for it; `undefined` is what it does not tell. */
export interface JobReading {
  readonly id: string;
  readonly status: JobStatusName | undefined;
  readonly systemId: string | undefined;
  readonly queue: string | undefined;
  /** Its id on the system. */
  readonly remoteId: string | undefined;
  /** Why it failed, or what happened to it last. */
  readonly message: string | undefined;
  /** In hours, minutes and seconds. */
  readonly maxRunTime: string | undefined;
  readonly retries: number | undefined;
  readonly submittedAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

/** Reads a job in one way, whichever service answered it. */
export function readJob(job: AnyJob): JobReading {
  const members: Readonly<Record<string, unknown>> = { ...job };
  const text = (...names: readonly string[]): string | undefined =>
    names
      .map((name) => members[name])
      .find((value): value is string => typeof value === "string" && value !== "");
  const number = (...names: readonly string[]): number | undefined =>
    names.map((name) => members[name]).find((value): value is number => typeof value === "number");
  const moment = (...names: readonly string[]): Date | undefined => {
    const found = text(...names);
    const date = found === undefined ? undefined : new Date(found);
    return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
  };
  return {
    id: job.id,
    status: job.status ?? undefined,
    systemId: text("executionSystem", "systemId"),
    queue: text("batchQueue", "remoteQueue"),
    remoteId: text("localId", "localJobId", "remoteJobId", "schedulerJobId"),
    message: text("message", "lastStatusMessage"),
    maxRunTime: text("maxRunTime", "maxRuntime") ?? hoursText(number("maxHours")),
    retries: number("retries", "submitRetries"),
    submittedAt: moment("submitTime", "remoteSubmitted"),
    startedAt: moment("startTime", "remoteStarted", "started"),
    endedAt: moment("endTime", "ended", "remoteEnded"),
  };
}

function hoursText(hours: number | undefined): string | undefined {
  if (hours === undefined) return undefined;
  const seconds = Math.round(hours * 3600);
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, "0");
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
