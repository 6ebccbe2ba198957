import type { ArchiveEntry, ReadableArchive, RefusedEntry } from "../../core/content/archive.ts";
import { InvalidInputError, isFootbridgeError } from "../../core/errors.ts";
import { pooled } from "../../core/concurrency/pool.ts";
import { nodeDoor } from "../../core/runtime.ts";
import type { DescartesContext } from "../context.ts";
import { KeyListing } from "../blobs/listing.ts";
import { readWhole } from "../blobs/read.ts";
import { readHead, type BlobFacts } from "../blobs/head.ts";
import { readLocalRecord, type LocalRecord } from "./local-record.ts";
import type { BlobFolder, SyncPlanOptions, SyncStep, SyncWay } from "./options.ts";
import { isRecordPath, readRecord, type SyncRecord } from "./record.ts";
import { isMarker, stepsDown, stepsUp, type BareStep, type Sides } from "./steps.ts";

/** A plan with what it was made from. */
export interface SyncPlan {
  readonly direction: "up" | "down";
  readonly folder: Required<BlobFolder>;
  readonly archive: ReadableArchive;
  readonly files: ReadonlyMap<string, ArchiveEntry>;
  /** What uploads have left on record at the prefix. */
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
  const { signal, compare = "record" } = options;
  const { direction, archive, folder } = sidesOf(way);
  const isUp = direction === "up";
  if (isUp) await checkPresence(archive);
  const [{ files, refused }, blobs, record, local] = await Promise.all([
    filesIn(archive, signal),
    blobsIn(context, folder, signal),
    compare === "record" ? readRecord(context, folder, signal) : new Map<string, string>(),
    compare === "record" && !isUp ? readLocalRecord(archive, folder) : new Map<string, never>(),
  ]);
  // It may have been taken away while it was listed, as a disk is.
  if (isUp) await checkPresence(archive);
  const comparison = new Comparison(context, { folder, files, record, local }, options);
  const { same, faults } = await comparison.run(blobs, isUp);
  const markers = isUp ? new Set<string>() : await comparison.markers(blobs);
  const sides: Sides = { files, blobs, same, refused, faults, markers };
  const bare = isUp ? stepsUp(sides, options.delete ?? false) : stepsDown(sides);
  if (isUp && files.size === 0 && !(options.allowEmpty ?? false)) refuseEmptying(bare);
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

/** A folder that is not there is a slip, or a disk that is not mounted: not a wish to have nothing. */
async function checkPresence(archive: ReadableArchive): Promise<void> {
  if (archive.exists === undefined || (await archive.exists())) return;
  const place = "location" in archive ? ` ${String(archive.location)}` : "";
  throw new InvalidInputError(`The folder${place} to synchronize from does not exist.`, {
    hint: "Nothing was done. Check its path, and that its disk is mounted.",
  });
}

function refuseEmptying(steps: readonly BareStep[]): void {
  const deleted = steps.filter(({ action }) => action === "delete").length;
  if (deleted === 0) return;
  throw new InvalidInputError(`There is no file at all, and ${deleted} blobs would be deleted.`, {
    hint: "Nothing was done. If that is meant, set allowEmpty.",
  });
}

interface Found {
  readonly files: ReadonlyMap<string, ArchiveEntry>;
  readonly refused: readonly RefusedEntry[];
}

async function filesIn(archive: ReadableArchive, signal: AbortSignal): Promise<Found> {
  const files = new Map<string, ArchiveEntry>();
  const refused: RefusedEntry[] = [];
  const entries = archive.entries("", ({ path, reason }) => {
    refused.push({ path, reason });
  });
  for await (const entry of entries) {
    signal.throwIfAborted();
    if (!isRecordPath(entry.path)) files.set(entry.path, entry);
  }
  return { files, refused };
}

async function blobsIn(
  context: DescartesContext,
  { prefix, type }: Required<BlobFolder>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const blobs = new Set<string>();
  for await (const key of new KeyListing(context, { prefix, type, signal })) {
    const path = key.slice(prefix.length);
    if (!isRecordPath(path)) blobs.add(path);
  }
  return blobs;
}

interface Compared extends Pick<SyncPlan, "folder" | "files" | "record"> {
  readonly local: LocalRecord;
}

/** Finds out what is the same on both sides. */
class Comparison {
  readonly #context: DescartesContext;
  readonly #compared: Compared;
  readonly #options: PlanOptions;
  readonly #same = new Set<string>();
  readonly #faults = new Map<string, string>();

