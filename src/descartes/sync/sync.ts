import type { Archive, ArchiveEntry } from "../../core/content/archive.ts";
import { withinDeadline } from "../../core/watch/deadline.ts";
import { InvalidInputError, isFootbridgeError } from "../../core/errors.ts";
import { untilAbort } from "../../core/concurrency/tidy-up.ts";
import { pooled } from "../../core/concurrency/pool.ts";
import type { ProgressEvent } from "../../core/progress.ts";
import type { DescartesContext } from "../context.ts";
import { deleteBlob } from "../blobs/delete.ts";
import { readWhole } from "../blobs/read.ts";
import { writeBlob } from "../blobs/write.ts";
import { addToLocalRecord, type Downloaded } from "./local-record.ts";
import { checksumOf, planSync, readFault, type SyncPlan } from "./plan.ts";
import type { SyncOptions, SyncResult, SyncStep, SyncWay } from "./options.ts";
import { SharedRecord } from "./record.ts";

/** Tells what a synchronization would do. */
export function planFolderSync(
  context: DescartesContext,
  way: SyncWay,
  options: SyncOptions,
): Promise<SyncResult> {
  return withinDeadline(options, async (signal) => {
    const { steps } = await planSync(context, way, { ...options, signal });
    return { steps, bytes: 0 };
  });
}

/**
 * Brings the target in step with the source.
 *
 * @throws {@link InvalidInputError} before anything is done, when something cannot be.
 */
export function syncFolder(
  context: DescartesContext,
  way: SyncWay,
  options: SyncOptions,
): Promise<SyncResult> {
  return withinDeadline(options, (signal) => untilAbort(sync(context, way, { ...options, signal }), signal));
}

async function sync(context: DescartesContext, way: SyncWay, options: WorkOptions): Promise<SyncResult> {
  const plan = await planSync(context, way, options);
  if (!options.skipImpossible) refuseImpossible(plan.steps);
  return new SyncWork(context, plan, options).run();
}

function refuseImpossible(steps: readonly SyncStep[]): void {
  const impossible = steps.filter(({ action }) => action === "cannot");
  const [first] = impossible;
  if (first === undefined) return;
  throw new InvalidInputError(
    `${impossible.length} of ${steps.length} cannot be synchronized, the first is ${JSON.stringify(first.path)}: ${first.reason}.`,
    { hint: "Nothing was done. Rename them, or set skipImpossible to leave them out." },
  );
}

type WorkOptions = SyncOptions & { readonly signal: AbortSignal };

/** So much may have to be done again after a crash, or an abort. The record grows with the files: it is written 20 times. */
const SAVE_FILES = 25;
const SAVE_SHARE = 1 / 20;
const SAVE_BYTES = 256 * 2 ** 20;

/** One synchronization under way. */
class SyncWork {
  readonly #context: DescartesContext;
  readonly #plan: SyncPlan;
  readonly #options: WorkOptions;
  readonly #due: readonly SyncStep[];
  /** What was found on the way to be impossible, by path. */
  readonly #leftOut = new Map<string, SyncStep>();
  #done = 0;
  #bytes = 0;
  #saved = { done: 0, bytes: 0 };
  #saving: Promise<unknown> = Promise.resolve();

  constructor(context: DescartesContext, plan: SyncPlan, options: WorkOptions) {
    this.#context = context;
    this.#plan = plan;
    this.#options = options;
    this.#due = plan.steps.filter(({ action }) => ["upload", "download", "delete"].includes(action));
  }

