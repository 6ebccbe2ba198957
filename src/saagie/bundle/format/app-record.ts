import type { AppResourceInput, AppStatus, PortInput } from "../../../../generated/saagie/platform.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import type { JsonReader } from "../../../core/json/reader.ts";
import { inOrder, readNumber, readResources } from "./job-record.ts";
import { readStorage, type StorageRecord } from "./storage-record.ts";

/** Where a version mounts a storage. */
export interface ArchivedMount {
  readonly path: string;
  /** The storage; `undefined` where it was gone before the export. */
  readonly storage: StorageRecord | undefined;
}

/** One version of an app, as an archive holds it. */
export interface AppVersionRecord {
  readonly number: number;
  readonly isCurrent: boolean;
  readonly isMajor: boolean;
  readonly releaseNote: string | undefined;
  readonly image: string | undefined;
  readonly dockerCredentialsId: string | undefined;
  readonly contextId: string | undefined;
  readonly contextLabel: string | undefined;
  readonly ports: readonly PortInput[];
  readonly mounts: readonly ArchivedMount[];
}

/** Who is to be told about an app. */
export interface AppAlertingRecord {
  readonly emails: readonly string[];
  readonly logins: readonly string[];
  readonly statusList: readonly AppStatus[];
}

/** App-level settings of an archive: `null` where it says that there is none, absent where it says nothing. */
export interface AppSettings {
  readonly description?: string | null;
  readonly alerting?: AppAlertingRecord | null;
  readonly resources?: AppResourceInput | null;
}

/** An app, as an archive holds it. */
export interface AppRecord {
  readonly id: string | undefined;
  readonly name: string;
  readonly technology: { readonly name: string | undefined; readonly catalog: string | undefined };
  readonly sourceProjectId: string | undefined;
  readonly settings: AppSettings;
  /** Whether it was stopped when it was exported. */
  readonly isStopped: boolean;
  /** Storages that it has, mounted or not. */
  readonly linked: readonly StorageRecord[];
  /** Oldest first; none for an app of the former model, which no platform takes any more. */
  readonly versions: readonly AppVersionRecord[];
}

/**
 * Reads an `app.json`: ours, and those of the Python client. Apps of the former model (also those of the Gradle plugin)
 * have no versions that a platform would take; they are told by having none here.
 *
 * @throws {@link InvalidInputError} naming the member that is missing or wrong.
 */
export function readAppRecord(json: JsonReader): AppRecord {
  const head = json.object("app") ?? json;
  const technology = json.object("technology");
  return {
    id: json.text("id") || undefined,
    name: head.requiredText("name"),
    technology: {
      name: technology?.text("name") || undefined,
      catalog: technology?.text("technology_catalog") || undefined,
    },
    sourceProjectId: json.object("project")?.text("id"),
    settings: readSettings(head),
    isStopped: ["STOPPED", "STOPPING"].includes(json.object("history")?.text("currentStatus") ?? ""),
    linked: json.objects("linkedVolumes").flatMap((volume) => readStorage(volume) ?? []),
    versions: readVersions(json),
  };
}

function readVersions(json: JsonReader): readonly AppVersionRecord[] {
  const current = json.object("currentVersion");
  if (current === undefined) return [];
  const number = readNumber(current, 1);
  const others = json.objects("versions").map((version) => readVersion(version, undefined));
  const isListed = others.some((version) => version.number === number);
  const all = isListed ? others : [...others, readVersion(current, 1)];
  return inOrder(
    json,
    all.map((version) => ({ ...version, isCurrent: version.number === number })),
  );
}

function readSettings(json: JsonReader): AppSettings {
  const alerting = json.object("alerting");
  const resources = json.object("resources");
  return omitUndefined({
    description: json.isNull("description") ? null : json.text("description"),
    alerting: json.isNull("alerting") ? null : alerting && readAlerting(alerting),
    resources: json.isNull("resources") ? null : resources && readResources(resources),
  });
}

function readAlerting(alerting: JsonReader): AppAlertingRecord | null {
  const emails = alerting.texts("emails");
  const logins = alerting.objects("loginEmails").flatMap((entry) => entry.text("login") || []);
  if (emails.length === 0 && logins.length === 0) return null;
  return { emails, logins, statusList: alerting.texts("statusList") as readonly AppStatus[] };
}

function readVersion(json: JsonReader, usual: number | undefined): AppVersionRecord {
  const docker = json.object("dockerInfo");
  return {
    number: readNumber(json, usual),
    isCurrent: false,
    isMajor: json.boolean("isMajor") ?? false,
    releaseNote: json.text("releaseNote"),
    image: docker?.text("image") || undefined,
    dockerCredentialsId: docker?.text("dockerCredentialsId") || undefined,
    contextId: json.text("runtimeContextId") || undefined,
    contextLabel: json.text("runtimeContextLabel") || undefined,
    ports: json.objects("ports").map(readPort),
    mounts: json.objects("volumesWithPath").map((mount) => {
      const volume = mount.object("volume");
      return { path: mount.requiredText("path"), storage: volume && readStorage(volume) };
    }),
  };
}

/** The address inside the cluster is the platform's to give. */
function readPort(json: JsonReader): PortInput {
  const number = json.number("number");
  if (number === undefined) throw json.invalid(`"number" is missing`);
  return {
    number,
    name: json.text("name") ?? null,
    isRewriteUrl: json.boolean("isRewriteUrl") ?? false,
    basePathVariableName: json.text("basePathVariableName") ?? null,
    scope: (json.text("scope") ?? null) as PortInput["scope"],
  };
}
