import { redact } from "../../request-log.ts";
import type { JobRecord } from "./records.ts";

/** States that a job does not leave. */
const OVER: ReadonlySet<string> = new Set(["FINISHED", "FAILED", "STOPPED", "KILLED", "CANCELLED"]);

/** A job as people see it in a list. */
export interface JobOverview {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly app: string;
  readonly system: string;
  readonly status: string;
  readonly isOver: boolean;
  readonly created: number;
  readonly startTime?: number;
  readonly endTime?: number;
}

/** A job with all that is told of it. */
export interface JobDetail extends JobOverview {
  readonly message?: string;
  readonly archive?: string;
  readonly inputs: unknown;
  readonly parameters: unknown;
  /** What has happened to it, the first first. */
  readonly events: readonly { readonly status: string; readonly at: number; readonly reason?: string }[];
}

/** Tells of a job. */
export function jobOverview(job: JobRecord): JobOverview {
  const { id, name, owner, appId, executionSystem, status, created, startTime, endTime } = job;
  return {
    id,
    name,
    owner,
    app: appId,
    system: executionSystem,
    status,
    isOver: OVER.has(status),
    created,
    ...(startTime !== null && { startTime }),
    ...(endTime !== null && { endTime }),
  };
}

/** Tells all of a job. */
export function jobDetail(job: JobRecord): JobDetail {
  const { message, archiveSystem, archivePath, inputs, parameters, history } = job;
  return {
    ...jobOverview(job),
    ...(message !== null && { message }),
    ...(archivePath !== null && { archive: `${archiveSystem ?? ""}:${archivePath}` }),
    inputs: redact(inputs),
    parameters: redact(parameters),
    events: history.map((event) => ({ status: event.status, at: event.created, reason: event.description })),
  };
}
