import type { AgaveCall } from "../wire/call.ts";
import { dateText, optionalDate } from "../wire/values.ts";
import { isAloe } from "./aloe.ts";
import { linksOf } from "./links.ts";
import type { JobRecord } from "./records.ts";
import { aloeDetailOf, aloeSummaryOf } from "./shown-aloe.ts";

/** A job as listings show it. */
export function summaryOf(job: JobRecord, call: AgaveCall): object {
  if (isAloe(call)) return aloeSummaryOf(job, call);
  const { id, name, owner, executionSystem, appId, status } = job;
  return {
    id,
    name,
    owner,
    executionSystem,
    appId,
    created: dateText(job.created),
    status,
    startTime: optionalDate(job.startTime),
    endTime: optionalDate(job.endTime),
    _links: {
      self: call.link(`/jobs/v2/${id}`),
      archiveData: call.link(`/jobs/v2/${id}/outputs/listings`),
    },
  };
}

/** A job with all that it has. */
export function detailOf(job: JobRecord, call: AgaveCall): object {
  return isAloe(call) ? aloeDetailOf(job, call) : olderDetailOf(job, call);
}

function olderDetailOf(job: JobRecord, call: AgaveCall) {
  const { id, name, owner, appId, executionSystem, batchQueue, archive, status, message } = job;
  const isNew = job.history.length <= 1;
  return {
    id,
    name,
    owner,
    appId,
    executionSystem,
    batchQueue,
    nodeCount: job.nodeCount,
    processorsPerNode: job.processorsPerNode,
    memoryPerNode: job.memoryPerNode,
    maxRunTime: job.maxRunTime,
    archive,
    ...(archive && { archivePath: job.archivePath, archiveSystem: job.archiveSystem }),
    retries: job.retries,
    localId: job.localId,
    created: dateText(job.created),
    // The answer to a submission spells it in another way.
    [isNew ? "lastModified" : "lastUpdated"]: dateText(job.lastUpdated),
    outputPath: job.outputPath,
    status,
    ...(message !== null && { message }),
    submitTime: dateText(job.submitTime),
    startTime: optionalDate(job.startTime),
    endTime: optionalDate(job.endTime),
    inputs: job.inputs,
    parameters: job.parameters,
    _links: linksOf(job, call),
  };
}

/** A job as a search with a filter spells it: in the older service otherwise than without a search. */
export function searchedOf(job: JobRecord, call: AgaveCall): object {
  if (isAloe(call)) return aloeDetailOf(job, call);
  const { localId: localJobId, ...rest } = olderDetailOf(job, call);
  return { ...rest, localJobId, lastUpdated: dateText(job.lastUpdated) };
}
