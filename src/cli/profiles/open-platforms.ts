import type { Agave } from "../../agave/index.ts";
import type { DescartesStorage } from "../../descartes/index.ts";
import type { ClientOptions, Warning } from "../../index.ts";
import type { appStatusOf, isFinalStatus, Saagie, statusOf } from "../../saagie/index.ts";
import type { CommonOptions } from "../frame/command.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { chosenProfile } from "./chosen-profile.ts";

/** What opening a platform needs of a task. */
export interface Opening {
  readonly options: Pick<CommonOptions, "profile" | "project" | "quiet">;
  readonly io: Io;
  /** Told what comes along with useful answers. Default: it goes to standard error. */
  readonly onWarning?: (warning: Warning) => void;
}

/** What commands need of the door of Saagie besides the client: help does not wait for it to be loaded. */
export interface SaagieDoor {
  readonly statusOf: typeof statusOf;
  readonly isFinalStatus: typeof isFinalStatus;
  readonly appStatusOf: typeof appStatusOf;
}

/** A client of Saagie, with the project that names are looked for in. */
export interface OpenSaagie {
  readonly saagie: Saagie;
  readonly door: SaagieDoor;
  /** Which platform it is, for people. */
  readonly about: string;
  /** Absent where none is named. */
  readonly project: string | undefined;
  /** Absent where the environment names the platform. */
  readonly profile: string | undefined;
}

/**
 * Opens the Saagie platform that is meant; nothing is sent yet.
 *
 * @throws CliError when nobody has logged in; any error of the library's door.
 */
export async function openSaagie(task: Opening): Promise<OpenSaagie> {
  const { options, io } = task;
  const { environment } = io;
  const isInEnvironment = Boolean(environment["SAAGIE_URL"]);
  const chosen = await chosenProfile({ platform: "saagie", name: options.profile, isInEnvironment }, io);
  const door = await import("../../saagie/index.ts");
  const { Saagie } = door;
  const own = options.project ?? (environment["FOOTBRIDGE_PROJECT"] || undefined);
  if (chosen === undefined) {
    const saagie = Saagie.fromEnvironment(clientOptions(task), environment);
    const { platform, realm, url } = saagie;
    const about = `Platform ${platform} of realm ${realm}, ${url}: as SAAGIE_URL says.`;
    return { saagie, door, about, project: own, profile: undefined };
  }
  const { url, realm, number, token, insecure, project } = chosen.profile;
  const saagie = Saagie.fromEnvironment(
    { ...clientOptions(task, insecure), realm, token },
    { ...connectionVariables(environment), SAAGIE_URL: url, SAAGIE_PLATFORM: String(number) },
  );
  const about = `Platform ${number} of realm ${realm}, ${url}: profile ${chosen.name}.`;
  return { saagie, door, about, project: own ?? project, profile: chosen.name };
}

/**
 * Opens the storage of Descartes Labs that is meant; nothing is sent yet.
 *
 * @throws CliError when nobody has logged in; any error of the library's door.
 */
export async function openDescartes(task: Opening): Promise<DescartesStorage> {
  const { options, io } = task;
  const { environment } = io;
  const isInEnvironment = ["CLIENT_ID", "TOKEN", "TOKEN_INFO_PATH"].some((name) =>
    Boolean(environment[`DESCARTESLABS_${name}`]),
  );
  const chosen = await chosenProfile({ platform: "descartes", name: options.profile, isInEnvironment }, io);
  const { DescartesStorage } = await import("../../descartes/index.ts");
  if (chosen === undefined) return DescartesStorage.fromEnvironment(clientOptions(task), environment);
  const { tokenFile, url, iamUrl, insecure } = chosen.profile;
  return DescartesStorage.fromEnvironment(
    { ...clientOptions(task, insecure), tokenFile },
    {
      ...connectionVariables(environment),
      DESCARTESLABS_STORAGE_URL: url,
      DESCARTESLABS_IAM_URL: iamUrl,
    },
  );
}

/**
 * Opens the tenant of Agave that is meant; nothing is sent yet.
 *
 * @throws CliError when nobody has logged in; any error of the library's door.
 */
export async function openAgave(task: Opening): Promise<Agave> {
  const { options, io } = task;
  const { environment } = io;
  const isInEnvironment = Boolean(environment["TAPIS_BASE_URL"]);
  const chosen = await chosenProfile({ platform: "agave", name: options.profile, isInEnvironment }, io);
  const { Agave } = await import("../../agave/index.ts");
  if (chosen === undefined) return Agave.restore(clientOptions(task), environment);
  const { baseUrl, cacheDir, clientName, insecure } = chosen.profile;
  const restored = { ...clientOptions(task, insecure), baseUrl, cacheDir, clientName };
  return Agave.restore(restored, connectionVariables(environment));
}

/** What the environment tells of certificates and connections; what it tells of another platform does not count. */
export function connectionVariables(environment: Io["environment"]): Io["environment"] {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith("FOOTBRIDGE_")));
}

function clientOptions({ io, options, onWarning }: Opening, isInsecure = false): ClientOptions {
  const tell = ({ operation, message }: Warning): void => {
    if (!options.quiet) io.stderr.write(`Warning: ${printable(`${operation}: ${message}`)}\n`);
  };
  return { onWarning: onWarning ?? tell, ...(isInsecure ? { allowInsecureHttp: true } : {}) };
}
