import { artifactUrl, storedName } from "./artifacts.ts";
import type { Context } from "../services.ts";
import { refuseIf, unknownId, type Problems } from "../shared/errors.ts";
import { versionDeletable } from "./deletable.ts";
import type { JobVersionInput } from "./inputs.ts";
import { findJob, requireJob } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { ArtifactRecord, JobRecord, VersionRecord } from "./records.ts";
import { extraTechnologyOf, versionProblems } from "./version-rules.ts";

interface VersionId {
  readonly jobId: string;
  readonly versionNumber: number;
}

/** How the versions of jobs answer. */
export const jobVersionResolvers: Resolvers = {
  Query: {
    jobVersion: (_: unknown, { jobId, number }: { jobId: string; number: number }, context: Context) => {
      const job = findJob(context, jobId);
      return job === undefined ? null : (versionOf(job, number) ?? null);
    },
  },
  Mutation: {
    addJobVersion: (
      _: unknown,
      { jobId, jobVersion, file }: { jobId: string; jobVersion: JobVersionInput; file?: Blob | null },
      context: Context,
    ) => addVersion(context, jobId, { input: jobVersion, file }),
    rollbackJobVersion: (_: unknown, { jobId, versionNumber }: VersionId, context: Context) => {
      const job = requireJob(context, jobId, "ROLE_PROJECT_EDITOR");
      job.currentVersion = requireVersion(job, versionNumber).number;
      return job;
    },
    setMajorJobVersion: (
      _: unknown,
      { jobId, versionNumber, isMajor }: VersionId & { isMajor: boolean },
      context: Context,
    ) => {
      const version = requireVersion(requireJob(context, jobId, "ROLE_PROJECT_EDITOR"), versionNumber);
      version.isMajor = isMajor;
      return version;
    },
    deleteJobVersions: (
      _: unknown,
      { jobId, jobVersionNumbers }: { jobId: string; jobVersionNumbers: readonly number[] },
      context: Context,
    ) => deleteVersions(context, jobId, jobVersionNumbers),
  },
  JobVersion: {
    packageInfo: (version: VersionRecord, _args: unknown, { world }: Context) => {
      const { artifact } = version;
      if (artifact === null) return null;
      return { name: artifact.name, downloadUrl: artifactUrl(world, version, artifact) };
    },
    isCurrent: (version: VersionRecord, _args: unknown, { world }: Context) =>
      world.jobs.get(version.jobId)?.currentVersion === version.number,
    deletableState: (version: VersionRecord, _args: unknown, context: Context) => {
      const job = context.world.jobs.get(version.jobId);
      return job === undefined ? null : versionDeletable(context, job, version);
    },
    // The platform accepts them still, and ignores them.
    resources: () => null,
  },
};

/** What a version is made of, as it was sent. */
export interface VersionSource {
  readonly input: JobVersionInput;
  readonly file?: Blob | null | undefined;
}

/** Where a version goes: to a job that is there, or to one about to be made. */
export interface VersionPlace {
  readonly projectId: string;
  readonly jobId: string;
  readonly technologyId: string;
  readonly previous: VersionRecord | undefined;
  readonly number: number;
}

/** Finds the version with a number. */
function versionOf(job: JobRecord, number: number): VersionRecord | undefined {
  return job.versions.find((version) => version.number === number);
}

function requireVersion(job: JobRecord, number: number): VersionRecord {
  const version = versionOf(job, number);
  if (version === undefined) throw unknownId("Job", "versionNumber");
  return version;
}

/** The version that runs use. */
export function currentVersion(job: JobRecord): VersionRecord {
  const version = versionOf(job, job.currentVersion);
  if (version === undefined) throw new RangeError("a job always has its current version");
  return version;
}

/** Makes a version, and says what is wrong with it; a version with problems must not be kept. */
export function draftVersion(
  context: Context,
  source: VersionSource,
  place: VersionPlace,
): { readonly version: VersionRecord; readonly problems: Problems } {
  const { input } = source;
  const { artifact, problem } = artifactOf(source, place.previous);
  const problems = versionProblems(context, {
    projectId: place.projectId,
    technologyId: place.technologyId,
    input,
    artifact,
    isUpgrade: place.previous !== undefined,
  });
  const version: VersionRecord = {
    jobId: place.jobId,
    number: place.number,
    creationDate: context.clock.now(),
    creator: context.user.login,
    releaseNote: input.releaseNote ?? null,
    runtimeVersion: input.runtimeVersion ?? null,
    commandLine: input.commandLine ?? null,
    dockerInfo: input.dockerInfo ?? null,
    extraTechnology: extraTechnologyOf(input),
    sourceUrl: input.sourceUrl === "" ? null : (input.sourceUrl ?? null),
    connectionId: input.connectionId ?? null,
    externalJobParams: input.externalJobParams?.map(({ id, value }) => ({ id, value: value ?? "" })) ?? null,
    doesUseGPU: input.doesUseGPU ?? false,
    artifact,
    isMajor: false,
  };
  return {
    version,
    problems: problem === undefined ? problems : { ...problems, usePreviousArtifact: problem },
  };
}

/**
 * The package of a new version: the file that came with it, or else the current version's if that was asked for.
 *
 * @remarks Asking for the package of a version that has none is refused: clients had to learn not to do it.
 */
function artifactOf(
  { input, file }: VersionSource,
  previous: VersionRecord | undefined,
): { readonly artifact: ArtifactRecord | null; readonly problem?: string } {
  if (file != null) return { artifact: { name: storedName(file), content: file } };
  const wanted = input.usePreviousArtifact ?? input.packageInfo?.usePreviousArtifact ?? false;
  if (!wanted || previous === undefined) return { artifact: null };
  if (previous.artifact === null) return { artifact: null, problem: "the previous version has no package" };
  return { artifact: previous.artifact };
}

function addVersion(context: Context, jobId: string, source: VersionSource): VersionRecord {
  const job = requireJob(context, jobId, "ROLE_PROJECT_EDITOR");
  const { version, problems } = draftVersion(context, source, {
    projectId: job.projectId,
    jobId,
    technologyId: job.technologyId,
    previous: currentVersion(job),
    // Also after a rollback no number is used twice.
    number: Math.max(...job.versions.map(({ number }) => number)) + 1,
  });
  refuseIf("Job", problems);
  job.versions.push(version);
  job.currentVersion = version.number;
  return version;
}

function deleteVersions(context: Context, jobId: string, numbers: readonly number[]): readonly object[] {
  const job = requireJob(context, jobId, "ROLE_PROJECT_EDITOR");
  return numbers.map((number) => {
    const version = versionOf(job, number);
    const success = version !== undefined && versionDeletable(context, job, version).deletable;
    if (success) job.versions = job.versions.filter((other) => other !== version);
    return { number, success };
  });
}
