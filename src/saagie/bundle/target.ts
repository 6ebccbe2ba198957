import type { Caller } from "../../core/client.ts";
import { InvalidInputError, isFootbridgeError } from "../../core/errors.ts";
import { fold } from "../../core/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { jobsOperations, type JobsForUpgradeResult } from "../../../generated/saagie/methods.ts";
import type { JobVersionInput } from "../../../generated/saagie/platform.ts";
import type { JobDefinition, JobVersionSettings } from "../job-definition.ts";
import { differingSettings } from "../job-editing.ts";
import { currentVersion, isNewPackage, withUpload } from "../job-uploads.ts";
import { differsFrom, toFirstVersion } from "../job-versions.ts";
import type { Technologies } from "../technologies.ts";
import type { ArchivedSettings } from "./job-record.ts";
import type { ArchivedJob, ArchivedVersion } from "./read-archive.ts";

/** The project that an import goes to, and how it is spoken to. */
export interface ImportTarget {
  readonly call: Caller;
  readonly technologies: Technologies;
  readonly projectId: string;
  /** The id here of docker credentials of the source, where they are carried over. */
  readonly credentialsOf?: (sourceId: string) => string | undefined;
}

/** A version at the platform. */
export type TargetVersion = JobsForUpgradeResult["versions"][number];

/** An existing job, and what brings it to the archive's state. */
export interface JobDifference {
  readonly current: JobsForUpgradeResult;
  readonly settings: Awaited<ReturnType<typeof differingSettings>>;
  /** The version to add; absent when the current one is the archive's already. */
  readonly input: JobVersionInput | undefined;
  /** Job-level fields, and `version` for a new version. */
  readonly changed: readonly string[];
}

/** A new job with one of its versions, as the archive has it. */
export function toDefinition(
  target: ImportTarget,
  {
    job,
    version,
    settings,
  }: { readonly job: ArchivedJob; readonly version: ArchivedVersion; readonly settings: ArchivedSettings },
): JobDefinition {
  const given = Object.entries(settings).filter(([, value]) => value !== null && value !== undefined);
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
  target: ImportTarget,
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

/** Where something was exported from, as far as it is known. */
interface Exported {
  readonly sourceProjectId: string | undefined;
}

/** Credentials belong to a project: the id of another one's means nothing here, unless they were carried over. */
export function toDockerInfo<
  Info extends { readonly image: string; readonly dockerCredentialsId?: string | null },
>(
  target: Pick<ImportTarget, "projectId" | "credentialsOf">,
  exported: Exported,
  info: Info,
): Info | { readonly image: string; readonly dockerCredentialsId?: string } {
  const { image, dockerCredentialsId } = info;
  const carried = dockerCredentialsId == null ? undefined : target.credentialsOf?.(dockerCredentialsId);
  if (carried !== undefined) return { image, dockerCredentialsId: carried };
  return exported.sourceProjectId === target.projectId ? info : { image };
}

/** Whether credentials, if any, get lost: those of another project that are not carried over. */
export function losesCredentials(
  target: Pick<ImportTarget, "projectId" | "credentialsOf">,
  exported: Exported,
  sourceId: string | null | undefined,
): boolean {
  return (
    sourceId != null &&
    sourceId !== "" &&
    toDockerInfo(target, exported, { image: "", dockerCredentialsId: sourceId }).dockerCredentialsId ===
      undefined
  );
}

/**
 * The input of a version that is exactly as given: nothing is carried over from the version before.
 *
 * @throws {@link InvalidInputError} naming what the target's catalogue does not have.
 */
export async function toExactVersion(
  target: ImportTarget,
  {
    technologyId,
    settings,
  }: { readonly technologyId: string | undefined; readonly settings: JobVersionSettings },
  options: CallOptions,
): Promise<JobVersionInput> {
  if (technologyId === undefined) {
    throw new InvalidInputError("The job's technology is gone from the catalogue: it takes no new version.");
  }
  const input = await toFirstVersion(target.technologies, { technologyId, settings }, options);
  return { ...input, usePreviousArtifact: false };
}

/** Whether a version at the platform is the one given, its package included. */
export async function isSameVersion(
  target: ImportTarget,
  {
    found,
    technologyId,
    settings,
  }: {
    readonly found: TargetVersion;
    readonly technologyId: string | undefined;
    readonly settings: JobVersionSettings;
  },
  options: CallOptions,
): Promise<boolean> {
  const { runtimeVersion, commandLine, dockerInfo, extraTechnology, file } = settings;
  // As it stands first: what has left the catalogue since can be compared too.
  if (differsFrom(found, { runtimeVersion, commandLine, dockerInfo, extraTechnology })) {
    const input = await toExactVersion(target, { technologyId, settings }, options).catch(
      (error: unknown) => {
        if (isFootbridgeError(error, "INVALID_INPUT")) return undefined;
        throw error;
      },
    );
    if (input === undefined || differsFrom(found, input)) return false;
  }
  if (file === undefined) return found.packageInfo === null;
  return withUpload(
    { source: file, signal: options.signal },
    async (upload) => !(await isNewPackage(target.call, { before: found, file: upload.file }, options)),
  );
}

/**
 * Compares an existing job with an archived one and the version that is to be its current one.
 *
 * @throws {@link InvalidInputError} when it cannot become as the archive has it.
 */
export async function compareJob(
  target: ImportTarget,
  {
    id,
    job,
    version,
    settings,
  }: {
    readonly id: string;
    readonly job: ArchivedJob;
    readonly version: ArchivedVersion;
    readonly settings: ArchivedSettings;
  },
  options: CallOptions,
): Promise<JobDifference> {
  const current = await target.call(jobsOperations.forUpgrade, { id }, options);
  await checkSamePlace(target, { current, job }, options);
  const differing = await differingSettings(current, settings);
  const found = currentVersion(current);
  const wanted = withCredentialsOf(found, toVersionSettings(target, job, version));
  const technologyId = current.technology?.id;
  const input = (await isSameVersion(target, { found, technologyId, settings: wanted }, options))
    ? undefined
    : await toExactVersion(target, { technologyId, settings: wanted }, options);
  const changed = [...Object.keys(differing), ...(input === undefined ? [] : ["version"])];
  return { current, settings: differing, input, changed };
}

/** Where the archive tells no credentials that mean anything here, those that the job has for the same image stay. */
function withCredentialsOf(
  { dockerInfo: before }: TargetVersion,
  settings: JobVersionSettings,
): JobVersionSettings {
  const { dockerInfo } = settings;
  if (
    dockerInfo === undefined ||
    dockerInfo.dockerCredentialsId != null ||
    before?.image !== dockerInfo.image
  )
    return settings;
  return { ...settings, dockerInfo: before };
}

/** Neither category nor technology of a job can change. */
async function checkSamePlace(
  { technologies }: ImportTarget,
  { current, job }: { readonly current: JobsForUpgradeResult; readonly job: ArchivedJob },
  options: CallOptions,
): Promise<void> {
  const check = (what: string, is: string, wanted: string): void => {
    if (fold(is) === fold(wanted)) return;
    throw new InvalidInputError(`the ${what} of the job of that name is ${is} and cannot become ${wanted}`);
  };
  check("category", current.category, job.category);
  const found = current.technology && (await technologies.nameOf(current.technology.id, options));
  if (!found) return;
  check("technology", found.label, job.technology.name ?? "");
  check("technology's catalogue", found.catalog, job.technology.catalog ?? found.catalog);
}
