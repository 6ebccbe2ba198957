import type { GroupRole } from "./authorized-groups.ts";
import type { TechnologyChoice, JobTechnologyChoice } from "./technologies.ts";

/** A new project. */
export interface ProjectDefinition {
  /** Unique on the platform, ignoring case. */
  readonly name: string;
  readonly description?: string;
  /** Who may do what in it. Default: nobody but its creator. */
  readonly groups?: readonly GroupRole[];
  /** Default: every available job technology of the official catalogue, in `Extraction` and `Processing`. */
  readonly jobTechnologies?: JobTechnologyChoice;
  /** Default: every available app technology of the official catalogue. */
  readonly appTechnologies?: TechnologyChoice;
}

/** What to change of a project: absent keeps; `null`, `""` and `[]` empty. */
export interface ProjectChanges {
  readonly name?: string;
  readonly description?: string | null;
  /** Replaces all explicit rights. */
  readonly groups?: readonly GroupRole[] | null;
  /** Replaces the job technologies: of every category the project has, or of the categories named. */
  readonly jobTechnologies?: JobTechnologyChoice;
  /** Replaces the app technologies. */
  readonly appTechnologies?: TechnologyChoice;
}
