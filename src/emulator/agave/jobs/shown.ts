import type { AgaveCall } from "../wire/call.ts";
import { dateText, optionalDate } from "../wire/values.ts";
import type { JobRecord } from "./records.ts";

/** A job as listings show it. */
export function summaryOf(job: JobRecord, call: AgaveCall): object {
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

/** A job as a search with a filter spells it. */
export function searchedOf(job: JobRecord, call: AgaveCall): object {
  return { ...detailOf(job, call), localJobId: job.localId, lastUpdated: dateText(job.lastUpdated) };
}

function linksOf(job: JobRecord, call: AgaveCall): object {
  const { id, appId, executionSystem, archiveSystem, owner, archive } = job;
  const self = `/jobs/v2/${id}`;
  const notifications = [...call.world.notifications.values()].filter(
    ({ associatedUuid }) => associatedUuid === id,
  );
  return {
    self: call.link(self),
    app: call.link(`/apps/v2/${appId}`),
    executionSystem: call.link(`/systems/v2/${executionSystem}`),
    ...(archive && { archiveSystem: call.link(`/systems/v2/${archiveSystem ?? ""}`) }),
    archiveData: call.link(`${self}/outputs/listings`),
    owner: call.link(`/profiles/v2/${owner}`),
    permissions: call.link(`${self}/pems`),
    history: call.link(`${self}/history`),
    metadata: call.link(`/meta/v2/data/?q=${encodeURIComponent(JSON.stringify({ associationIds: id }))}`),
    notifications: call.link(`/notifications/v2/?associatedUuid=${id}`),
    notification: notifications.map(({ uuid, event }) => ({
      ...call.link(`/notifications/v2/${uuid}`),
      title: event,
    })),
  };
}
