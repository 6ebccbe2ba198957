import type { Moment } from "../shared/records.ts";

/** What a runtime asks of a job version. */
export interface FeatureRecord {
  /** `COMMAND_LINE`, `ARTIFACT`, `SCHEDULER` and `DOCKER_INFO` are known; a repository may have others. */
  readonly type: string;
  readonly label: string;
  readonly mandatory: boolean;
  readonly comment: string | null;
  readonly defaultValue: string | null;
}

/** A port that an app offers. */
export interface PortRecord {
  readonly name: string | null;
  readonly port: number;
  readonly basePath: string | null;
  readonly rewriteUrl: boolean;
  readonly scope: "PROJECT" | "PUBLIC";
}

/** What runs and apps are given when nothing else is asked for. */
export interface DefaultResourcesRecord {
  /** In cores. */
  readonly cpu: number;
  /** With its unit. */
  readonly memory: string;
}

/** What something asks of the installation, and which of it was missing when its repository was synchronized. */
export interface DemandRecord {
  readonly facets: readonly string[];
  readonly missingFacets: readonly string[];
}

/** One runtime of a technology; of Spark, a runtime with languages in it, and those with versions in them. */
export interface ContextRecord extends DemandRecord {
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
  /** Null for the platform's own defaults. */
  readonly defaultResources: DefaultResourcesRecord | null;
  readonly releaseNotes: string | null;
}

/** Marks that change how the platform treats a technology. */
export type TechnologyFlag = "GenericApp" | "Spark" | "Unknown";

/** A technology as its author describes it. */
export interface TechnologyDescription extends DemandRecord {
  readonly kind: "JOB" | "SPARK" | "APP";
  /** Its id inside the repository. */
  readonly technologyId: string;
  readonly label: string;
  readonly description: string | null;
  readonly icon: string | null;
  readonly customFlags: readonly TechnologyFlag[];
  readonly available: boolean;
  readonly contexts: readonly ContextRecord[];
  /** Null for the platform's own defaults. */
  readonly defaultResources: DefaultResourcesRecord | null;
  /** One line of advertisement, of apps. */
  readonly baseline: string | null;
  readonly backgroundColor: string | null;
  readonly readme: string | null;
}

/** One entry of a repository. */
export interface TechnologyRecord extends TechnologyDescription {
  readonly id: string;
  /** When a synchronization last changed it. */
  readonly lastUpdate: Moment;
}

/** Where a repository comes from. */
export type RepositorySource =
  | { readonly kind: "FILE"; /** As the client sent it, folders included. */ readonly name: string }
  | { readonly kind: "URL"; readonly url: string };

/** The effect of a synchronization on one thing. */
export type SynchronizationStatus = "CREATED" | "UPDATED" | "DELETED" | "UNCHANGED" | "FAILED";

/** What a synchronization did to one runtime. */
export interface ContextReport {
  readonly contextId: string;
  readonly contextLabel: string;
  readonly status: SynchronizationStatus;
  readonly message: string | null;
}

/** What a synchronization did to one technology. */
export interface TechnologyReport {
  readonly technologyId: string;
  readonly technologyLabel: string;
  readonly status: SynchronizationStatus;
  readonly message: string | null;
  readonly contextsReports: readonly ContextReport[];
}

/** A file of a source that could not be understood. */
export interface SynchronizationIssue {
  readonly path: string;
  readonly message: string;
}

/** How a synchronization went. */
export type SynchronizationOutcome =
  | { readonly kind: "FAILURE"; readonly failure: string }
  | {
      readonly kind: "SUCCESS";
      readonly technologyReports: readonly TechnologyReport[];
      readonly issues: readonly SynchronizationIssue[];
      readonly numberOfChanges: number;
      /** What taking it back restores; null for the first one, before which there was nothing. */
      readonly before: {
        readonly source: RepositorySource;
        readonly technologies: readonly TechnologyRecord[];
      } | null;
    };

/** One reading of a repository's source. */
export interface SynchronizationRecord {
  readonly id: string;
  readonly source: RepositorySource;
  readonly startedAt: Moment;
  readonly endedAt: Moment;
  readonly type: "AUTOMATIC" | "INITIAL" | "MANUAL" | "URL_UPDATE";
  /** Null when it was the schedule. */
  readonly author: string | null;
  readonly outcome: SynchronizationOutcome;
  /** Who took it back, and when. */
  revert: { readonly author: string; readonly date: Moment } | null;
}

/** A collection of technologies that is kept in step with a source. */
export interface CatalogueRepository {
  readonly id: string;
  readonly creator: string;
  readonly readOnly: boolean;
  readonly creationDate: Moment;
  /** When it synchronizes itself; null for only when asked. */
  readonly cron: string | null;
  name: string;
  editor: string;
  modificationDate: Moment;
  source: RepositorySource;
  technologies: readonly TechnologyRecord[];
  /** In the order in which they happened; there is always the first one. */
  synchronizations: readonly SynchronizationRecord[];
}

/** A capability of the installation, for which technologies can ask. */
export interface FacetRecord {
  readonly name: string;
  readonly description: string;
  readonly activationDate: Moment;
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
