import type { Archive, ReadableArchive } from "../../core/content/archive.ts";
import { isFootbridgeError } from "../../core/errors.ts";
import type { BlobFolder } from "./options.ts";
import { membersOf, RECORD_PATH, recordIn, recordText } from "./record.ts";

/** A file as it was downloaded. */
export interface Downloaded {
  readonly sha256: string;
  /** The entity tag of the blob that it came from. */
  readonly tag: string;
}

/** What was downloaded, by path. */
export type LocalRecord = ReadonlyMap<string, Downloaded>;

/** Reads what downloads from a prefix have left on record in an archive; nothing where there is none that can be read. */
export async function readLocalRecord(
  archive: ReadableArchive,
  folder: Required<BlobFolder>,
): Promise<LocalRecord> {
  const record = await recordOf(archive);
  if (record?.["prefix"] !== folder.prefix || record["type"] !== folder.type) return new Map();
  const found = new Map<string, Downloaded>();
  for (const [path, value] of Object.entries(membersOf(record["files"]))) {
    const { sha256, tag } = membersOf(value);
    if (typeof sha256 === "string" && typeof tag === "string") found.set(path, { sha256, tag });
  }
  return found;
}

async function recordOf(archive: ReadableArchive): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const entry = await archive.entry(RECORD_PATH);
    return entry && recordIn(await (await entry.open()).text());
  } catch (error) {
    // A link or a folder of its name.
    if (isFootbridgeError(error, "INVALID_INPUT")) return undefined;
    throw error;
  }
}

/** Writes what was downloaded into the archive; what is on record of other paths stays. */
export async function addToLocalRecord(
  archive: Archive,
  folder: Required<BlobFolder>,
  news: ReadonlyMap<string, Downloaded | undefined>,
): Promise<void> {
  const before = await readLocalRecord(archive, folder);
  const record = new Map(before);
  for (const [path, downloaded] of news) {
    if (downloaded === undefined) record.delete(path);
    else record.set(path, downloaded);
  }
  if (record.size === 0 && before.size === 0) return;
  const { prefix, type } = folder;
  await archive.write(RECORD_PATH, recordText("files", record, { prefix, type }));
}
