import { defined } from "../../core/changes.ts";
import type { JsonReader } from "../../core/json-reader.ts";

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
    ...defined({ description: json.isNull("description") ? null : json.text("description") }),
  };
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** How many bytes a size is; `undefined` when it cannot be told. Platforms write one size in several ways: 1 GB, 1.0 GB. */
export function bytesOf(size: string): number | undefined {
  const [, digits, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/iu.exec(size) ?? [];
  const factor = UNITS[unit.toLowerCase() || "b"];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