  constructor(context: DescartesContext, compared: Compared, options: PlanOptions) {
    this.#context = context;
    this.#compared = compared;
    this.#options = options;
  }

  async run(blobs: ReadonlySet<string>, isUp: boolean): Promise<Pick<Sides, "same" | "faults">> {
    const { files } = this.#compared;
    await this.#each(
      [...files].filter(([path]) => blobs.has(path)),
      ([path, file], signal) => this.#compare(path, file, signal),
    );
    if (isUp) {
      // Of a link or a device the size is not known: whether it can be opened is found out before anything is sent.
      const unsure = [...files].filter(([path, { size }]) => size === undefined && !blobs.has(path));
      await this.#each(unsure, async ([path, file]) => void (await this.#ofFile(path, () => file.open())));
    }
    return { same: this.#same, faults: this.#faults };
  }

  /** The keys that mark a folder, and hold nothing. */
  async markers(blobs: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    await this.#each([...blobs].filter(isMarker), async (path, signal) => {
      const facts = await this.#headOf(path, signal);
      if (facts?.storedSize === 0) found.add(path);
    });
    return found;
  }

  async #compare(path: string, file: ArchiveEntry, signal: AbortSignal): Promise<void> {
    const { record, local } = this.#compared;
    const isByContent = this.#options.compare === "content";
    const [uploaded, downloaded] = [record.get(path), local.get(path)];
    if (!isByContent && uploaded === undefined && downloaded === undefined) return;
    const sha256 = await this.#ofFile(path, () => checksumOf(file, signal));
    if (sha256 === undefined) return;
    const isSame = isByContent
      ? sha256 === (await this.#checksumOfBlob(path, signal))
      : sha256 === uploaded ||
        (sha256 === downloaded?.sha256 && downloaded.tag === (await this.#headOf(path, signal))?.tag);
    if (isSame) this.#same.add(path);
  }

  /** Does something with a file; where that fails, the file cannot be read. */
  async #ofFile<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#options.signal.throwIfAborted();
      this.#faults.set(path, readFault(error));
      return undefined;
    }
  }

  #checksumOfBlob(path: string, signal: AbortSignal): Promise<string> {
    const { prefix, type } = this.#compared.folder;
    return readWhole(this.#context, { key: prefix + path, type, signal }, ({ stream }) =>
      sha256Of(stream, signal),
    );
  }

  async #headOf(path: string, signal: AbortSignal): Promise<BlobFacts | undefined> {
    const { prefix, type } = this.#compared.folder;
    try {
      return await readHead(this.#context, { key: prefix + path, type }, { signal });
    } catch (error) {
      // It is gone since it was listed.
      if (isFootbridgeError(error, "NOT_FOUND")) return undefined;
      throw error;
    }
  }

  async #each<T>(items: readonly T[], work: (item: T, signal: AbortSignal) => Promise<void>): Promise<void> {
    const { concurrency = this.#context.settings.concurrency, signal } = this.#options;
    await pooled(items, work, { concurrency, signal });
  }
}

/** Why a file could not be read, for people. */
export function readFault(error: unknown): string {
  if (isFootbridgeError(error)) return error.message.replace(/\.$/u, "");
  return "it cannot be read, or changed while it was read";
}

/** The SHA-256 of a file's content. */
export async function checksumOf(file: Pick<ArchiveEntry, "open">, signal: AbortSignal): Promise<string> {
  return sha256Of((await file.open()).stream(), signal);
}

async function sha256Of(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> {
  const node = await nodeDoor();
  if (node !== undefined) return node.sha256Of(stream, signal);
  throw new InvalidInputError("Folders can only be synchronized on Node.");
}
