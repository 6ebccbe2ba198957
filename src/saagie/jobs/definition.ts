import type { UploadSource } from "../../core/content/upload.ts";
import type { InstanceStatus, JobResourceInput } from "../../../generated/saagie/platform.ts";
import type { Alerting } from "../settings/alerting.ts";

/** Who is told about runs, and about which. */
export type JobAlerting = Alerting<InstanceStatus>;

/** What belongs to a job as a whole, whatever its version. */
export interface JobSettings {
  readonly description?: string;
  /** Letters, digits and underscores, unique in the project. Default: derived from the name by the platform. */
  readonly alias?: string;
  /** Whether the schedule is in force. Default: true when `cronScheduling` is given. */
  readonly isScheduled?: boolean;
  /** Five fields: minute, hour, day of month, month, day of week. Kept, but not in force, with `isScheduled: false`. */
  readonly cronScheduling?: string;
  /** IANA name. @defaultValue `"UTC"` */
  readonly scheduleTimezone?: string;
  readonly alerting?: JobAlerting;
  /** CPU in cores, memory in the platform's unit (GB in its web pages), GPU in devices; each with `request` and `limit`. */
  readonly resources?: JobResourceInput;
  readonly isStreaming?: boolean;
  readonly doesUseGPU?: boolean;
}

/** What belongs to one version of a job. */
export interface JobVersionSettings {
  /** Id or label of a context of the technology. Default: the recommended one. */
  readonly runtimeVersion?: string;
  /** `{file}` stands for the package. Default: what the catalogue suggests for the context. */
  readonly commandLine?: string;
  /** `createOrUpgrade` sends it with a new version only: where nothing else differs, the result's `notApplied` names it. */
  readonly releaseNote?: string;
  /** Language and version inside a Spark context, e.g. `{ language: "Python", version: "3.9" }`. */
  readonly extraTechnology?: { readonly language: string; readonly version: string };
  /**
   * The image to run, and the credentials of this project to pull it with. Given for a job that exists, it stands for the
   * whole: without `dockerCredentialsId` the new version pulls without credentials, whatever the version before had.
   */
  readonly dockerInfo?: { readonly image: string; readonly dockerCredentialsId?: string | null };
  /** An http(s) URL where this version's source can be seen; for `createOrUpgrade` see `releaseNote`. */
  readonly sourceUrl?: string;
  /** The package to upload. */
  readonly file?: UploadSource;
}

/** A new job. */
export interface JobDefinition extends JobSettings, JobVersionSettings {
  /** Unique in the project, ignoring case. */
  readonly name: string;
  /** Id or label (ignoring case), e.g. `Python`. */
  readonly technology: string;
  /** The repository the technology comes from. @defaultValue `"Saagie"` */
  readonly technologyCatalog?: string;
  /** A job category of the project. @defaultValue `"Processing"` */
  readonly category?: string;
}

/**
 * A job as it is to be, whether it exists or not; what is absent of one that exists is kept, inside `alerting` and
 * `resources` too.
 */
export interface JobUpsertDefinition extends Omit<JobDefinition, "technology"> {
  /** Id or label (ignoring case), e.g. `Python`. Needed for a job that does not exist yet. */
  readonly technology?: string;
  /**
   * With `false` and no `file`, a job that exists gets a version without a package.
   * @defaultValue true
   */
  readonly usePreviousArtifact?: boolean;
}

/** What to change of a job: absent keeps, inside `alerting` and `resources` too; `null` clears. */
export type JobChanges = { readonly [Key in keyof JobSettings]?: JobSettings[Key] | null } & {
  readonly name?: string;
};

/** A new version of a job: what is absent is carried over from the current version, but for note and source URL. */
export interface JobUpgrade extends JobVersionSettings {
  /** Keep the current package when no `file` is given. @defaultValue true */
  readonly usePreviousArtifact?: boolean;
}
