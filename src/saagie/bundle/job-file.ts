import { isFileName } from "../../core/archive.ts";
import type { JobsForExportResult } from "../../../generated/saagie/methods.ts";
import type { TechnologySummary } from "../technologies.ts";

/** A version of a job, as an export reads it. */
export type ExportedVersion = JobsForExportResult["versions"][number];

/** What the platform does not say about a job. */
export interface JobFileParts {
  /** Where the technology is in the catalogue; `undefined` when it is gone from it. */
  readonly technology: TechnologySummary | undefined;
  /** The paths of the packages below the job's folder, by version number. */
  readonly packageFiles: ReadonlyMap<number, string>;
}

// The members that the Python client writes, in its order.
const JOB_MEMBERS = (
  "id name alias description alerting instances countJobInstance versions category technology " +
  "isScheduled cronScheduling scheduleStatus scheduleTimezone isStreaming creationDate migrationStatus " +
  "migrationProjectId isDeletable graphPipelines doesUseGPU resources originalJobId"
).split(" ");
const VERSION_MEMBERS = (
  "number creationDate releaseNote runtimeVersion commandLine packageInfo dockerInfo extraTechnology " +
  "isCurrent isMajor deletableState sourceUrl"
).split(" ");

/** A job as `job.json` holds it: what the Python client writes, in its order, and then what that leaves out. */
export function toJobFile(job: JobsForExportResult, { technology, packageFiles }: JobFileParts): unknown {
  const { label: name = "", catalog: technology_catalog = "" } = technology ?? {};
  return ordered(JOB_MEMBERS, {
    ...job,
    versions: job.versions.map((version) => toVersion(version, packageFiles.get(version.number))),
    technology: job.technology && { id: job.technology.id, name, technology_catalog },
  });
}

function toVersion(version: ExportedVersion, file: string | undefined): unknown {
  // Told only where that is not the name it has at the platform.
  const isPlain = file === undefined || file === packagePath(version.number, version.packageInfo?.name ?? "");
  return ordered(VERSION_MEMBERS, isPlain ? version : { ...version, packageFile: file });
}

/** An object with its members in a given order, and then all others. */
export function ordered(members: readonly string[], value: object): unknown {
  const given = new Map<string, unknown>(Object.entries(value));
  const known = members.filter((member) => given.has(member));
  return Object.fromEntries(
    [...new Set([...known, ...given.keys()])].map((member) => [member, given.get(member)]),
  );
}

/** Where a package lies below its job's folder: under its own name where that is a file name, else under a fixed one. */
export function packageFileFor({ number, packageInfo }: ExportedVersion): string {
  const name = packageInfo?.name ?? "";
  return packagePath(number, isFileName(name) ? name : "package");
}

function packagePath(version: number, name: string): string {
  return `version/${version}/${name}`;
}
