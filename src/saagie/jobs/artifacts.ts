import type { Caller } from "../../core/client.ts";
import { InvalidInputError, NotFoundError } from "../../core/errors.ts";
import type { Download } from "../../core/http/download.ts";
import type { CallOptions } from "../../core/options.ts";
import { nodeDoor } from "../../core/runtime.ts";
import { artifactsOperations, jobsOperations, type JobReference } from "../../../generated/saagie/methods.ts";

/** The package of one version of a job. */
export interface ArtifactReference {
  readonly job: JobReference;
  readonly versionNumber: number;
}

/** Options of saving a package. */
export interface SaveArtifactOptions extends CallOptions {
  /** The file to write; an existing one is replaced when the download is complete. */
  readonly path: string;
  /** Called as bytes arrive, with how many so far. What it throws is uncaught, as in an event listener. */
  readonly onProgress?: (bytes: number) => void;
}

/** Opens the package of a version. */
export async function openArtifact(
  call: Caller,
  { job, versionNumber }: ArtifactReference,
  options: CallOptions,
): Promise<Download> {
  const { packageInfo } = await call(jobsOperations.version, { jobId: job, number: versionNumber }, options);
  const downloadUrl = packageInfo?.downloadUrl;
  if (downloadUrl == null) throw new NotFoundError(`Version ${versionNumber} of the job has no package.`);
  return downloadArtifact(call, downloadUrl, options);
}

/** Opens a package by the download URL that its version tells. */
export function downloadArtifact(call: Caller, downloadUrl: string, options: CallOptions): Promise<Download> {
  return call(artifactsOperations.download, { downloadUrl }, { ...options, transfer: true });
}

/** Saves the package of a version to a file. */
export async function saveArtifact(
  call: Caller,
  artifact: ArtifactReference,
  { path, onProgress, ...options }: SaveArtifactOptions,
): Promise<string> {
  const node = await nodeDoor();
  if (node === undefined)
    throw new InvalidInputError("Files can only be saved on Node.", { hint: "Use openArtifact." });
  const { stream, size } = await openArtifact(call, artifact, options);
  await node.saveStream(stream, path, {
    ...(size === undefined ? {} : { expectedBytes: size }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return path;
}
