import { omitUndefined } from "../../../core/omit-undefined.ts";
import { isFootbridgeError } from "../../../core/errors.ts";
import type { JsonReader } from "../../../core/json/reader.ts";
import { parseDataSize } from "../../storages/data-size.ts";

/** A storage, as an archive holds it. */
export interface StorageRecord {
  readonly id: string | undefined;
  readonly name: string;
  /** With its unit, as the platform wrote it. */
  readonly size: string | undefined;
  readonly description?: string | null;
}

/** Reads a storage: of its own file, or as an app tells it; `undefined` where there is no more than its size. */
export function readStorage(json: JsonReader): StorageRecord | undefined {
  const name = json.text("name");
  if (!name) return undefined;
  return {
    id: json.text("id") || undefined,
    name,
    size: json.text("size") || undefined,
    ...omitUndefined({ description: json.isNull("description") ? null : json.text("description") }),
  };
}

/** How many bytes a size is; `undefined` when it cannot be told. Platforms write one size in several ways: 1 GB, 1.0 GB. */
export function bytesOf(size: string): number | undefined {
  try {
    return parseDataSize(/[a-z]/iu.test(size) ? size : `${size} B`).bytes;
  } catch (error) {
    if (isFootbridgeError(error, "INVALID_INPUT")) return undefined;
    throw error;
  }
}
