import type { AgaveCall } from "../wire/call.ts";
import type { JobRecord } from "./records.ts";

/** Where a job's answers lead. */
export function linksOf(job: JobRecord, call: AgaveCall): object {
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
