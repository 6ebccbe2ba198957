import type { AgaveCall } from "../wire/call.ts";
import { dateText, type JsonObject } from "../wire/values.ts";
import type { AppRecord } from "./records.ts";

/** An app as listings show it. */
export function summaryOf(app: AppRecord, call: AgaveCall): object {
  const { id, name, version, revision, executionSystem, isPublic, lastModified, more } = app;
  return {
    id,
    name,
    version,
    revision,
    executionSystem,
    shortDescription: more["shortDescription"] ?? null,
    label: more["label"] ?? null,
    isPublic,
    lastModified: dateText(lastModified),
    _links: { self: call.link(`/apps/v2/${id}`) },
  };
}

/** An app with all that it has. */
export function detailOf(app: AppRecord, call: AgaveCall): JsonObject {
  const { id, uuid, name, version, revision, owner, isPublic, available, executionSystem } = app;
  const shown = {
    ...app.more,
    id,
    uuid,
    name,
    version,
    revision,
    owner,
    isPublic,
    available,
    executionSystem,
  };
  return {
    ...shown,
    deploymentSystem: app.deploymentSystem,
    created: dateText(app.created),
    lastModified: dateText(app.lastModified),
    inputs: app.inputs as unknown as JsonObject[],
    parameters: app.parameters as unknown as JsonObject[],
    outputs: app.outputs as unknown as JsonObject[],
    _links: linksOf(app, call) as unknown as JsonObject,
  };
}

function linksOf({ id, uuid, owner, executionSystem, deploymentSystem }: AppRecord, call: AgaveCall): object {
  const self = `/apps/v2/${id}`;
  return {
    self: call.link(self),
    executionSystem: call.link(`/systems/v2/${executionSystem}`),
    storageSystem: call.link(`/systems/v2/${deploymentSystem}`),
    owner: call.link(`/profiles/v2/${owner}`),
    permissions: call.link(`${self}/pems`),
    history: call.link(`${self}/history`),
    metadata: call.link(`/meta/v2/data/?q=${encodeURIComponent(JSON.stringify({ associationIds: uuid }))}`),
  };
}
