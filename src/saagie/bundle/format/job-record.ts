import type { InstanceStatus, JobResourceInput } from "../../../../generated/saagie/platform.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import type { JsonReader } from "../../../core/json/reader.ts";
import type { JobAlerting, JobChanges, JobVersionSettings } from "../../jobs/definition.ts";

/** One version of a job, as an archive holds it. */
export interface VersionRecord {
  readonly number: number;
  readonly isCurrent: boolean;
  readonly isMajor: boolean;
  readonly settings: Omit<JobVersionSettings, "file">;
  /** The name of the package at the platform it was exported from. */
  readonly packageName: string | undefined;
  /** Where the package lies, below the folder of `job.json`, where the file says so. */
  readonly packageFile: string | undefined;
  /** Where else packages lie, below the folder of `job.json`: in the layout of another client. */
  readonly packageFolders?: readonly string[];
}

/** Job-level settings of an archive: `null` where it says that there is none, absent where it says nothing. */
export type ArchivedSettings = Omit<JobChanges, "name">;

/** A job, as an archive holds it. */
export interface JobRecord {
  /** Its id where it was exported from, where the file tells it. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly category: string;
  /** Its name is missing when the job was exported after its technology had left the catalogue. */
  readonly technology: {
    readonly name: string | undefined;
    readonly catalog: string | undefined;
    /** Tried where its name is missing. */
    readonly id?: string | undefined;
  };
  /** The project it was exported from, where the file tells it. */
  readonly sourceProjectId: string | undefined;
  readonly settings: ArchivedSettings;
  /** Oldest first. */
  readonly versions: readonly VersionRecord[];
}

/**
 * Reads a `job.json`: ours, those of the Python client from its first export on, and those of the Gradle plugin.
 *
 * @throws {@link InvalidInputError} naming the member that is missing or wrong.
 */
export function readJobRecord(json: JsonReader): JobRecord {
  const gradle = json.object("job");
  const current = json.object("jobVersion");
  if (gradle !== undefined && current !== undefined) return readGradleJob(json, gradle, current);
  const technology = json.object("technology");
  const versions = inOrder(
    json,
    json.objects("versions").map((version) => readVersion(version)),
  );
  return {
    id: json.text("id") || undefined,
    name: json.requiredText("name"),
    category: json.requiredText("category"),
    technology: {
      id: technology?.text("id") || undefined,
      name: technology?.text("name") || undefined,
      catalog: technology?.text("technology_catalog") || undefined,
    },
    sourceProjectId: json.object("project")?.text("id"),
    settings: readSettings(json),
    versions,
  };
}

/** The plugin tells one version, the current one, or all of them beside it; and numbers as text, or not at all. */
function readGradleJob(json: JsonReader, job: JsonReader, current: JsonReader): JobRecord {
  const all = json.objects("versions");
  const newest = current.number("number");
  const versions = (all.length === 0 ? [current] : all).map((version, at) => {
    const number = version.number("number") ?? at + 1;
    const isCurrent = all.length === 0 || number === (newest ?? all.length);
    return {
      ...readVersion(version, number),
      isCurrent,
      // The newest package lies one folder higher where no others were exported.
      packageFolders: [`package/${number}/`, ...(isCurrent ? ["package/"] : [])],
    };
  });
  return {
    name: job.requiredText("name"),
    category: job.requiredText("category"),
    technology: {
      id: job.text("technology") || undefined,
      name: job.text("technologyName") || undefined,
      catalog: undefined,
    },
    sourceProjectId: undefined,
    settings: readSettings(job),
    versions: inOrder(json, versions),
  };
}

/**
 * Versions, oldest first.
 *
 * @throws {@link InvalidInputError} when there are none, two have one number, or several are the current one.
 */
export function inOrder<V extends { readonly number: number; readonly isCurrent: boolean }>(
  json: JsonReader,
  given: readonly V[],
): readonly V[] {
  const versions = given.toSorted((a, b) => a.number - b.number);
  if (versions.length === 0) throw json.invalid(`"versions" holds none`);
  const twice = versions.find(({ number }, at) => versions[at + 1]?.number === number);
  if (twice !== undefined) throw json.invalid(`"versions" holds number ${twice.number} twice`);
  const current = versions.filter(({ isCurrent }) => isCurrent).map(({ number }) => number);
  if (current.length > 1)
    throw json.invalid(`"versions" marks several as the current one: ${current.join(", ")}`);
  return versions;
}

function readSettings(json: JsonReader): ArchivedSettings {
  const alerting = json.object("alerting");
  const resources = json.object("resources");
  return omitUndefined({
    // A job always has an alias, or gets one: null asks for nothing.
    alias: json.text("alias") || undefined,
    description: json.isNull("description") ? null : json.text("description"),
    ...readSchedule(json),
    isStreaming: json.boolean("isStreaming"),
    doesUseGPU: json.boolean("doesUseGPU"),
    alerting: json.isNull("alerting") ? null : alerting && readAlerting(alerting),
    resources: json.isNull("resources") ? null : resources && readResources(resources),
  });
}

