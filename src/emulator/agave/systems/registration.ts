import { MemoryTree } from "../files/memory-tree.ts";
import { DiskTree } from "../files/disk-tree.ts";
import { tidy } from "../files/file-tree.ts";
import type { Services } from "../services.ts";
import { agaveUuid } from "../wire/history.ts";
import { textOf, type JsonObject } from "../wire/values.ts";
import type { TenantWorld } from "../world.ts";
import type { SystemDefinition } from "./definition.ts";
import type { CredentialRecord, SystemRecord } from "./records.ts";

/** What a registration needs of the platform. */
export type Registry = Pick<Services, "ids" | "clock" | "options">;

/** Puts a new system into a tenant. */
export function register(
  definition: SystemDefinition,
  { owner, world, registry }: { owner: string; world: TenantWorld; registry: Registry },
): SystemRecord {
  const { id, type, storageAuth: _, loginAuth: __, ...rest } = definition;
  const now = registry.clock.now();
  const system: SystemRecord = {
    ...rest,
    id,
    type,
    uuid: agaveUuid(registry.ids, "006"),
    owner,
    created: now,
    lastUpdated: now,
    public: false,
    globalDefault: false,
    defaultFor: [],
    revision: 1,
    isDeleted: false,
    roles: {},
    credentials: credentialsOf(definition, registry),
    history: [],
  };
  world.systems.set(id, system);
  if (!world.trees.has(id)) world.trees.set(id, newTree(id, world, registry));
  world.trees.get(id)?.makeFolder(tidy(system.storage.homeDir));
  return system;
}

/** The tree for the files of a system. */
export function newTree(
  id: string,
  { tenant }: TenantWorld,
  { clock, options }: Registry,
): MemoryTree | DiskTree {
  const folder = options.folders[id];
  // Tenants do not see each other's files.
  if (folder !== undefined && tenant.code === options.tenant) return new DiskTree(folder);
  return new MemoryTree(() => clock.now());
}

/** The default credentials that a definition brings along. */
export function credentialsOf(
  { type, storageAuth, loginAuth }: SystemDefinition,
  registry: Registry,
): readonly CredentialRecord[] {
  const storage = newCredential(storageAuth, { parentType: "STORAGE", isDefault: true }, registry);
  if (type === "STORAGE" || loginAuth === null) return [storage];
  return [storage, newCredential(loginAuth, { parentType: "LOGIN", isDefault: true }, registry)];
}

/** Makes a credential. */
export function newCredential(
  auth: JsonObject,
  kind: Pick<CredentialRecord, "parentType" | "isDefault"> & { readonly internalUsername?: string },
  { ids, clock }: Registry,
): CredentialRecord {
  const type = textOf(auth["type"]) ?? "NONE";
  const { parentType, isDefault, internalUsername = null } = kind;
  const rest = { type, created: clock.now(), auth };
  return { uuid: ids.uuid(), parentType, isDefault, internalUsername, ...rest };
}
