import type { JobsForExportResult } from "../../../../generated/saagie/methods.ts";
import { isFileName } from "../../../core/content/archive.ts";
import type { TechnologySummary } from "../../technologies/technologies.ts";
import { toDefinition, type DefinitionForm } from "./definition.ts";

/** A version of a job, as an export reads it. */
export type ExportedVersion = JobsForExportResult["versions"][number];

/** What the platform does not say about a job. */
export interface JobFileParts {
  /** Where the technology is in the catalogue; `undefined` when it is gone from it. */
  readonly technology: TechnologySummary | undefined;
  /** The paths of the packages below the job's folder, by version number. */
  readonly packageFiles: ReadonlyMap<number, string>;
}

// The order is that of the Python client.
const FORM: DefinitionForm = {
  members: (
    "id name alias description alerting versions category technology isScheduled cronScheduling scheduleTimezone " +
    "isStreaming creationDate doesUseGPU resources originalJobId"
  ).split(" "),
  // What its runs, its pipelines and its migrations leave behind.
  observed: (
    "instances countJobInstance scheduleStatus isDeletable deletableState graphPipelines migrationStatus " +
    "migrationProjectId"
  ).split(" "),
  parts: {
    versions: {
      members: (
        "number creationDate releaseNote runtimeVersion commandLine packageInfo dockerInfo extraTechnology " +
        "isCurrent isMajor sourceUrl"
      ).split(" "),
      observed: ["deletableState"],
    },
  },
};

/** A job as `job.json` holds it: what defines it, in the order of the Python client, and then what that leaves out. */
export function toJobFile(job: JobsForExportResult, { technology, packageFiles }: JobFileParts): unknown {
  const { label: name = "", catalog: technology_catalog = "" } = technology ?? {};
  const versions = job.versions.toSorted((a, b) => b.number - a.number);
  const content = {
    ...job,
    versions: versions.map((version) => toVersion(version, packageFiles.get(version.number))),
    technology: job.technology && { id: job.technology.id, name, technology_catalog },
  };
  return toDefinition(content, FORM);
}

function toVersion(version: ExportedVersion, file: string | undefined): object {
  // Told only where that is not the name it has at the platform.
  const isPlain = file === undefined || file === packagePath(version.number, version.packageInfo?.name ?? "");
  return isPlain ? version : { ...version, packageFile: file };
}

/** Where a package lies below its job's folder: under its own name where that is a file name, else under a fixed one. */
export function packageFileFor({ number, packageInfo }: ExportedVersion): string {
  const name = packageInfo?.name ?? "";
  return packagePath(number, isFileName(name) ? name : "package");
}

function packagePath(version: number, name: string): string {
  return `version/${version}/${name}`;
}
