import type { ClockMode } from "../clock.ts";
import type { StorageSizes } from "./services.ts";
import type { SeededRuntimes } from "./technologies/runtime-seeds.ts";
import { versions } from "../../../generated/emulator/saagie/index.ts";
import { bytesOf, parseDataSize, type DataSize } from "./storages/data-size.ts";

/** How an emulated Saagie is set up. */
export interface EmulatedSaagieOptions {
  /** The base URL of which the emulator is the in-process answer. @defaultValue "http://127.0.0.1:4010" */
  readonly url?: string;
  /** The realm that the token call has to name. @defaultValue "demo" */
  readonly realm?: string;
  /** The platform's number. @defaultValue 1 */
  readonly platform?: number;
  /** Numbers of all platforms of the realm, for moves between them. @defaultValue `platform` alone */
  readonly platforms?: readonly number[];
  /** The login of the first user, who may do everything. @defaultValue "demo" */
  readonly user?: string;
  /**
   * That user's password. @defaultValue "demo"; with the executor "process" a random one, since whoever logs in runs commands on
   * this machine
   */
  readonly password?: string;
  /** The Saagie version whose schema is served. @defaultValue the newest that is known */
  readonly platformVersion?: string;
  /**
   * Whether runs only pretend, or really run their command line on this machine.
   *
   * @remarks A job that really runs in a pipeline finds the variables handed on to it in its environment. It
   * hands on those that it writes, as lines `NAME=value`, to the file that `SAAGIE_OUTPUT_VARIABLES` names.
   * @defaultValue "scripted"
   */
  readonly executor?: "scripted" | "process";
  /** How long a scripted run takes, in seconds of the emulator's clock. @defaultValue 3 */
  readonly runSeconds?: number;
  /** How long a new project takes to be ready, in seconds of the emulator's clock. @defaultValue 2 */
  readonly projectSeconds?: number;
  /**
   * How long a run that is over cannot be deleted yet, nor the version that it ran, in seconds of the emulator's clock. A job or a
   * pipeline can, at once.
   * @defaultValue 5
   */
  readonly cleanSeconds?: number;
  /** How long an app takes to start, to stop or to change, in seconds of the emulator's clock. @defaultValue 2 */
  readonly appSeconds?: number;
  /** How long a storage takes to be copied, moved or made larger, in seconds of the emulator's clock. @defaultValue 3 */
  readonly storageSeconds?: number;
  /** The least size of a storage, with its unit; before 2024.01 no other is possible. @defaultValue "64 MB" */
  readonly storageStep?: string;
  /** The greatest size of a storage, with its unit. @defaultValue "1 TB" */
  readonly storageMaximum?: string;
  /** How long a token is good, in seconds of the emulator's clock. @defaultValue 3600 */
  readonly tokenLifetimeSeconds?: number;
  /** How time passes. @defaultValue "real" */
  readonly clock?: ClockMode;
  /** The time at which the clock starts. @defaultValue the present for "real", else 2024-06-03T08:00:00Z */
  readonly start?: Date;
  /** From which identifiers are made: the same seed, the same identifiers. @defaultValue 1 */
  readonly seed?: number;
  /**
   * Runtimes that the catalogue has besides, or again, by the label of their technology: ids of jobs' runtimes, labels of apps',
   * as clients name them. So programs of the time of an older platform version find theirs.
   *
   * @defaultValue those of the newest version, whichever is emulated
   * @example `{ Python: ["2.7", "3.7"], "Jupyter Notebook": ["JupyterLab Python 3.11"] }`
   */
  readonly runtimes?: Readonly<Record<string, readonly string[]>>;
  /**
   * Reads what lies at the URL of a repository of the catalogue: a zip archive, or a metadata file. What it throws
   * becomes the failure of a synchronization. @defaultValue no network: only the first repositories can be read
   */
  readonly fetchRepository?: (url: string) => Promise<Blob>;
}

