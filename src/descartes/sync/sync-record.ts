import { isFootbridgeError } from "../../core/errors.ts";
import type { DescartesContext } from "../context.ts";
import { readText } from "../read-blob.ts";
import { writeBlob } from "../write-blob.ts";
import type { BlobFolder } from "./sync-options.ts";

/** The path of the blob that holds what was uploaded; no file of an archive has a name like it. */
export const RECORD_PATH = ".footbridge-sync.json";

const FORMAT = "footbridge-sync";

/** The SHA-256 of each blob as it was uploaded, by path. */
export type SyncRecord = ReadonlyMap<string, string>;

/** Reads the record of a folder; an empty one where there is none that can be read. */
export async function readRecord(
  context: DescartesContext,
  { prefix, type }: BlobFolder,
  signal: AbortSignal,
): Promise<SyncRecord> {
  try {
    const text = await readText(context, prefix + RECORD_PATH, {
      signal,
      ...(type === undefined ? {} : { type }),
    });
    return parsed(text);
  } catch (error) {
    // Without a record everything is transferred: that is slow, and never wrong.
    if (isFootbridgeError(error, "NOT_FOUND") || isFootbridgeError(error, "PROTOCOL")) return new Map();
    throw error;
  }
}

function parsed(text: string): SyncRecord {
  const value = jsonOf(text);
  if (typeof value !== "object" || value === null || !("format" in value && value.format === FORMAT))
    return new Map();
  const sha256 = "sha256" in value && typeof value.sha256 === "object" ? (value.sha256 ?? {}) : {};
  return new Map(
    Object.entries(sha256).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes the record of a folder. */
export async function writeRecord(
  context: DescartesContext,
  { prefix, type }: BlobFolder,
  { record, signal }: { readonly record: SyncRecord; readonly signal: AbortSignal },
): Promise<void> {
  const sorted = [...record].toSorted(([left], [right]) => (left < right ? -1 : 1));
  // Not as an assignment: a path may be called `__proto__`.
  const content = JSON.stringify({ format: FORMAT, version: 1, sha256: Object.fromEntries(sorted) });
  await writeBlob(
    context,
    { key: prefix + RECORD_PATH, type },
    { source: { name: "record", content }, signal },
  );
}
