import type { JobExportResult, ImportedJob, JobImportStep } from "../../saagie/index.ts";
import type { FinishedRun } from "./run-jobs.ts";

/** A run as the demonstration remembers it. */
export interface RecordedRun extends FinishedRun {
  readonly project: string;
}

/** A project that the demonstration made. */
export interface MadeProject {
  readonly id: string;
  readonly name: string;
}

/** A job that the demonstration deployed. */
export interface DeployedJob {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly version: number;
}

/** What the demonstration did; the JSON document. */
export interface DemoRecord {
  readonly project: MadeProject;
  readonly copy: MadeProject;
  readonly jobs: readonly DeployedJob[];
  readonly runs: readonly RecordedRun[];
  readonly upgraded: { readonly job: string; readonly version: number };
  readonly rolledBackTo: number;
  readonly export: JobExportResult & { readonly folder: string };
  readonly plan: readonly JobImportStep[];
  readonly imported: readonly ImportedJob[];
  readonly importedAgain: readonly ImportedJob[];
}
