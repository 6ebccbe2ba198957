import type { Services } from "../services.ts";
import type { AgaveCall, Caller } from "../wire/call.ts";
import { agaveUuid } from "../wire/history.ts";
import { ALL_RIGHTS, NO_RIGHTS, type Rights } from "../wire/permissions.ts";
import { forbidden, ServiceError } from "../wire/service-error.ts";
import { dateText } from "../wire/values.ts";
import type { TenantWorld } from "../world.ts";
import { isUnseen } from "./aloe.ts";
import type { JobRecord } from "./records.ts";

const FINAL: ReadonlySet<string> = new Set(["FINISHED", "FAILED", "STOPPED", "KILLED"]);

/** Whether a job has come to its end. */
export function isFinal(status: string): boolean {
  return FINAL.has(status);
}

/** What somebody may do with a job. */
export function rightsOn(job: JobRecord, { username, isAdmin }: Caller): Rights {
  if (isAdmin || job.owner === username) return ALL_RIGHTS;
  return job.pems[username] ?? NO_RIGHTS;
}

/** The numbers with which a call refuses a job that is not there, and one that is not the caller's. */
export interface Refusals {
  readonly missing: number;
  readonly denied: number;
}

/**
 * The job that a path names; one that is hidden is not found.
 *
 * @throws ServiceError 404 and 403, or as the call refuses it
 */
export function findJob(
  call: AgaveCall,
  { missing, denied }: Refusals = { missing: 404, denied: 403 },
): JobRecord {
  const id = call.param("jobId");
  const job = call.world.jobs.get(id);
  if (job === undefined || !job.isVisible || isUnseen(job))
    throw new ServiceError(missing, `No job found with id ${id}`);
  if (!rightsOn(job, call.caller).read)
    throw new ServiceError(denied, `User does not have permission to view job ${id}`);
  return job;
}

/** The job that a path names, for somebody who may change it. */
export function findOwnJob(call: AgaveCall): JobRecord {
  const job = findJob(call);
  if (!rightsOn(job, call.caller).write)
    throw forbidden(`User does not have permission to change job ${job.id}`);
  return job;
}

/** Where jobs go on, also after a call has been answered. */
export interface JobActor {
  readonly services: Services;
  readonly world: TenantWorld;
}

/** An event, in words. */
export interface JobEvent {
  readonly status: string;
  readonly description: string;
  /** @defaultValue the owner of the job */
  readonly by?: string;
}

/** Writes an event to the history of a job, and tells those who asked to be told. */
export function happened(
  job: JobRecord,
  { status, description, by = job.owner }: JobEvent,
  actor: JobActor,
): void {
  const { services, world } = actor;
  const created = services.clock.now();
  job.history.push({ uuid: agaveUuid(services.ids, "028"), status, created, createdBy: by, description });
  job.lastUpdated = created;
  const macros = macrosOf(job, world.tenant.code);
  const { id, name, owner, appId } = job;
  const body = { id, name, owner, appId, status: job.status };
  services.emit(world, { uuid: job.id, event: status, owner, macros, body });
}

/** Gives a job another status. */
export function enter(job: JobRecord, event: JobEvent, actor: JobActor): void {
  job.status = event.status;
  if (isFinal(event.status)) job.endTime ??= actor.services.clock.now();
  happened(job, event, actor);
}

function macrosOf(job: JobRecord, tenant: string): Readonly<Record<string, string>> {
  const time = (at: number | null): string => (at === null ? "" : dateText(at));
  return {
    JOB_ID: job.id,
    JOB_NAME: job.name,
    JOB_STATUS: job.status,
    JOB_OWNER: job.owner,
    JOB_TENANT: tenant,
    JOB_URL: `/jobs/v2/${job.id}`,
    JOB_ERROR: job.message ?? "",
    JOB_SYSTEM: job.executionSystem,
    JOB_EXECUTION_SYSTEM: job.executionSystem,
    JOB_BATCH_QUEUE: job.batchQueue ?? "",
    JOB_LOCAL_ID: job.localId ?? "",
    JOB_APPID: job.appId,
    JOB_APP_ID: job.appId,
    JOB_INPUTS: JSON.stringify(job.inputs),
    JOB_PARAMETERS: JSON.stringify(job.parameters),
    JOB_CREATED: time(job.created),
    JOB_SUBMIT_TIME: time(job.submitTime),
    JOB_START_TIME: time(job.startTime),
    JOB_END_TIME: time(job.endTime),
    JOB_ARCHIVE: String(job.archive),
    JOB_ARCHIVE_PATH: job.archivePath ?? "",
    JOB_ARCHIVE_SYSTEM: job.archiveSystem ?? "",
    JOB_ARCHIVE_URL: `/jobs/v2/${job.id}/outputs/listings`,
    JOB_OUTPUT_PATH: job.outputPath ?? "",
    JOB_NODE_COUNT: String(job.nodeCount),
    JOB_PROCESSORS_PER_NODE: String(job.processorsPerNode),
    JOB_MEMORY_PER_NODE: String(job.memoryPerNode),
    JOB_MAX_RUNTIME: job.maxRunTime,
  };
}
