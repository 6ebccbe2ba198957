import { defined } from "../../core/changes.ts";
import type { JsonReader } from "../../core/json-reader.ts";
import type { InstanceStatus, JobResourceInput } from "../../../generated/saagie/platform.ts";
import type { JobAlerting, JobChanges, JobVersionSettings } from "../job-definition.ts";

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
}

/** Job-level settings of an archive: `null` where it says that there is none, absent where it says nothing. */
export type ArchivedSettings = Omit<JobChanges, "name">;

/** A job, as an archive holds it. */
export interface JobRecord {
  readonly name: string;
  readonly category: string;
  /** Its name is missing when the job was exported after its technology had left the catalogue. */
  readonly technology: { readonly name: string | undefined; readonly catalog: string | undefined };
  /** The project it was exported from, where the file tells it. */
  readonly sourceProjectId: string | undefined;
  readonly settings: ArchivedSettings;
  /** Oldest first. */
  readonly versions: readonly VersionRecord[];
}

/**
 * Reads a `job.json`: ours, and those of the Python client from its first export on.
 *
 * @throws {@link InvalidInputError} naming the member that is missing or wrong.
 */
export function readJobRecord(json: JsonReader): JobRecord {
  const technology = json.object("technology");
  const versions = json
    .objects("versions")
    .map(readVersion)
    .toSorted((a, b) => a.number - b.number);
  if (versions.length === 0) throw json.invalid(`"versions" holds none`);
  const twice = versions.find(({ number }, at) => versions[at + 1]?.number === number);
  if (twice !== undefined) throw json.invalid(`"versions" holds number ${twice.number} twice`);
  const current = versions.filter(({ isCurrent }) => isCurrent).map(({ number }) => number);
  if (current.length > 1)
    throw json.invalid(`"versions" marks several as the current one: ${current.join(", ")}`);
  return {
    name: json.requiredText("name"),
    category: json.requiredText("category"),
    technology: {
      name: technology?.text("name") || undefined,
      catalog: technology?.text("technology_catalog") || undefined,
    },
    sourceProjectId: json.object("project")?.text("id"),
    settings: readSettings(json),
    versions,
  };
}

function readSettings(json: JsonReader): ArchivedSettings {
  const alerting = json.object("alerting");
  const resources = json.object("resources");
  return defined({
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

/** A schedule that is off is remembered; a time zone without one means nothing. */
function readSchedule(json: JsonReader): ArchivedSettings {
  const isScheduled = json.boolean("isScheduled");
  const cronScheduling = json.text("cronScheduling");
  const scheduleTimezone = json.text("scheduleTimezone");
  if (cronScheduling) {
    return defined({
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
function readAlerting(alerting: JsonReader): JobAlerting | null {
  const emails = alerting.texts("emails");
  const logins = alerting.objects("loginEmails").flatMap((entry) => entry.text("login") || []);
  if (emails.length === 0 && logins.length === 0) return null;
  return { emails, logins, statusList: alerting.texts("statusList") as readonly InstanceStatus[] };
}

function readResources(resources: JsonReader): JobResourceInput | null {
  const amounts = (kind: string): { request?: number; limit?: number } | undefined => {
    const given = resources.object(kind);
    return given && defined({ request: given.number("request"), limit: given.number("limit") });
  };
  const read = defined({ cpu: amounts("cpu"), memory: amounts("memory"), gpu: amounts("gpu") });
  return Object.keys(read).length === 0 ? null : read;
}

function readVersion(json: JsonReader): VersionRecord {
  const number = json.number("number");
  if (number === undefined || !Number.isSafeInteger(number) || number < 1) {
    throw json.invalid(`"number" should be a whole number from 1`);
  }
  const docker = json.object("dockerInfo");
  const extra = json.object("extraTechnology");
  return {
    number,
    isCurrent: json.boolean("isCurrent") ?? false,
    isMajor: json.boolean("isMajor") ?? false,
    packageName: readPackageName(json.object("packageInfo")),
    packageFile: readPackageFile(json),
    settings: defined({
      runtimeVersion: json.text("runtimeVersion") || undefined,
      // Not left to a default: the version that is imported has none, as the one that was exported.
      commandLine: json.text("commandLine") ?? "",
      releaseNote: json.text("releaseNote"),
      sourceUrl: json.text("sourceUrl"),
      dockerInfo: docker && {
        image: docker.requiredText("image"),
        ...defined({ dockerCredentialsId: docker.text("dockerCredentialsId") }),
      },
      // Empty texts are what an upgrade through the Python client leaves behind.
      extraTechnology: extra?.text("language")
        ? { language: extra.requiredText("language"), version: extra.requiredText("version") }
        : undefined,
    }),
  };
}

/** A name from an archive is never taken for a path. */
function readPackageName(packageInfo: JsonReader | undefined): string | undefined {
  const name = packageInfo?.requiredText("name");
  if (packageInfo === undefined || name === undefined) return undefined;
  if (!/[\\/\u0000-\u001f]/u.test(name) && name !== "." && name !== "..") return name;
  throw packageInfo.invalid(`"name" is refused: ${JSON.stringify(name)} is no file name`);
}

/** A path from an archive leads to the archive's own files alone. */
function readPackageFile(json: JsonReader): string | undefined {
  const file = json.text("packageFile") || undefined;
  if (file === undefined || !/^\/|\\|(?:^|\/)\.{1,2}(?:\/|$)/u.test(file)) return file;
  throw json.invalid(`"packageFile" is refused: ${JSON.stringify(file)} is no path below the job's folder`);
}
