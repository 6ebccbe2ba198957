import { checkArchivePath, type ArchiveEntry, type ReadableArchive } from "../../core/archive.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { pooled } from "../../core/pool.ts";
import { nodeDoor } from "../../core/runtime.ts";
import type { DescartesContext } from "../context.ts";
import { KeyListing } from "../key-listing.ts";
import { openBlob } from "../read-blob.ts";
import type { BlobFolder, SyncPlanOptions, SyncStep, SyncWay } from "./sync-options.ts";
import { readRecord, RECORD_PATH, type SyncRecord } from "./sync-record.ts";

/** A plan with what it was made from. */
export interface SyncPlan {
  readonly direction: "up" | "down";
  readonly folder: Required<BlobFolder>;
  readonly archive: ReadableArchive;
  readonly files: ReadonlyMap<string, ArchiveEntry>;
  readonly record: SyncRecord;
  readonly steps: readonly SyncStep[];
}

type PlanOptions = Omit<SyncPlanOptions, "timeoutMs" | "signal"> & { readonly signal: AbortSignal };

/** Compares a folder with a prefix; changes nothing. */
export async function planSync(
  context: DescartesContext,
  way: SyncWay,
  options: PlanOptions,
): Promise<SyncPlan> {
  const { signal, compare = "record", concurrency = 4 } = options;
  const { direction, archive, folder } = sidesOf(way);
  const [files, blobs, record] = await Promise.all([
    filesIn(archive, signal),
    blobsIn(context, folder, signal),
    compare === "record" ? readRecord(context, folder, signal) : new Map<string, string>(),
  ]);
  const common = [...files.keys()].filter((path) => blobs.has(path));
  const isSame = await pooled(
    common,
    async (path, inner) => {
      const uploaded =
        compare === "record" ? record.get(path) : await checksumOfBlob(context, { folder, path }, inner);
      const file = files.get(path);
      return uploaded !== undefined && file !== undefined && uploaded === (await checksumOf(file, inner));
    },
    { concurrency, signal },
  );
  const same = new Set(common.filter((_, at) => isSame[at]));
  const sides = { files, blobs, same };
  const bare = direction === "up" ? stepsUp(sides, options.delete ?? false) : stepsDown(sides);
  const steps = bare
    .map((step) => ({ ...step, key: folder.prefix + step.path }))
    .toSorted((left, right) => (left.path < right.path ? -1 : 1));
  return { direction, folder, archive, files, record, steps };
}

function sidesOf(way: SyncWay): Pick<SyncPlan, "direction" | "archive" | "folder"> {
  const { from, to } = way;
  if ("prefix" in to && !("prefix" in from)) return { direction: "up", archive: from, folder: settled(to) };
  if ("prefix" in from && !("prefix" in to)) return { direction: "down", archive: to, folder: settled(from) };
  throw new InvalidInputError("A synchronization goes between an archive and a prefix.", {
    hint: 'Give for example { from: folderArchive("maps"), to: { prefix: "maps/" } }.',
  });
}

function settled({ prefix, type = "data" }: BlobFolder): Required<BlobFolder> {
  return { prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`, type };
}

async function filesIn(
  archive: ReadableArchive,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ArchiveEntry>> {
  const files = new Map<string, ArchiveEntry>();
  for await (const entry of archive.entries()) {
    signal.throwIfAborted();
    files.set(entry.path, entry);
  }
  return files;
}

async function blobsIn(
  context: DescartesContext,
  { prefix, type }: Required<BlobFolder>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const blobs = new Set<string>();
  for await (const key of new KeyListing(context, { prefix, type, signal }))
    blobs.add(key.slice(prefix.length));
  blobs.delete(RECORD_PATH);
  return blobs;
}

/** The SHA-256 of a file's content. */
export async function checksumOf(file: Pick<ArchiveEntry, "open">, signal: AbortSignal): Promise<string> {
  return sha256Of((await file.open()).stream(), signal);
}

async function checksumOfBlob(
  context: DescartesContext,
  { folder, path }: { readonly folder: Required<BlobFolder>; readonly path: string },
  signal: AbortSignal,
): Promise<string> {
  const { stream } = await openBlob(context, { key: folder.prefix + path, type: folder.type }, { signal });
  return sha256Of(stream, signal);
}

async function sha256Of(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> {
  const node = await nodeDoor();
  if (node !== undefined) return node.sha256Of(stream, signal);
  throw new InvalidInputError("Folders can only be synchronized on Node.");
}

interface Sides {
  readonly files: ReadonlyMap<string, ArchiveEntry>;
  readonly blobs: ReadonlySet<string>;
  readonly same: ReadonlySet<string>;
}

type BareStep = Omit<SyncStep, "key">;

function stepsUp({ files, blobs, same }: Sides, deletes: boolean): readonly BareStep[] {
  const uploads = [...files.keys()].map((path): BareStep => {
    if (path === RECORD_PATH)
      return { action: "cannot", path, reason: "the record of uploads has this name" };
    if (same.has(path)) return { action: "unchanged", path, reason: "the blob is the same" };
    const reason = blobs.has(path) ? "the blob is another one, or not on record" : "there is no such blob";
    return { action: "upload", path, reason };
  });
  const others = [...blobs].filter((path) => !files.has(path));
  const rest = others.map((path): BareStep => {
    const reason = "there is no such file";
    return { action: deletes ? "delete" : "extra", path, reason };
  });
  return [...uploads, ...rest];
}

function stepsDown({ files, blobs, same }: Sides): readonly BareStep[] {
  const folders = new Set([...blobs].flatMap(foldersOf));
  const downloads = [...blobs].map((path): BareStep => {
    const fault = folders.has(path) ? "other keys need a folder of this name" : fileFault(path);
    if (fault !== undefined) return { action: "cannot", path, reason: fault };
    if (same.has(path)) return { action: "unchanged", path, reason: "the file is the same" };
    const reason = files.has(path) ? "the file is another one, or not on record" : "there is no such file";
    return { action: "download", path, reason };
  });
  const rest = [...files.keys()].filter((path) => !blobs.has(path));
  return [
    ...downloads,
    ...rest.map((path): BareStep => ({ action: "extra", path, reason: "there is no such blob" })),
  ];
}

function foldersOf(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, at) => segments.slice(0, at + 1).join("/"));
}

/** Why a key is no path of a file on every system. */
function fileFault(path: string): string | undefined {
  try {
    checkArchivePath(path);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
}
