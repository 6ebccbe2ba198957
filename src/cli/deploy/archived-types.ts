import type { ArchivedGraph } from "./from-graph.ts";

/** A project, as an export holds it. */
export interface ArchivedProject {
  readonly name: string;
  readonly description: string | null;
}

/** A variable, as an export holds it. */
export interface ArchivedVariable {
  readonly name: string;
  readonly scope: string;
  readonly value: string | null;
  readonly description: string | null;
  readonly isPassword: boolean;
}

/** Docker credentials, as an export holds them. */
export interface ArchivedCredentials {
  readonly id: string;
  readonly username: string;
  readonly registry: string | null;
}

/** A storage, as an export holds it. */
export interface ArchivedStorage {
  readonly name: string;
  readonly size: string;
  readonly description?: string | null;
}

/** What jobs, pipelines and apps have in common. */
export interface ArchivedHead {
  readonly name: string;
  readonly alias?: string | null;
  readonly description: string | null;
  readonly alerting: {
    readonly emails: readonly string[];
    readonly loginEmails: readonly { readonly login: string }[];
    readonly statusList: readonly string[];
  } | null;
  readonly resources?: Readonly<
    Record<string, { readonly request: number | null; readonly limit: number | null } | null>
  > | null;
  readonly isScheduled?: boolean;
  readonly cronScheduling?: string | null;
  readonly scheduleTimezone?: string | null;
}

/** An image, and what it is pulled with. */
export interface ArchivedDocker {
  readonly image: string;
  readonly dockerCredentialsId: string | null;
}

/** A technology, by its names. */
export interface ArchivedTechnology {
  readonly name: string;
  readonly technology_catalog: string;
}

/** A job, as an export holds it. */
export interface ArchivedJob extends ArchivedHead {
  readonly category: string;
  readonly technology: ArchivedTechnology | null;
  readonly isStreaming: boolean;
  readonly doesUseGPU: boolean;
  readonly versions: readonly {
    readonly number: number;
    readonly isCurrent: boolean;
    readonly runtimeVersion: string | null;
    readonly commandLine: string | null;
    readonly releaseNote: string | null;
    readonly sourceUrl: string | null;
    readonly packageInfo: { readonly name: string } | null;
    readonly packageFile?: string;
    readonly dockerInfo: ArchivedDocker | null;
    readonly extraTechnology: { readonly language: string; readonly version: string } | null;
  }[];
}

/** A pipeline, as an export holds it. */
export interface ArchivedPipeline extends ArchivedHead {
  readonly isLegacyPipeline: boolean;
  readonly hasExecutionVariablesEnabled?: boolean | null;
  readonly versions: readonly {
    readonly isCurrent: boolean;
    readonly releaseNote: string | null;
    readonly sourceUrl?: string | null;
    readonly graph: ArchivedGraph;
  }[];
}

/** An app, as an export holds it. */
export interface ArchivedApp extends ArchivedHead {
  readonly technology: ArchivedTechnology | null;
  readonly linkedVolumes: readonly ArchivedStorage[];
  readonly currentVersion: {
    readonly releaseNote: string | null;
    readonly runtimeContextLabel?: string | null;
    readonly dockerInfo: ArchivedDocker | null;
    readonly ports: readonly {
      readonly number: number;
      readonly name: string | null;
      readonly isRewriteUrl: boolean;
      readonly basePathVariableName: string | null;
      readonly scope: string | null;
    }[];
    readonly volumesWithPath: readonly { readonly path: string; readonly volume: ArchivedStorage | null }[];
  } | null;
}
