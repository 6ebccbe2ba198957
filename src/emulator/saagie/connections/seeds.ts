import type { ConnectionTypeParameter, ConnectionTypeRecord } from "./type-records.ts";
import { VENDOR_REPOSITORY_ID } from "../technologies/seeds.ts";

function parameter(
  id: string,
  label: string,
  rest: Partial<ConnectionTypeParameter> = {},
): ConnectionTypeParameter {
  return {
    id,
    label,
    type: "TEXT",
    mandatory: false,
    defaultValue: null,
    comment: null,
    dependsOn: [],
    staticValues: [],
    ...rest,
  };
}

/** What connections can be made of: one type with every kind of parameter, and one with as few as there can be. */
export const SEED_CONNECTION_TYPES: readonly ConnectionTypeRecord[] = [
  {
    id: "4b7c1f0a-91d2-4e0f-8a35-6d2e9b70c401",
    connectionTypeId: "object-store",
    repositoryId: VENDOR_REPOSITORY_ID,
    label: "Object store",
    parameters: [
      parameter("endpoint", "Endpoint", { mandatory: true, comment: "The address of the store" }),
      parameter("region", "Region", {
        type: "STATIC_SELECT",
        defaultValue: "west",
        staticValues: [
          { id: "west", label: "West" },
          { id: "east", label: "East" },
        ],
      }),
      parameter("access_key", "Access key", { mandatory: true }),
      parameter("secret_key", "Secret key", { type: "PASSWORD", mandatory: true, dependsOn: ["access_key"] }),
      parameter("path_style", "Buckets in the path", { type: "TOGGLE", defaultValue: "false" }),
    ],
  },
  {
    id: "4b7c1f0a-91d2-4e0f-8a35-6d2e9b70c402",
    connectionTypeId: "batch-service",
    repositoryId: VENDOR_REPOSITORY_ID,
    label: "Batch service",
    parameters: [parameter("url", "URL", { mandatory: true })],
  },
];
