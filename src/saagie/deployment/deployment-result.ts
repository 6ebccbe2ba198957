import type { UpsertAction } from "../../core/changes.ts";
import type { VersionNote } from "../settings/version-notes.ts";

/** What `createOrUpgrade` of jobs, pipelines and apps did. */
export interface DeploymentResult {
  readonly action: UpsertAction;
  readonly id: string;
  readonly name: string;
  /** The current version's number. */
  readonly version: number;
  /** What changed of an existing one: its settings by name, and `version` for a new version. */
  readonly changed: readonly string[];
  /** What describes a version and differs, but was not sent: it alone makes no new version of an existing one. */
  readonly notApplied: readonly VersionNote[];
}
