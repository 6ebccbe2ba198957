import type { JobsForUpgradeResult } from "../../../../generated/saagie/methods.ts";
import type { JobVersionInput } from "../../../../generated/saagie/platform.ts";
import type { Caller } from "../../../core/client.ts";
import { InvalidInputError, isFootbridgeError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { JobDefinition, JobVersionSettings } from "../../jobs/definition.ts";
import { isNewPackage, withUpload } from "../../jobs/uploads.ts";
import { differsFrom, toFirstVersion } from "../../jobs/versions.ts";
import type { Technologies } from "../../technologies/technologies.ts";
import type { ArchivedJob, ArchivedVersion } from "../format/archived-jobs.ts";
import { toDockerInfo, type CredentialsTarget } from "./docker-info.ts";

/** A version at the platform. */
export type TargetVersion = JobsForUpgradeResult["versions"][number];

/** A new job with one of its versions, as the archive has it. */
export function toJobDefinition(
  target: CredentialsTarget,
  job: ArchivedJob,
  version: ArchivedVersion,
): JobDefinition {
  const given = Object.entries(job.settings).filter(([, value]) => value !== null && value !== undefined);
  return {
    ...Object.fromEntries(given),
    ...toVersionSettings(target, job, version),
    name: job.name,
    category: job.category,
    technology: job.technology.name ?? "",
    ...(job.technology.catalog === undefined ? {} : { technologyCatalog: job.technology.catalog }),
  };
}

/** A version with its package, as the archive has it. */
export function toVersionSettings(
  target: CredentialsTarget,
  job: ArchivedJob,
  { settings, package: entry, packageName }: ArchivedVersion,
): JobVersionSettings {
  const { dockerInfo, ...rest } = settings;
  const name = packageName ?? entry?.path.split("/").at(-1) ?? "";
  return {
    ...rest,
    ...(dockerInfo && { dockerInfo: toDockerInfo(target, job, dockerInfo) }),
    ...(entry && { file: { name, content: entry } }),
  };
}

/** A version as it is meant, and the technology of its job; without an id when that is gone from the catalogue. */
export interface PlacedVersion {
  readonly technologyId: string | undefined;
  readonly settings: JobVersionSettings;
}

/**
 * The input of a version that is exactly as given: nothing is carried over from the version before.
 *
 * @throws {@link InvalidInputError} naming what the target's catalogue does not have.
 */
export async function toExactVersion(
  technologies: Technologies,
  { technologyId, settings }: PlacedVersion,
  options: CallOptions,
): Promise<JobVersionInput> {
  if (technologyId === undefined) {
    throw new InvalidInputError("The job's technology is gone from the catalogue: it takes no new version.");
  }
  const input = await toFirstVersion(technologies, { technologyId, settings }, options);
  return { ...input, usePreviousArtifact: false };
}

/** Whether a version at the platform is the one given, its package included. */
export async function isSameVersion(
  { call, technologies }: { readonly call: Caller; readonly technologies: Technologies },
  { found, ...wanted }: PlacedVersion & { readonly found: TargetVersion },
  options: CallOptions,
): Promise<boolean> {
  const { runtimeVersion, commandLine, dockerInfo, extraTechnology, file } = wanted.settings;
  // As it stands first: what has left the catalogue since can be compared too.
  if (differsFrom(found, { runtimeVersion, commandLine, dockerInfo, extraTechnology })) {
    const input = await toExactVersion(technologies, wanted, options).catch((error: unknown) => {
      if (isFootbridgeError(error, "INVALID_INPUT")) return undefined;
      throw error;
    });
    if (input === undefined || differsFrom(found, input)) return false;
  }
  if (file === undefined) return found.packageInfo === null;
  return withUpload(
    { source: file, signal: options.signal },
    async (upload) => !(await isNewPackage(call, { before: found, file: upload.file }, options)),
  );
}
