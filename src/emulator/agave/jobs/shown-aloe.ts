import type { AgaveCall } from "../wire/call.ts";
import { dateText, durationOf, optionalDate } from "../wire/values.ts";
import { linksOf } from "./links.ts";
import type { JobRecord } from "./records.ts";
import { isFinal } from "./rules.ts";

/** A job as listings of the newer service show it. */
export function aloeSummaryOf(job: JobRecord, call: AgaveCall): object {
  const { id, name, owner, executionSystem: systemId, appId, status } = job;
  const { remoteStarted: started, ended } = momentsOf(job);
  return {
    id,
    name,
    owner,
    systemId,
    appId,
    created: dateText(job.created),
    status,
    started,
    ended,
    _links: {
      self: call.link(`/jobs/v2/${id}`),
      archiveData: call.link(`/jobs/v2/${id}/outputs/listings`),
    },
  };
}

/** A job with all that the newer service has of it, under the names that it gives it. */
export function aloeDetailOf(job: JobRecord, call: AgaveCall): object {
  const { id, name, owner, appId, archive, status, nodeCount, processorsPerNode } = job;
  const tenantId = call.world.tenant.code;
  return {
    id,
    name,
    owner,
    tenantId,
    tenantQueue: `aloe.jobq.${tenantId}.submit.DefaultQueue`,
    appId,
    appUuid: call.world.apps.get(appId)?.uuid ?? null,
    systemId: job.executionSystem,
    remoteQueue: job.batchQueue,
    nodeCount,
    // Of all nodes together, in this service.
    processorsPerNode: nodeCount * processorsPerNode,
    processorsOnEachNode: processorsPerNode,
    memoryPerNode: job.memoryPerNode,
    maxHours: (durationOf(job.maxRunTime) ?? 0) / 3600,
    archive,
    archiveOnAppError: job.archiveOnAppError === true,
    ...(archive && { archivePath: job.archivePath, archiveSystem: job.archiveSystem }),
    submitRetries: job.retries,
    remoteJobId: job.localId,
    schedulerJobId: null,
    outputPath: job.outputPath,
    workPath: job.outputPath,
    status,
    lastStatusMessage: job.message ?? job.history.at(-1)?.description ?? null,
    ...momentsOf(job),
    ...checksOf(job),
    remoteOutcome: job.remoteOutcome ?? null,
    visible: job.isVisible,
    roles: null,
    inputs: job.inputs,
    parameters: job.parameters,
    _links: linksOf(job, call),
  };
}

function momentsOf(job: JobRecord) {
  const firstAs = (isMeant: (status: string) => boolean): string | null =>
    optionalDate(job.history.find(({ status }) => isMeant(status))?.created ?? null);
  return {
    created: dateText(job.created),
    accepted: dateText(job.created),
    lastUpdated: dateText(job.lastUpdated),
    remoteSubmitted: firstAs((status) => status === "QUEUED"),
    remoteStarted: optionalDate(job.startTime),
    remoteEnded: job.startTime === null ? null : optionalDate(job.endTime),
    ended: isFinal(job.status) ? firstAs(isFinal) : null,
  };
}

/** The system was asked for a job as often as its status has changed there. */
function checksOf({ history, startTime, endTime }: JobRecord) {
  const checks = history.filter(({ status }) => ["QUEUED", "RUNNING", "CLEANING_UP"].includes(status)).length;
  return {
    remoteStatusChecks: checks,
    failedStatusChecks: 0,
    lastStatusCheck: optionalDate(endTime ?? startTime),
    blockedCount: history.filter(({ status }) => status === "BLOCKED").length,
  };
}
