import { checkArchivePath, type Archive, type ReadableArchive } from "../../core/content/archive.ts";
import { withinDeadline } from "../../core/watch/deadline.ts";
import { InvalidInputError, isFootbridgeError, TransferError } from "../../core/errors.ts";
import { readWhole } from "../../core/http/read-content.ts";
import { pooled } from "../../core/concurrency/pool.ts";
import type { AgaveContext } from "../context.ts";
import { childOf, type FilePlace } from "./address.ts";
import { makeFolder } from "./changes.ts";
import { contentOf } from "./content.ts";
import { walkFolder } from "./walk.ts";
import type { FolderFailure, FolderOptions, FolderResult, FolderStep } from "./folder-options.ts";
import { uploadFile } from "./uploads.ts";

/** Sends all files of an archive to a folder, and compares what has arrived. */
export async function uploadFolder(
  context: AgaveContext,
  { from, to }: { readonly from: ReadableArchive; readonly to: FilePlace },
  options: FolderOptions,
): Promise<FolderResult> {
  return withinDeadline(options, async (signal) => {
    if ((await from.exists?.()) === false)
      throw new InvalidInputError("The folder to be uploaded does not exist.");
    const steps: FolderStep[] = [];
    for await (const { path, size } of from.entries()) steps.push({ path: checkArchivePath(path), size });
    if (options.dryRun) return resultOf(steps);
    // Once each, before anything is sent into them.
    const folders = new Set(steps.map(({ path }) => path.slice(0, Math.max(path.lastIndexOf("/"), 0))));
    for (const folder of folders)
      await makeFolder(context, folder === "" ? to : childOf(to, folder), { signal });
    await transferAll(steps, { ...options, context, signal }, async ({ path }, inner) => {
      const entry = await from.entry(path);
      if (entry === undefined) throw new InvalidInputError(`${path} is gone.`);
      const { system, path: target } = childOf(to, path);
      const name = path.split("/").at(-1) ?? path;
      await uploadFile(
        context,
        {
          content: { name, content: entry },
          address: system === undefined ? { path: target } : { system, path: target },
        },
        { signal: inner, wait: true },
      );
    });
    await compare(context, { steps, to }, signal);
    return resultOf(steps);
  });
}

/** Saves all that is below a folder. */
export async function downloadFolder(
  context: AgaveContext,
  { from, to }: { readonly from: FilePlace; readonly to: Pick<Archive, "write"> },
  options: FolderOptions,
): Promise<FolderResult> {
  return withinDeadline(options, async (signal) => {
    const steps: FolderStep[] = [];
    for await (const { relativePath, length } of walkFolder(context.call, from, { folders: false, signal }))
      steps.push({ path: relativePath, size: length ?? undefined });
    if (options.dryRun) return resultOf(steps);
    await transferAll(steps, { ...options, context, signal }, async ({ path, size }, inner) => {
      // A name that not every disk can hold, such as `12:30.log`, keeps no other file from being saved.
      checkArchivePath(path);
      const source = contentOf(context, childOf(from, path));
      const written = await readWhole(source, { signal: inner }, ({ stream }) => to.write(path, stream));
      if (size !== undefined && written.size !== size)
        throw new TransferError(`${written.size} bytes came instead of the listed ${size}.`);
    });
    return resultOf(steps);
  });
}

/** Transfers some files at the same time; one that fails does not keep the others from it. */
export async function transferAll(
  steps: readonly FolderStep[],
  { context, concurrency = context.settings.concurrency, onProgress, signal }: FolderTransfer,
  work: (step: FolderStep, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failures: FolderFailure[] = [];
  let done = 0;
  await pooled(
    steps,
    async (step, inner) => {
      try {
        await work(step, inner);
      } catch (reason) {
        inner.throwIfAborted();
        failures.push({ path: step.path, reason });
        return;
      }
      done += 1;
      onProgress?.({ ...step, done, total: steps.length });
    },
    { concurrency, signal },
  );
  if (failures.length > 0) throw failed(failures, steps.length);
}

interface FolderTransfer extends Omit<FolderOptions, "concurrency"> {
  readonly concurrency?: FolderOptions["concurrency"] | AgaveContext["settings"]["concurrency"];
  readonly signal: AbortSignal;
  readonly context: AgaveContext;
}

const NAMED = 10;

function failed(failures: readonly FolderFailure[], total: number): TransferError {
  const named = failures.slice(0, NAMED).map(({ path, reason }) => {
    const words = isFootbridgeError(reason) ? reason.message : "it failed for an unforeseen reason.";
    return `${path}: ${words}`;
  });
  const more = failures.length > NAMED ? ` And ${failures.length - NAMED} more.` : "";
  return new TransferError(
    `${failures.length} of ${total} files could not be transferred. ${named.join(" ")}${more}`,
    { platform: "agave", cause: failures[0]?.reason },
  );
}

/** Compares what has arrived with what was sent. */
async function compare(
  context: AgaveContext,
  { steps, to }: { readonly steps: readonly FolderStep[]; readonly to: FilePlace },
  signal: AbortSignal,
): Promise<void> {
  const there = new Map<string, number | null>();
  for await (const { relativePath, length } of walkFolder(context.call, to, { folders: false, signal }))
    there.set(relativePath, length);
  const wrong = steps.filter(({ path, size }) => {
    const length = there.get(path);
    return length === undefined || (size !== undefined && length !== null && length >= 0 && length !== size);
  });
  if (wrong.length === 0) return;
  const failures = wrong.map(({ path }) => ({
    path,
    reason: new TransferError("It has not arrived whole."),
  }));
  throw failed(failures, steps.length);
}

export function resultOf(files: readonly FolderStep[]): FolderResult {
  return { files, bytes: files.reduce((sum, { size = 0 }) => sum + size, 0) };
}
