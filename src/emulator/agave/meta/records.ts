import type { Permissions } from "../wire/permissions.ts";
import type { Json, JsonObject } from "../wire/values.ts";

/** A piece of metadata. */
export interface MetadataRecord {
  readonly uuid: string;
  readonly owner: string;
  readonly created: number;
  name: string;
  value: Json;
  schemaId: string | null;
  associationIds: readonly string[];
  lastUpdated: number;
  pems: Permissions;
}

/** A JSON schema that metadata can be held to. */
export interface SchemaRecord {
  readonly uuid: string;
  readonly owner: string;
  readonly created: number;
  schema: JsonObject;
  lastUpdated: number;
  pems: Permissions;
}
