import { omitUndefined } from "../../core/omit-undefined.ts";
import type { Caller } from "../../core/client.ts";
import { sameBytes } from "../../core/content/compare-bytes.ts";
import { InvalidInputError, ProtocolError, TransferError } from "../../core/errors.ts";
import type { Download } from "../../core/http/download.ts";
import type { CallOptions } from "../../core/options.ts";
import { tidyUp } from "../../core/concurrency/tidy-up.ts";
import { prepareUpload, type PreparedUpload, type UploadSource } from "../../core/content/upload.ts";
import {
  jobsOperations,
  type JobsAddVersionResult,
  type JobsForUpgradeResult,
} from "../../../generated/saagie/methods.ts";
import type { JobVersionInput } from "../../../generated/saagie/platform.ts";
import { downloadArtifact } from "./artifacts.ts";
import { differsFrom } from "./versions.ts";
import { recoverVersion } from "../recovery/version.ts";

type Version = JobsForUpgradeResult["versions"][number];

/** A prepared package, or none: spread into an operation's variables. */
export interface OptionalFile {
  readonly file?: File;
}

/** Prepares an upload, lets it be used, and clears up after it. */
export async function withUpload<T>(
  { source, signal }: { readonly source: UploadSource | undefined; readonly signal: AbortSignal | undefined },
  use: (upload: OptionalFile) => Promise<T>,
): Promise<T> {
  const prepared: PreparedUpload | undefined =
    source === undefined ? undefined : await prepareUpload(source, signal);
  try {
    return await use(omitUndefined({ file: prepared?.file }));
  } finally {
    if (prepared !== undefined) await tidyUp(prepared.release(), signal);
  }
}

/** Call options for an operation that may carry a file: an upload has no limit for the whole. */
export function sending(
  { file }: OptionalFile,
  options: CallOptions,
): CallOptions & { readonly transfer: boolean } {
  return { ...options, transfer: file !== undefined };
}

/** The current version of a job. */
export function currentVersion({ name, versions }: JobsForUpgradeResult): Version {
  const current = versions.find(({ isCurrent }) => isCurrent) ?? versions[0];
  if (current === undefined) throw new InvalidInputError(`The job "${name}" has no version.`);
  return current;
}

/** Adds a version; when the answer is lost, the version's number tells whether it arrived, and its package whether it is ours. */
export async function addVersion(
  call: Caller,
  version: {
    readonly jobId: string;
    /** The number of the version that is the current one, or the highest one. */
    readonly before: number;
    readonly input: JobVersionInput;
    readonly file: OptionalFile;
  },
  options: CallOptions,
): Promise<JobsAddVersionResult> {
  const { jobId, before, input, file } = version;
  return recoverVersion({
    add: () => call(jobsOperations.addVersion, { jobId, jobVersion: input, ...file }, sending(file, options)),
    before,
    current: async () => currentVersion(await call(jobsOperations.forUpgrade, { id: jobId }, options)),
    // Versions may differ in their packages alone.
    isOurs: async (now) =>
      !differsFrom(now, input) &&
      (now.releaseNote || null) === (input.releaseNote || null) &&
      !(await isOtherPackage(call, { before: now, file: file.file }, options)),
  });
}

/** Whether a file is another package than the current version's: by name, size, and then byte by byte. */
export async function isNewPackage(
  call: Caller,
  { before, file }: { readonly before: Version; readonly file: File | undefined },
  options: CallOptions,
): Promise<boolean> {
  if (file === undefined) return false;
  const { packageInfo } = before;
  if (packageInfo?.downloadUrl == null || packageInfo.name !== file.name) return true;
  const { stream, size } = await openPackage(call, { file, url: packageInfo.downloadUrl }, options);
  if (size !== undefined && size !== file.size) {
    await stream.cancel();
    return true;
  }
  return !(await sameBytes(file.stream(), stream));
}

/**
 * The same, but sure: what differs is read again, twice side by side, since a damaged download differs as well.
 *
 * @throws {@link TransferError} when no reading is the file, and the two are not the same either.
 */
export async function isOtherPackage(
  call: Caller,
  { before, file }: { readonly before: Version; readonly file: File | undefined },
  options: CallOptions,
): Promise<boolean> {
  if (!(await isNewPackage(call, { before, file }, options))) return false;
  const url = before.packageInfo?.downloadUrl;
  if (file === undefined || url == null || before.packageInfo?.name !== file.name) return true;
  const first = await openPackage(call, { file, url }, options);
  const second = await openPackage(call, { file, url }, options);
  const [forFile, forSecond] = first.stream.tee();
  const [isFile, isSteady] = await Promise.all([
    sameBytes(file.stream(), forFile),
    sameBytes(forSecond, second.stream),
  ]);
  if (isFile) return false;
  if (isSteady && first.size === second.size) return true;
  throw new TransferError("The package of the job reads differently each time.");
}

/** Opens a package to compare a file with. @throws ProtocolError when a page comes in its place */
async function openPackage(
  call: Caller,
  { file, url }: { readonly file: File; readonly url: string },
  options: CallOptions,
): Promise<Download> {
  const download = await downloadArtifact(call, url, options);
  if (!download.contentType?.includes("html") || /\.html?$/iu.test(file.name)) return download;
  await download.stream.cancel();
  throw new ProtocolError("A page came in place of the package.", {
    hint: "A proxy or a log-in page may have answered instead of the platform.",
  });
}
