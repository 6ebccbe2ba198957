import type { Archive } from "../../core/content/archive.ts";
import type { CallOptions } from "../../core/options.ts";
import type { OnProgress } from "../../core/progress.ts";
import type { PlanStep } from "../bundle/engine/plan-step.ts";

/** Options of an export of users, groups or profiles. */
export interface PeopleExportOptions extends CallOptions {
  /** Groups read at once. @defaultValue 4 */
  readonly concurrency?: number;
  /** Called after every group that was read, and at the end. What it throws is uncaught, as in an event listener. */
  readonly onProgress?: OnProgress;
}

/** What an export of users, groups or profiles wrote. */
export interface PeopleExportResult {
  /** Logins, or names of groups. */
  readonly names: readonly string[];
  /** Files written. */
  readonly files: number;
  /** Bytes written. */
  readonly bytes: number;
  /** What could not be told, and why. */
  readonly warnings: readonly string[];
}

/** Options of the plan of an import of users, groups or profiles. */
export interface PeoplePlanOptions extends CallOptions {
  /** How many are handled at once. @defaultValue 4 */
  readonly concurrency?: number;
}

/** Options of an import of users, groups or profiles. */
export interface PeopleImportOptions extends PeoplePlanOptions {
  /** Import the rest although some cannot be imported. @defaultValue false: then nothing is changed */
  readonly skipImpossible?: boolean;
  /** Called after every one that is done. What it throws is uncaught, as in an event listener. */
  readonly onProgress?: OnProgress;
}

/** Where an import remembers what it has made. */
export interface JournalOption {
  /** Where the journal is kept. Default: the archive itself. */
  readonly journal?: Archive;
}

/** What people are imported as. */
export type PersonKind = "user" | "group" | "profile";

/** What an import would do with one user, group or profile. */
export interface PeopleStep extends Omit<PlanStep, "what" | "versions"> {
  readonly what: PersonKind;
}

/** What an import of users, groups or profiles would do; nothing has been changed. Plain data, without passwords. */
export interface PeoplePlan {
  /** Where the archive lies. */
  readonly from: string;
  /** What is odd about the archive as a whole. */
  readonly warnings: readonly string[];
  /** In the order of the archive. */
  readonly steps: readonly PeopleStep[];
}

/** What an import did with one user, group or profile. */
export interface ImportedPerson {
  readonly what: PersonKind;
  /** The login, or the name of the group. */
  readonly name: string;
  readonly action: "created" | "upgraded" | "unchanged" | "skipped";
}

/** What an import of users, groups or profiles did. */
export interface PeopleImportResult extends PeoplePlan {
  readonly imported: readonly ImportedPerson[];
}

/** A step with what is needed to carry it out. */
export interface PlannedPerson {
  readonly step: PeopleStep;
  /** Carries it out; absent where nothing is to be done. */
  readonly apply?: (options: CallOptions) => Promise<ImportedPerson["action"]>;
}

/** Why protected users and groups are left alone. */
export const PROTECTED = "it is protected: it came with the installation";

/** The parts of a step that are the same for everyone. */
export function personStep(
  what: PersonKind,
  { name, path }: { readonly name: string; readonly path: string },
  step: Pick<PeopleStep, "action"> & Partial<PeopleStep>,
): PeopleStep {
  return { what, name, path, changed: [], warnings: [], ...step };
}
