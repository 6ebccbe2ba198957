/** The technologies that jobs of one category may use. */
export interface CategoryRecord {
  readonly jobCategory: string;
  readonly technologies: readonly string[];
}

/** Life of a project: it is made in steps, and can be used from `READY` on. */
export type ProjectStatus = "CREATED" | "INIT_REQUESTED" | "INITIALIZING" | "FAILED" | "READY";

/** A project. */
export interface ProjectRecord {
  readonly id: string;
  readonly platformId: number;
  readonly creator: string;
  name: string;
  description: string | null;
  status: ProjectStatus;
  categories: readonly CategoryRecord[];
  appTechnologies: readonly string[];
}
