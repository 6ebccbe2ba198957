/** A project in one file, `footbridge.yaml`. The schema tells what each member means: see `file-schema.ts`. */
export interface ProjectFile {
  readonly project: string;
  readonly description?: string;
  readonly rights?: Readonly<Record<string, string>>;
  readonly variables?: ByName<FileVariable>;
  readonly dockerCredentials?: readonly FileCredentials[];
  readonly storages?: ByName<FileStorage>;
  readonly jobs?: ByName<FileJob>;
  readonly pipelines?: ByName<FilePipeline>;
  readonly apps?: ByName<FileApp>;
}

/** Things by their names. */
export type ByName<Thing> = Readonly<Record<string, Thing>>;

/** A variable: its value, as it is written, or more. */
export type FileVariable =
  string | { readonly value?: string; readonly secret?: boolean; readonly description?: string };

/** Docker credentials, without their password. */
export interface FileCredentials {
  readonly username: string;
  readonly registry?: string;
}

/** A storage. */
export interface FileStorage {
  readonly size: string;
  readonly description?: string;
}

/** When something runs by itself. */
export interface FileSchedule {
  readonly schedule?: string;
  readonly timezone?: string;
  readonly scheduled?: boolean;
}

/** Who is told, and of what. */
export interface FileAlerts {
  readonly emails?: readonly string[];
  readonly logins?: readonly string[];
  readonly on: readonly string[];
}

/** An amount of something. */
export interface FileAmount {
  readonly request?: number;
  readonly limit?: number;
}

/** What something may take. */
export interface FileResources {
  readonly cpu?: FileAmount;
  readonly memory?: FileAmount;
  readonly gpu?: FileAmount;
}

/** A job. */
export interface FileJob extends FileSchedule {
  readonly technology: string;
  readonly catalog?: string;
  readonly category?: string;
  readonly runtime?: string;
  readonly command?: string;
  readonly package?: string;
  readonly image?: string;
  readonly credentials?: string;
  readonly language?: { readonly name: string; readonly version: string };
  readonly alias?: string;
  readonly description?: string;
  readonly releaseNote?: string;
  readonly sourceUrl?: string;
  readonly alerts?: FileAlerts;
  readonly resources?: FileResources;
  readonly streaming?: boolean;
  readonly gpu?: boolean;
}

/** A step of a pipeline: a job, or a condition. */
export interface FileStep {
  readonly job?: string;
  readonly next?: readonly string[];
  readonly condition?: string;
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
  readonly id?: string;
  readonly at?: readonly number[];
}

/** A pipeline: jobs in a row, or a graph of steps. */
export interface FilePipeline extends FileSchedule {
  readonly jobs?: readonly string[];
  readonly steps?: ByName<FileStep>;
  readonly alias?: string;
  readonly description?: string;
  readonly releaseNote?: string;
  readonly sourceUrl?: string;
  readonly alerts?: FileAlerts;
  readonly executionVariables?: boolean;
  readonly variables?: ByName<FileVariable>;
}

/** A port of an app: its number, or more. */
export type FilePort =
  | number
  | {
      readonly number: number;
      readonly name?: string;
      readonly rewrite?: boolean;
      readonly basePath?: string;
      readonly scope?: string;
    };

/** An app. */
export interface FileApp {
  readonly technology?: string;
  readonly catalog?: string;
  readonly runtime?: string;
  readonly image?: string;
  readonly credentials?: string;
  readonly ports?: readonly FilePort[];
  readonly storages?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly releaseNote?: string;
  readonly alerts?: FileAlerts;
  readonly resources?: FileResources;
  readonly variables?: ByName<FileVariable>;
}