  async run(): Promise<SyncResult> {
    if (this.#due.length > 0) await (this.#plan.direction === "up" ? this.#up() : this.#down());
    const steps = this.#plan.steps.map((step) => this.#leftOut.get(step.path) ?? step);
    return { steps, bytes: this.#bytes };
  }

  /** Uploads and deletes, and keeps the record true at every moment. */
  async #up(): Promise<void> {
    const { folder } = this.#plan;
    const record = new SharedRecord(
      this.#context,
      folder,
      this.#due.map(({ path }) => path),
    );
    const save = (): Promise<void> => record.save(this.#options.signal);
    await save();
    await this.#each(save, async (step, signal) => {
      if (step.action === "upload") record.set(step.path, await this.#upload(step, signal));
      else await this.#delete(step, signal);
    });
  }

  async #down(): Promise<void> {
    const { folder, record } = this.#plan;
    const archive = this.#plan.archive as Archive;
    const news = new Map<string, Downloaded | undefined>();
    const save = (): Promise<void> => addToLocalRecord(archive, folder, news);
    await this.#each(save, async (step, signal) => {
      const downloaded = await this.#download(archive, step, signal);
      // What the uploads' record tells need not be told twice.
      news.set(step.path, downloaded?.sha256 === record.get(step.path) ? undefined : downloaded);
    });
  }

  /** Uploads one file, and gives the checksum of what was uploaded. */
  async #upload({ path, key }: SyncStep, signal: AbortSignal): Promise<string> {
    const { folder, files } = this.#plan;
    const open = async (): Promise<Blob> => (files.get(path) as ArchiveEntry).open();
    const blob = await ofFile(path, open, signal);
    // Of the very bytes that are sent: a file that changes meanwhile makes the upload fail.
    const checksum = (): Promise<string> => checksumOf({ open: () => Promise.resolve(blob) }, signal);
    const sha256 = await ofFile(path, checksum, signal);
    const address = { key, type: folder.type };
    try {
      await writeBlob(this.#context, address, { source: { name: "blob", content: blob }, signal });
    } catch (error) {
      signal.throwIfAborted();
      // What a connection tells of a body that could not be read may look like a fault of its own.
      if ((await ofFile(path, checksum, signal)) !== sha256) throw new LocalFault(path, CHANGED, error);
      throw error;
    }
    this.#bytes += blob.size;
    return sha256;
  }

  async #delete({ key }: SyncStep, signal: AbortSignal): Promise<void> {
    try {
      await deleteBlob(this.#context, { key, type: this.#plan.folder.type }, { signal });
    } catch (error) {
      // Somebody else was faster.
      if (!isFootbridgeError(error, "NOT_FOUND")) throw error;
    }
  }

  async #download(archive: Archive, step: SyncStep, signal: AbortSignal): Promise<Downloaded | undefined> {
    const { path, key } = step;
    const { type } = this.#plan.folder;
    try {
      return await readWhole(this.#context, { key, type, signal }, async ({ stream, validator }) => {
        const { size, sha256 } = await archive.write(path, stream).catch((error: unknown) => {
          throw isFootbridgeError(error, "INVALID_INPUT")
            ? new LocalFault(path, readFault(error), error)
            : error;
        });
        this.#bytes += size;
        return validator === undefined ? undefined : { sha256, tag: validator };
      });
    } catch (error) {
      if (!isFootbridgeError(error, "NOT_FOUND")) throw error;
      this.#leftOut.set(path, { ...step, action: "cannot", reason: "it is gone since it was listed" });
      return undefined;
    }
  }

  /** Does all that is due, and saves now and then, after a failure, and at the end. An abort sends nothing more. */
  async #each(
    save: () => Promise<void>,
    work: (step: SyncStep, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const {
      concurrency = this.#context.settings.concurrency,
      signal,
      skipImpossible = false,
    } = this.#options;
    const one = async (step: SyncStep, inner: AbortSignal): Promise<void> => {
      try {
        await work(step, inner);
      } catch (error) {
        if (!(error instanceof LocalFault) || !skipImpossible) throw error;
        this.#leftOut.set(step.path, { ...step, action: "cannot", reason: error.reason });
      }
      this.#done += 1;
      this.#tell(step.action === "download" ? "download" : "upload", step.path);
      await this.#saveNowAndThen(save);
    };
    try {
      await pooled(this.#due, one, { concurrency, signal });
      await this.#saving;
    } catch (error) {
      await this.#saving;
      // What is done need not be done again by the next call.
      if (!signal.aborted) await save().catch(() => undefined);
      throw error;
    }
    await save();
    this.#tell("done", "");
  }

  async #saveNowAndThen(save: () => Promise<void>): Promise<void> {
    const { done, bytes } = this.#saved;
    const files = Math.max(SAVE_FILES, this.#due.length * SAVE_SHARE);
    if (this.#done - done < files && this.#bytes - bytes < SAVE_BYTES) return;
    this.#saved = { done: this.#done, bytes: this.#bytes };
    // One after the other. The one at the end tells what cannot be saved.
    this.#saving = this.#saving.then(save).catch(() => undefined);
    await this.#saving;
  }

  #tell(phase: ProgressEvent["phase"], name: string): void {
    const { length } = this.#due;
    this.#options.onProgress?.({
      phase,
      what: "blob",
      name,
      done: this.#done,
      total: length,
      bytes: this.#bytes,
    });
  }
}

const CHANGED = "it changed while it was read";

/** A file that cannot be read or written: nothing that concerns the others. */
class LocalFault extends InvalidInputError {
  readonly reason: string;

  constructor(path: string, reason: string, cause: unknown) {
    super(`${JSON.stringify(path)} cannot be synchronized: ${reason}.`, {
      cause,
      hint: "Set skipImpossible to leave out what cannot be.",
    });
    this.reason = reason;
  }
}

async function ofFile<T>(path: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw new LocalFault(path, readFault(error), error);
  }
}
