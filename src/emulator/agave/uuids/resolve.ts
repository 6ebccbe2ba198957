import { encodedPath } from "../files/shown.ts";
import type { TenantWorld } from "../world.ts";

/** A resource that an identifier stands for. */
export interface Resolved {
  readonly uuid: string;
  readonly type: string;
  /** Where it is, below the base URL. */
  readonly path: string;
}

/** Finds the resource that an identifier stands for; undefined where there is none. */
export function resolveUuid(world: TenantWorld, uuid: string): Resolved | undefined {
  const found = direct(world, uuid) ?? searched(world, uuid);
  return found === undefined ? undefined : { uuid, ...found };
}

type Found = Omit<Resolved, "uuid">;

/** Resources that are kept by their identifier. */
function direct(world: TenantWorld, uuid: string): Found | undefined {
  const kinds: readonly (readonly [string, ReadonlyMap<string, unknown>, string])[] = [
    ["JOB", world.jobs, "/jobs/v2/"],
    ["METADATA", world.metadata, "/meta/v2/data/"],
    ["SCHEMA", world.schemas, "/meta/v2/schemas/"],
    ["NOTIFICATION", world.notifications, "/notifications/v2/"],
    ["MONITOR", world.monitors, "/monitors/v2/"],
    ["TAG", world.tags, "/tags/v2/"],
    ["POSTIT", world.postits, "/postits/v2/"],
  ];
  const [type, , path] = kinds.find(([, records]) => records.has(uuid)) ?? [];
  return type === undefined || path === undefined ? undefined : { type, path: path + uuid };
}

/** Resources that are kept by a name. */
function searched(world: TenantWorld, uuid: string): Found | undefined {
  if (uuid === world.uuid) return { type: "TENANT", path: `/tenants/${world.tenant.code}` };
  for (const system of world.systems.values()) {
    if (system.uuid === uuid) return { type: "SYSTEM", path: `/systems/v2/${system.id}` };
  }
  for (const app of world.apps.values()) {
    if (app.uuid === uuid) return { type: "APP", path: `/apps/v2/${app.id}` };
  }
  for (const file of world.files.values()) {
    if (file.uuid === uuid)
      return { type: "FILE", path: `/files/v2/media/system/${file.systemId}/${encodedPath(file.path)}` };
  }
  return undefined;
}
