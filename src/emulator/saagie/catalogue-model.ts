import type { Moment } from "./store.ts";

/** What a runtime asks of a job version. */
export interface FeatureRecord {
  readonly type: "COMMAND_LINE" | "ARTIFACT" | "SCHEDULER" | "DOCKER_INFO";
  readonly label: string;
  readonly mandatory: boolean;
  readonly comment: string | null;
  readonly defaultValue: string | null;
}

/** A port that an app offers. */
export interface PortRecord {
  readonly name: string;
  readonly port: number;
  readonly basePath: string | null;
  readonly rewriteUrl: boolean;
  readonly scope: "PROJECT" | "PUBLIC";
}

/** One runtime of a technology; of Spark, a runtime with languages in it, and those with versions in them. */
export interface ContextRecord {
  /** What job versions name, not the label. */
  readonly id: string;
  readonly label: string;
  readonly description: string | null;
  readonly available: boolean;
  readonly recommended: boolean;
  readonly trustLevel: "Stable" | "Experimental" | "Deprecated";
  readonly deprecationDate: Moment | null;
  readonly dockerInfo: { readonly image: string; readonly version: string } | null;
  readonly features: readonly FeatureRecord[];
  readonly innerContexts: readonly ContextRecord[];
  readonly ports: readonly PortRecord[];
  readonly volumes: readonly { readonly path: string; readonly size: string }[];
}

/** One entry of a repository. */
export interface TechnologyRecord {
  readonly kind: "JOB" | "SPARK" | "APP";
  readonly id: string;
  /** Its id inside the repository. */
  readonly technologyId: string;
  readonly label: string;
  readonly description: string | null;
  readonly available: boolean;
  readonly contexts: readonly ContextRecord[];
}

/** A collection of technologies that is kept in step with a source. */
export interface CatalogueRepository {
  readonly id: string;
  readonly name: string;
  readonly creator: string;
  readonly readOnly: boolean;
  readonly url: string;
  readonly creationDate: Moment;
  readonly synchronizationId: string;
  technologies: readonly TechnologyRecord[];
}

/** Finds a technology in any repository. */
export function findTechnology(
  repositories: readonly CatalogueRepository[],
  id: string,
): TechnologyRecord | undefined {
  for (const { technologies } of repositories) {
    const found = technologies.find((technology) => technology.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a new job version may use a runtime: it is there, and not deprecated yet. */
export function isUsable(context: ContextRecord, now: Moment): boolean {
  return context.available && (context.deprecationDate === null || context.deprecationDate > now);
}
