import { checkArchivePath, type Archive } from "../../core/content/archive.ts";
import { withinDeadline } from "../../core/watch/deadline.ts";
import { InvalidInputError, NotFoundError, TransferError } from "../../core/errors.ts";
import { readWhole, type ContentSource } from "../../core/http/read-content.ts";
import type { CallOptions } from "../../core/options.ts";
import { jobsOperations } from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import type { FolderOptions, FolderResult, FolderStep } from "../files/folder-options.ts";
import { resultOf, transferAll } from "../files/folders.ts";
import { checkedPath, listOutputs, walkOutputs, type JobOutput, type OutputAt } from "./outputs.ts";

/** The bytes of an output. */
export function outputContent({ call, settings }: AgaveContext, { jobId, path }: OutputAt): ContentSource {
  const filePath = checkedPath(path);
  if (filePath === "") throw new InvalidInputError("An output to be read has a path.");
  return {
    settings,
    open: (rest, signal) =>
      call(
        jobsOperations.openOutput,
        { jobId, filePath, ...(rest && { range: `bytes=${rest.offset}-`, ifRange: rest.validator }) },
        { signal, transfer: true },
      ),
  };
}

/** Saves all outputs below a folder. */
export async function downloadOutputs(
  context: AgaveContext,
  { to, ...at }: OutputAt & { readonly to: Pick<Archive, "write"> },
  options: FolderOptions,
): Promise<FolderResult> {
  return withinDeadline(options, async (signal) => {
    const steps: FolderStep[] = [];
    for await (const { relativePath, length } of walkOutputs(context, at, { signal }))
      steps.push({ path: relativePath, size: length ?? undefined });
    if (options.dryRun) return resultOf(steps);
    const prefix = at.path === "" ? "" : `${checkedPath(at.path)}/`;
    await transferAll(steps, { ...options, context, signal }, async ({ path, size }, inner) => {
      // A name that not every disk can hold, such as `12:30.log`, keeps no other file from being saved.
      checkArchivePath(path);
      const source = outputContent(context, { jobId: at.jobId, path: `${prefix}${path}` });
      const written = await readWhole(source, { signal: inner }, ({ stream }) => to.write(path, stream));
      if (size !== undefined && size >= 0 && written.size !== size)
        throw new TransferError(`${written.size} bytes came instead of the listed ${size}.`);
    });
    return resultOf(steps);
  });
}

/** The output that a job's standard output or error goes to. */
export async function findLog(
  context: AgaveContext,
  jobId: string,
  { kind, ...options }: CallOptions & { readonly kind: "out" | "err" },
): Promise<OutputAt> {
  const found: JobOutput[] = [];
  for await (const entry of listOutputs(context, { jobId, path: "" }, options))
    if (entry.type !== "dir" && entry.name.endsWith(`.${kind}`)) found.push(entry);
  const [first, second] = found;
  if (first === undefined)
    throw new NotFoundError(`The job has no .${kind} file yet, or has not kept it.`, { platform: "agave" });
  if (second === undefined) return { jobId, path: first.name };
  // Several: the wrapper's own is named after the job.
  const { name } = await context.call(jobsOperations.get, { jobId }, options);
  const stem = slugOf(name ?? "");
  const own = found.find((entry) => slugOf(entry.name.slice(0, -kind.length - 1)) === stem);
  return { jobId, path: (own ?? first).name };
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-");
}
