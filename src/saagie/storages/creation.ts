import { omitUndefined } from "../../core/omit-undefined.ts";
import type { Caller } from "../../core/client.ts";
import { findExisting } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { storagesOperations, type StoragesCreateResult } from "../../../generated/saagie/methods.ts";
import type { VolumeInput } from "../../../generated/saagie/platform.ts";
import { isSameSize, toDataSizeText, type DataSizeInput } from "./data-size.ts";
import { checkName } from "../settings/check-name.ts";
import { recoverCreation } from "../recovery/creation.ts";

/** A new storage. */
export interface StorageDefinition {
  /** Unique in the project, ignoring case. */
  readonly name: string;
  /** With a unit, e.g. `"1 GB"`, or a number of bytes; the administrator sets the least and the most. */
  readonly size: DataSizeInput;
  readonly description?: string;
}

/** What the creation of a storage answers; no app has it yet. */
export type CreatedStorage = Pick<
  StoragesCreateResult,
  | "id"
  | "name"
  | "projectId"
  | "description"
  | "size"
  | "creationDate"
  | "creator"
  | "linkedApp"
  | "originalVolumeId"
  | "duplicationStatus"
  | "isLocked"
>;

/**
 * Checks the definition of a storage and turns it into the platform's input.
 *
 * @throws {@link InvalidInputError} naming what is wrong.
 */
export function toVolumeInput(
  projectId: string,
  { name, size, description }: StorageDefinition,
): VolumeInput {
  checkName(name, "storage");
  return omitUndefined({ projectId, name, size: toDataSizeText(size), description });
}

/** Creates a storage; when the answer is lost, it is looked up by name before anything is repeated. */
export async function createStorage(
  call: Caller,
  { projectId, definition }: { readonly projectId: string; readonly definition: StorageDefinition },
  options: CallOptions,
): Promise<CreatedStorage> {
  const volume = toVolumeInput(projectId, definition);
  return recoverCreation<CreatedStorage, CreatedStorage>({
    create: () => call(storagesOperations.create, { volume }, options),
    find: async () => {
      const { volumes } = await call(storagesOperations.forExport, { projectId }, options);
      return findExisting(volumes, definition.name, "storage");
    },
    isOurs: async (found) =>
      found.name === definition.name &&
      (found.description ?? "") === (definition.description ?? "") &&
      isSameSize(found.size, definition.size) &&
      // One that an app has already was there before.
      found.linkedApp === null,
  });
}
