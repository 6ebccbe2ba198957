import type { Archive, ArchiveEntry } from "../../core/archive.ts";
import { withinDeadline } from "../../core/deadline.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { pooled } from "../../core/pool.ts";
import type { ProgressEvent } from "../../core/progress.ts";
import type { DescartesContext } from "../context.ts";
import { deleteBlob } from "../delete-blob.ts";
import { openBlob } from "../read-blob.ts";
import { writeBlob } from "../write-blob.ts";
import { checksumOf, planSync, type SyncPlan } from "./plan-sync.ts";
import type { SyncOptions, SyncResult, SyncStep, SyncWay } from "./sync-options.ts";
import { writeRecord } from "./sync-record.ts";

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
  return withinDeadline(options, async (signal) => {
    const inner = { ...options, signal };
    const plan = await planSync(context, way, inner);
    if (!options.skipImpossible) refuseImpossible(plan.steps);
    const work = new SyncWork(context, plan, inner);
    const bytes = plan.direction === "up" ? await work.up() : await work.down();
    return { steps: plan.steps, bytes };
  });
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

/** One synchronization under way. */
class SyncWork {
  readonly #context: DescartesContext;
  readonly #plan: SyncPlan;
  readonly #options: WorkOptions;
  readonly #due: readonly SyncStep[];
  #done = 0;
  #bytes = 0;

  constructor(context: DescartesContext, plan: SyncPlan, options: WorkOptions) {
    this.#context = context;
    this.#plan = plan;
    this.#options = options;
    this.#due = plan.steps.filter(({ action }) => ["upload", "download", "delete"].includes(action));
  }

  /**
   * Uploads and deletes, and keeps the record true at every moment: what is about to change is taken out of it first, so
   * that a crash leaves no checksum of a blob that is no more.
   */
  async up(): Promise<number> {
    const { folder, record } = this.#plan;
    const { signal } = this.#options;
    if (this.#due.length === 0) return 0;
    const kept = new Map(record);
    for (const { path } of this.#due) kept.delete(path);
    if (kept.size < record.size) await writeRecord(this.#context, folder, { record: kept, signal });
    const keep = (): Promise<void> => writeRecord(this.#context, folder, { record: kept, signal });
    try {
      await this.#each(async (step, inner) => {
        if (step.action === "upload") kept.set(step.path, await this.#upload(step, inner));
        else await deleteBlob(this.#context, { key: step.key, type: folder.type }, { signal: inner });
      });
    } catch (error) {
      // What is done need not be done again by the next call. An abort sends nothing more.
      if (!signal.aborted) await keep().catch(() => undefined);
      throw error;
    }
    await keep();
    this.#tell("done", "");
    return this.#bytes;
  }

  async down(): Promise<number> {
    const { folder } = this.#plan;
    const archive = this.#plan.archive as Archive;
    await this.#each(async ({ path, key }, signal) => {
      const { stream } = await openBlob(this.#context, { key, type: folder.type }, { signal });
      const { size } = await archive.write(path, stream);
      this.#bytes += size;
    });
    this.#tell("done", "");
    return this.#bytes;
  }

  /** Uploads one file, and gives the checksum of what was uploaded. */
  async #upload({ path, key }: SyncStep, signal: AbortSignal): Promise<string> {
    const { folder, files } = this.#plan;
    const blob = await (files.get(path) as ArchiveEntry).open();
    // Of the very bytes that are sent: a file that changes meanwhile makes the upload fail.
    const sha256 = await checksumOf({ open: () => Promise.resolve(blob) }, signal);
    await writeBlob(
      this.#context,
      { key, type: folder.type },
      { source: { name: "blob", content: blob }, signal },
    );
    this.#bytes += blob.size;
    return sha256;
  }

  async #each(work: (step: SyncStep, signal: AbortSignal) => Promise<void>): Promise<void> {
    const { concurrency = 4, signal } = this.#options;
    await pooled(
      this.#due,
      async (step, inner) => {
        await work(step, inner);
        this.#done += 1;
        this.#tell(step.action === "download" ? "download" : "upload", step.path);
      },
      { concurrency, signal },
    );
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
