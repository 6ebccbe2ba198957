import type { AgaveCall } from "../wire/call.ts";
import { dateText, type JsonObject } from "../wire/values.ts";
import type { CredentialRecord, QueueRecord, SystemRecord } from "./records.ts";
import { isDefaultFor } from "./rules.ts";

/** A system as listings show it. */
export function summaryOf(system: SystemRecord, call: AgaveCall): object {
  const { id, name, type, description, status } = system;
  return {
    id,
    name,
    type,
    description,
    status,
    public: system.public,
    lastUpdated: dateText(system.lastUpdated),
    default: isDefaultFor(system, call.username, call.world),
    _links: { self: call.link(`/systems/v2/${id}`) },
  };
}

/** A system with all that it has, but for what is secret. */
export function detailOf(system: SystemRecord, call: AgaveCall): JsonObject {
  const { id, uuid, name, type, description, status, owner, site, available, revision } = system;
  const lastModified = dateText(system.lastUpdated);
  return {
    id,
    uuid,
    name,
    description,
    type,
    status,
    owner,
    site,
    available,
    revision,
    public: system.public,
    globalDefault: system.globalDefault,
    default: isDefaultFor(system, call.username, call.world),
    created: dateText(system.created),
    lastModified,
    lastUpdated: lastModified,
    storage: {
      proxy: null,
      ...system.storage.more,
      rootDir: system.storage.rootDir,
      homeDir: system.storage.homeDir,
      auth: shownAuth(system, "STORAGE"),
    },
    ...(type === "EXECUTION" && executionOf(system)),
    _links: linksOf(system, call) as unknown as JsonObject,
  };
}

function executionOf(system: SystemRecord): JsonObject {
  const { execution, login, queues } = system;
  return {
    ...execution,
    login: { proxy: null, ...login, auth: shownAuth(system, "LOGIN") },
    queues: queues.map((queue) => shownQueue(queue) as unknown as JsonObject),
  };
}

function shownAuth({ credentials }: SystemRecord, parent: CredentialRecord["parentType"]): JsonObject {
  const found = credentials.find(({ isDefault, parentType }) => isDefault && parentType === parent);
  const server = found?.auth["server"];
  return { type: found?.type ?? "NONE", ...(server !== undefined && { server }) };
}

function linksOf({ id, uuid, owner, type }: SystemRecord, call: AgaveCall): object {
  const self = `/systems/v2/${id}`;
  return {
    self: call.link(self),
    roles: call.link(`${self}/roles`),
    credentials: call.link(`${self}/credentials`),
    owner: call.link(`/profiles/v2/${owner}`),
    metadata: call.link(`/meta/v2/data/?q=${encodeURIComponent(JSON.stringify({ associationIds: uuid }))}`),
    ...(type === "EXECUTION" && { history: call.link(`${self}/history`) }),
  };
}

/** A queue as it is shown. */
export function shownQueue(queue: QueueRecord): object {
  return { ...queue };
}
