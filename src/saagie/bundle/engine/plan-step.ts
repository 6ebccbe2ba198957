/** What a project is made of. */
export type ResourceType =
  "project" | "docker credentials" | "storage" | "job" | "pipeline" | "app" | "variable";

/** What becomes of what exists already: brought to the archive's state, left alone, or a reason to import nothing. */
export type ConflictPolicy = "upgrade" | "skip" | "fail";

/** What an import would do with one thing. */
export interface PlanStep {
  readonly what: ResourceType;
  readonly name: string;
  /** The path of its file in the archive. */
  readonly path: string;
  /** `resume` goes on where an earlier import was interrupted; `skip` leaves it alone, for a reason. */
  readonly action: "create" | "upgrade" | "unchanged" | "resume" | "skip" | "cannot";
  /** The archive's versions that would be added, oldest first. */
  readonly versions: readonly number[];
  /** What would change of an existing one. */
  readonly changed: readonly string[];
  /** Why it cannot be done, or is not. */
  readonly reason?: string;
  /** What would get lost, or is odd. */
  readonly warnings: readonly string[];
}

/** What an import did with one thing. */
export interface ImportedThing {
  readonly what: ResourceType;
  readonly name: string;
  /** Its id in the target; absent for what was not made. */
  readonly id?: string;
  readonly action: "created" | "upgraded" | "unchanged" | "skipped";
  /** The target's version numbers by the archive's, for the versions that were added. */
  readonly versions: Readonly<Record<string, number>>;
}