/** What an archive says of a schedule. */
export type ArchivedSchedule = Pick<ArchivedSettings, "isScheduled" | "cronScheduling" | "scheduleTimezone">;

/** A schedule that is off is remembered; a time zone without one means nothing. */
export function readSchedule(json: JsonReader): ArchivedSchedule {
  const isScheduled = json.boolean("isScheduled");
  const cronScheduling = json.text("cronScheduling");
  const scheduleTimezone = json.text("scheduleTimezone");
  if (cronScheduling) {
    return omitUndefined({
      isScheduled: isScheduled ?? true,
      cronScheduling,
      scheduleTimezone: scheduleTimezone || undefined,
    });
  }
  if (json.isNull("cronScheduling") || cronScheduling === "")
    return { isScheduled: false, cronScheduling: null };
  return isScheduled === false ? { isScheduled } : {};
}

/** Login-based receivers are named by their logins; the addresses behind them are the platform's business. */
export function readAlerting(alerting: JsonReader): JobAlerting | null {
  const emails = alerting.texts("emails");
  const told = alerting.objects("loginEmails").flatMap((entry) => entry.text("login") || []);
  const logins = told.length === 0 ? alerting.texts("logins") : told;
  if (emails.length === 0 && logins.length === 0) return null;
  return { emails, logins, statusList: alerting.texts("statusList") as readonly InstanceStatus[] };
}

/** What a run may take; `null` where nothing is said of anything. */
export function readResources(resources: JsonReader): JobResourceInput | null {
  const amounts = (kind: string): { request?: number; limit?: number } | undefined => {
    const given = resources.object(kind);
    return given && omitUndefined({ request: given.number("request"), limit: given.number("limit") });
  };
  const read = omitUndefined({ cpu: amounts("cpu"), memory: amounts("memory"), gpu: amounts("gpu") });
  return Object.keys(read).length === 0 ? null : read;
}

/**
 * The number of a version.
 *
 * @throws {@link InvalidInputError} when it is none.
 */
export function readNumber(json: JsonReader, usual?: number): number {
  const number = json.number("number") ?? usual;
  if (number !== undefined && Number.isSafeInteger(number) && number >= 1) return number;
  throw json.invalid(`"number" should be a whole number from 1`);
}

function readVersion(json: JsonReader, usual?: number): VersionRecord {
  const number = readNumber(json, usual);
  const docker = json.object("dockerInfo");
  const image = docker?.text("image");
  const extra = json.object("extraTechnology");
  return {
    number,
    isCurrent: json.boolean("isCurrent") ?? false,
    isMajor: json.boolean("isMajor") ?? false,
    packageName: readPackageName(json.object("packageInfo")),
    packageFile: readPackageFile(json),
    settings: omitUndefined({
      runtimeVersion: json.text("runtimeVersion") || undefined,
      // Not left to a default: the version that is imported has none, as the one that was exported.
      commandLine: json.text("commandLine") ?? "",
      releaseNote: json.text("releaseNote"),
      sourceUrl: json.text("sourceUrl"),
      // The Gradle plugin writes members of null where there is no image.
      dockerInfo: image
        ? { image, ...omitUndefined({ dockerCredentialsId: docker?.text("dockerCredentialsId") }) }
        : undefined,
      // Empty texts are what an upgrade through the Python client leaves behind.
      extraTechnology: extra?.text("language")
        ? { language: extra.requiredText("language"), version: extra.requiredText("version") }
        : undefined,
    }),
  };
}

/** A name from an archive is never taken for a path; a URL in its place, as the Gradle plugin writes it, is no name. */
function readPackageName(packageInfo: JsonReader | undefined): string | undefined {
  const name = packageInfo?.text("name");
  if (packageInfo === undefined || !name || /^https?:\/\/|^\/projects\/api\//iu.test(name)) return undefined;
  if (!/[\\/\u0000-\u001f]/u.test(name) && name !== "." && name !== "..") return name;
  throw packageInfo.invalid(`"name" is refused: ${JSON.stringify(name)} is not a file name`);
}

/** A path from an archive leads to the archive's own files alone. */
function readPackageFile(json: JsonReader): string | undefined {
  const file = json.text("packageFile") || undefined;
  if (file === undefined || !/^\/|\\|(?:^|\/)\.{1,2}(?:\/|$)/u.test(file)) return file;
  throw json.invalid(
    `"packageFile" is refused: ${JSON.stringify(file)} is not a path below the job's folder`,
  );
}