/** Options with every default filled in. */
export interface SettledOptions {
  readonly url: string;
  readonly realm: string;
  readonly platform: number;
  readonly platforms: readonly number[];
  readonly user: string;
  readonly password: string;
  /** Whether nobody but this emulator knows the password. */
  readonly isPasswordMadeUp: boolean;
  readonly platformVersion: string;
  readonly executor: "scripted" | "process";
  readonly runMs: number;
  readonly projectMs: number;
  readonly cleanMs: number;
  readonly appMs: number;
  readonly storageMs: number;
  readonly storageSizes: StorageSizes;
  readonly tokenLifetimeMs: number;
  readonly clock: ClockMode;
  readonly startMs: number;
  readonly seed: number;
  readonly runtimes: SeededRuntimes;
  readonly fetchRepository?: (url: string) => Promise<Blob>;
}

const DEFAULTS = {
  url: "http://127.0.0.1:4010",
  realm: "demo",
  platform: 1,
  user: "demo",
  executor: "scripted",
  runSeconds: 3,
  projectSeconds: 2,
  cleanSeconds: 5,
  appSeconds: 2,
  storageSeconds: 3,
  storageStep: "64 MB",
  storageMaximum: "1 TB",
  tokenLifetimeSeconds: 3600,
  seed: 1,
  runtimes: {},
} as const;

const START = Date.UTC(2024, 5, 3, 8);

/**
 * Fills in the defaults, and turns seconds into milliseconds.
 *
 * @throws RangeError when the version or a size is none, or the platform version does not let the administrator choose it.
 */
export function settle(options: EmulatedSaagieOptions): SettledOptions {
  const { platforms = [], clock, start, platformVersion, ...given } = options;
  const { runSeconds, projectSeconds, cleanSeconds, tokenLifetimeSeconds, ...rest } = {
    ...DEFAULTS,
    ...given,
  };
  const { appSeconds, storageSeconds, storageStep, storageMaximum, ...settled } = rest;
  const mode = clock ?? "real";
  const isPasswordMadeUp = given.password === undefined && settled.executor === "process";
  const version = knownVersion(platformVersion);
  return {
    ...settled,
    password: given.password ?? (isPasswordMadeUp ? crypto.randomUUID() : "demo"),
    isPasswordMadeUp,
    platformVersion: version,
    url: settled.url.replace(/\/+$/, ""),
    platforms: [...new Set([settled.platform, ...platforms])],
    runMs: runSeconds * 1000,
    projectMs: projectSeconds * 1000,
    cleanMs: cleanSeconds * 1000,
    appMs: appSeconds * 1000,
    storageMs: storageSeconds * 1000,
    storageSizes: { step: leastSize(storageStep, version), maximum: dataSize(storageMaximum) },
    tokenLifetimeMs: tokenLifetimeSeconds * 1000,
    clock: mode,
    startMs: start?.getTime() ?? (mode === "real" ? Date.now() : START),
  };
}

function knownVersion(version = versions.at(-1) ?? ""): string {
  if (versions.includes(version)) return version;
  throw new RangeError(
    `platformVersion: ${JSON.stringify(version)} is not among the versions that are emulated: ${versions.join(", ")}`,
  );
}

/** The first platform version whose administrators choose the least size of storages. */
const STEP_SINCE = "2024.01";

function leastSize(text: string, platformVersion: string): DataSize {
  const size = dataSize(text);
  if (platformVersion < STEP_SINCE && bytesOf(size) !== bytesOf(dataSize(DEFAULTS.storageStep)))
    throw new RangeError(
      `The least size of a storage is ${DEFAULTS.storageStep} before Saagie ${STEP_SINCE}: leave storageStep out, or emulate a newer version`,
    );
  return size;
}

function dataSize(text: string): DataSize {
  const size = parseDataSize(text);
  if (size === undefined) throw new RangeError(`${text} is not the size of a storage`);
  return size;
}
