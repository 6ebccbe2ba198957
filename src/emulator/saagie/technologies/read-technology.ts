import type { SynchronizationIssue, TechnologyDescription } from "./records.ts";

/** A technology that says which one it is, and is wrong otherwise. */
export interface UnreadableTechnology {
  readonly technologyId: string;
  readonly label: string;
  readonly problem: string;
}

/** What a metadata file describes. */
export type ReadTechnology = TechnologyDescription | UnreadableTechnology;

/** Whether a technology was understood. */
export function isUnderstood(technology: ReadTechnology): technology is TechnologyDescription {
  return !("problem" in technology);
}

/** What a source of technologies turned out to have. */
export interface SourceContent {
  readonly technologies: readonly ReadTechnology[];
  /** Files that could not be understood. */
  readonly issues: readonly SynchronizationIssue[];
}

/** A source that cannot be read at all. */
export class SourceFault extends Error {
  override readonly name = "SourceFault";
}
