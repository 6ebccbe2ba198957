import type { ActorRecord, AliasRecord, ConfigRecord } from "./actors/records.ts";
import type { ApiRecord, ServiceAccountRecord } from "./admin/records.ts";
import type { AppRecord } from "./apps/records.ts";
import type { FileTree } from "./files/file-tree.ts";
import type { FileRecord } from "./files/records.ts";
import type { JobRecord } from "./jobs/records.ts";
import type { MetadataRecord, SchemaRecord } from "./meta/records.ts";
import type { MonitorRecord } from "./monitors/records.ts";
import type { NotificationRecord } from "./notifications/records.ts";
import type { ClientRecord } from "./oauth/records.ts";
import type { AgaveTenant } from "./options.ts";
import type { PostitRecord } from "./postits/records.ts";
import type { InternalUserRecord, ProfileRecord } from "./profiles/records.ts";
import type { SystemRecord } from "./systems/records.ts";
import type { TagRecord } from "./tags/records.ts";

/** Everything that one tenant knows. Records are plain JSON; nothing of one tenant is seen from another. */
export interface TenantWorld {
  readonly tenant: AgaveTenant;
  readonly uuid: string;
  /** By username. */
  readonly profiles: Map<string, ProfileRecord>;
  /** By the account that they belong to, and their name. */
  readonly internalUsers: Map<string, InternalUserRecord>;
  /** By owner and name. */
  readonly clients: Map<string, ClientRecord>;
  /** The nonces of tokens that are good no longer, though they have not ended; refresh tokens are good once. */
  readonly revoked: Set<string>;
  readonly systems: Map<string, SystemRecord>;
  /** The files of every system, by its id. */
  readonly trees: Map<string, FileTree>;
  /** By system and path. */
  readonly files: Map<string, FileRecord>;
  readonly apps: Map<string, AppRecord>;
  readonly jobs: Map<string, JobRecord>;
  readonly metadata: Map<string, MetadataRecord>;
  readonly schemas: Map<string, SchemaRecord>;
  readonly notifications: Map<string, NotificationRecord>;
  readonly postits: Map<string, PostitRecord>;
  readonly monitors: Map<string, MonitorRecord>;
  readonly tags: Map<string, TagRecord>;
  readonly actors: Map<string, ActorRecord>;
  readonly aliases: Map<string, AliasRecord>;
  readonly configs: Map<string, ConfigRecord>;
  readonly serviceAccounts: Map<string, ServiceAccountRecord>;
  readonly serviceRoles: Set<string>;
  readonly apis: Map<string, ApiRecord>;
}

/** All tenants, by their code. */
export type World = ReadonlyMap<string, TenantWorld>;

/** A tenant without anything in it. */
export function emptyTenant(tenant: AgaveTenant, uuid: string): TenantWorld {
  return {
    tenant,
    uuid,
    profiles: new Map(),
    internalUsers: new Map(),
    clients: new Map(),
    revoked: new Set(),
    systems: new Map(),
    trees: new Map(),
    files: new Map(),
    apps: new Map(),
    jobs: new Map(),
    metadata: new Map(),
    schemas: new Map(),
    notifications: new Map(),
    postits: new Map(),
    monitors: new Map(),
    tags: new Map(),
    actors: new Map(),
    aliases: new Map(),
    configs: new Map(),
    serviceAccounts: new Map(),
    serviceRoles: new Set(),
    apis: new Map(),
  };
}
