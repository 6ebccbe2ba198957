import type { DockerCredentialsReference, StorageReference } from "../../../generated/saagie/methods.ts";
import type { AppResourceInput, AppStatus, ExpositionScope } from "../../../generated/saagie/platform.ts";
import type { Alerting } from "../settings/alerting.ts";
import type { StorageDefinition } from "../storages/creation.ts";

/** Who is told about changes of an app's state, and about which. */
export type AppAlerting = Alerting<AppStatus>;

/** What belongs to an app as a whole, whatever its version. */
export interface AppSettings {
  readonly description?: string;
  readonly alerting?: AppAlerting;
  /** CPU in cores, memory in the platform's unit (GB in its web pages), GPU in devices; each with `request` and `limit`. */
  readonly resources?: AppResourceInput;
}

/** A port to open. */
export interface AppPort {
  readonly number: number;
  readonly name?: string | null;
  /** Strip the base path from requests before the app sees them. @defaultValue false */
  readonly isRewriteUrl?: boolean;
  /** Name of the environment variable that tells the app its base path. */
  readonly basePathVariableName?: string | null;
  /** `PROJECT`: for people who can see the project. `PUBLIC`: for everyone. @defaultValue `"PROJECT"` */
  readonly scope?: ExpositionScope | null;
}

/** A storage to mount: one that exists, or one that is created on the way. */
export type AppMount =
  | { readonly path: string; readonly storage: StorageReference }
  | { readonly path: string; readonly create: StorageDefinition };

/** What belongs to one version of an app. */
export interface AppVersionSettings {
  /** The image to run, with its tag: for an app from a Docker image. */
  readonly image?: string;
  /** Credentials of this project to pull the image with; without them it must be public. */
  readonly dockerCredentials?: DockerCredentialsReference | null;
  /** Id or label of a context of the technology: for an app of the catalogue. */
  readonly context?: string;
  readonly ports?: readonly AppPort[];
  readonly storages?: readonly AppMount[];
  /** `createOrUpgrade` sends it with a new version only: where nothing else differs, the result's `notApplied` names it. */
  readonly releaseNote?: string;
}

/**
 * A new app with a name, ports and storages of one's own: from a Docker image, or with `technology` one of the catalogue.
 */
export interface AppDefinition extends AppSettings, AppVersionSettings {
  /** Unique in the project, ignoring case. */
  readonly name: string;
  /** Id or label (ignoring case) of an app technology. Default: the one that runs any Docker image. */
  readonly technology?: string;
  /** The repository the technology comes from. @defaultValue `"Saagie"` */
  readonly technologyCatalog?: string;
}

/** An app of the catalogue to install as the catalogue describes it: with its name, ports and storages. */
export interface AppInstallation {
  /** Id or label (ignoring case), e.g. `Jupyter Notebook`. */
  readonly technology: string;
  /** The repository the technology comes from. @defaultValue `"Saagie"` */
  readonly technologyCatalog?: string;
  /** Id or label of a context. Default: the recommended one. */
  readonly context?: string;
}

/**
 * What to change of an app: absent keeps, inside `alerting` and `resources` too; `null` clears. What an app has of GPUs
 * cannot be read: it is kept only as far as the platform keeps it.
 */
export type AppChanges = { readonly [Key in keyof AppSettings]?: AppSettings[Key] | null } & {
  readonly name?: string;
};

/** A new version of an app: what is absent is carried over from the current version, but for the release note. */
export type AppUpgrade = AppVersionSettings;
