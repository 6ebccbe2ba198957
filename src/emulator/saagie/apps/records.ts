import type { AlertingRecord, Moment, ResourcesRecord } from "../shared/records.ts";
import type { RecordedLine } from "../runs/records.ts";

/** States of an app. `STARTED`, `STOPPED` and `FAILED` last; the others are on the way to one of them. */
export type AppStatus =
  | "STARTING"
  | "STARTED"
  | "RECOVERING"
  | "RESTARTING"
  | "UPGRADING"
  | "ROLLING_BACK"
  | "STOPPING"
  | "STOPPED"
  | "FAILED"
  | "UNKNOWN";

/** A port that an app listens on. */
interface AppPortRecord {
  readonly number: number;
  readonly name: string | null;
  readonly basePathVariableName: string | null;
  readonly isRewriteUrl: boolean;
  readonly scope: "PROJECT" | "PUBLIC" | null;
}

/** A storage in the file system of an app. */
export interface MountRecord {
  readonly path: string;
  readonly volumeId: string;
}

/** One version of an app: with an image of its own, or with a runtime of the catalogue. */
export interface AppVersionRecord {
  readonly appId: string;
  readonly number: number;
  readonly creationDate: Moment;
  readonly creator: string;
  readonly releaseNote: string | null;
  readonly dockerInfo: { readonly image: string; readonly dockerCredentialsId: string | null } | null;
  readonly runtimeContextId: string | null;
  readonly ports: readonly AppPortRecord[];
  /** Replaced when a rollback to this version names others. */
  mounts: readonly MountRecord[];
  isMajor: boolean;
}

/** What somebody, or the platform itself, does with an app; named as the schema names the event. */
export type AppActionKind = "RunAction" | "StopAction" | "RestartAction" | "UpgradeAction" | "RollbackAction";

/** A state into which an app came. */
export interface AppStatusRecord {
  readonly status: AppStatus;
  readonly reason: string | null;
  readonly recordAt: Moment;
}

/** An action, the states that followed it, and what the app printed meanwhile: one execution. */
export interface AppActionRecord {
  readonly id: string;
  readonly executionId: string;
  readonly kind: AppActionKind;
  readonly versionNumber: number;
  readonly recordAt: Moment;
  readonly author: string | null;
  readonly triggerType: "MANUAL_APP" | "EXPAND_VOLUME";
  readonly statuses: AppStatusRecord[];
  readonly logs: RecordedLine[];
}

/** An app: a service that runs until it is stopped. */
export interface AppRecord {
  readonly id: string;
  readonly projectId: string;
  readonly technologyId: string;
  /** Whether it runs any Docker image, and nothing of the catalogue. */
  readonly isGenericApp: boolean;
  readonly creator: string;
  readonly creationDate: Moment;
  readonly historyId: string;
  name: string;
  description: string | null;
  alerting: AlertingRecord | null;
  resources: ResourcesRecord | null;
  /** In the order in which they were made. */
  versions: AppVersionRecord[];
  currentVersion: number;
  /** In the order in which they happened; there is always the first start. */
  actions: readonly AppActionRecord[];
}

/** The version of an app with a number. */
export function appVersionOf(app: AppRecord, number: number): AppVersionRecord | undefined {
  return app.versions.find((version) => version.number === number);
}

/** The version that an app runs, or would run. */
export function currentAppVersion(app: AppRecord): AppVersionRecord {
  const version = appVersionOf(app, app.currentVersion);
  if (version === undefined) throw new RangeError("an app always has its current version");
  return version;
}

/** What was done last with an app. */
export function lastAction({ actions }: AppRecord): AppActionRecord {
  const action = actions.at(-1);
  if (action === undefined) throw new RangeError("an app always has its first start");
  return action;
}

/** The state that an app is in. */
export function lastStatus(app: AppRecord): AppStatusRecord {
  const status = lastAction(app).statuses.at(-1);
  if (status === undefined) throw new RangeError("an action always has its first state");
  return status;
}
