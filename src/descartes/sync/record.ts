import { isFootbridgeError } from "../../core/errors.ts";
import type { DescartesContext } from "../context.ts";
import { readText } from "../blobs/read.ts";
import { writeBlob } from "../blobs/write.ts";
import type { BlobFolder } from "./options.ts";

/** The path of the blob, or file, that holds what was transferred. */
export const RECORD_PATH = ".footbridge-sync.json";

/** Whether a path is that of a record, of this prefix or one below it: none is ever content. */
export function isRecordPath(path: string): boolean {
  return path === RECORD_PATH || path.endsWith(`/${RECORD_PATH}`);
}

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
    return new Map(
      Object.entries(membersOf(recordIn(text)?.["sha256"])).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    );
  } catch (error) {
    // Without a record everything is transferred: that is slow, and never wrong.
    if (isFootbridgeError(error, "NOT_FOUND") || isFootbridgeError(error, "PROTOCOL")) return new Map();
    throw error;
  }
}

/** The members of a record; `undefined` for what is none. */
export function recordIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = membersOf(JSON.parse(text));
    return value["format"] === FORMAT ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The members of what may be an object. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A record as text, the same for the same content. */
export function recordText(
  name: string,
  entries: Iterable<readonly [string, unknown]>,
  more: object = {},
): string {
  const sorted = [...entries].toSorted(([left], [right]) => (left < right ? -1 : 1));
  // Not as an assignment: a path may be called `__proto__`.
  return JSON.stringify({ format: FORMAT, version: 1, ...more, [name]: Object.fromEntries(sorted) });
}

/**
 * The record of a prefix while one synchronization changes some of its blobs. Others may be at work below the same prefix:
 * what they write of other paths stays, and a path that they write of, too, is on record for nobody.
 */
export class SharedRecord {
  readonly #context: DescartesContext;
  readonly #folder: BlobFolder;
  readonly #own: ReadonlySet<string>;
  readonly #done = new Map<string, string>();
  /** What this synchronization has put on record. */
  #written: ReadonlyMap<string, string> | undefined;
  readonly #contested = new Set<string>();

  /** @param own - the paths that are about to change */
  constructor(context: DescartesContext, folder: BlobFolder, own: Iterable<string>) {
    this.#context = context;
    this.#folder = folder;
    this.#own = new Set(own);
  }

  /** Notes what a blob was made of. */
  set(path: string, sha256: string): void {
    this.#done.set(path, sha256);
  }

  /**
   * Writes the record; the first time without what is about to change, so that a crash leaves no checksum of a blob that is no
   * more.
   */
  async save(signal: AbortSignal): Promise<void> {
    const record = new Map(await readRecord(this.#context, this.#folder, signal));
    const mine = new Map<string, string>();
    let isChanged = false;
    for (const path of this.#own) {
      const found = record.get(path);
      const done = this.#done.get(path);
      const isOurs = this.#written === undefined || found === this.#written.get(path) || found === done;
      // Whoever came last has made the blob, and that cannot be told.
      if (found !== undefined && !isOurs) this.#contested.add(path);
      const next = this.#contested.has(path) ? undefined : done;
      if (next === undefined) record.delete(path);
      else {
        record.set(path, next);
        mine.set(path, next);
      }
      isChanged ||= next !== found;
    }
    if (isChanged) await this.#write(record, signal);
    this.#written = mine;
  }

  async #write(record: SyncRecord, signal: AbortSignal): Promise<void> {
    const { prefix, type } = this.#folder;
    await writeBlob(
      this.#context,
      { key: prefix + RECORD_PATH, type },
      { source: { name: "record", content: recordText("sha256", record) }, signal },
    );
  }
}
