import { stat } from "node:fs/promises";
import { readSecretFile, withFileLock, writeSecretFile, homePath, pathIn } from "../../node/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../frame/exit-codes.ts";
import type { Io } from "../io.ts";
import type { PlatformName, Profile, Profiles } from "./profile.ts";

const NONE: Profiles = { profiles: {}, current: {} };
const NAME = /^[\w][\w.-]{0,63}$/u;
/** What a profile needs to be one, by its platform. */
const NEEDED: Readonly<Record<PlatformName, readonly string[]>> = {
  saagie: ["url", "realm", "number", "token"],
  descartes: ["tokenFile"],
  agave: ["baseUrl", "user", "cacheDir", "clientName"],
};

/**
 * The folder of the configuration: `FOOTBRIDGE_CONFIG_DIR`, or `footbridge` in the one that the system names
 * (`XDG_CONFIG_HOME`, `APPDATA` on Windows), or `.config/footbridge` in the home folder.
 */
function configFolder({ environment }: Pick<Io, "environment">): string {
  const own = environment["FOOTBRIDGE_CONFIG_DIR"];
  if (own) return own;
  const system = environment["XDG_CONFIG_HOME"] || (process.platform === "win32" && environment["APPDATA"]);
  return system ? pathIn(system, "footbridge") : homePath(".config", "footbridge");
}

/** Keeps profiles in one file for this user's eyes only. */
export class ProfileStore {
  readonly folder: string;
  readonly #path: string;
  readonly #stop: AbortSignal;

  constructor(io: Pick<Io, "environment" | "stop">) {
    this.#stop = io.stop;
    this.folder = configFolder(io);
    this.#path = pathIn(this.folder, "profiles.json");
  }

  /**
   * Reads all profiles.
   *
   * @throws CliError when the file holds something else, without anything of what it holds.
   */
  async read(): Promise<Profiles> {
    await this.#checkFolder();
    const text = await readSecretFile(this.#path);
    if (text === undefined) return NONE;
    const profiles = parsed(text);
    if (profiles !== undefined) return profiles;
    throw new CliError(
      `The file ${this.#path} does not hold profiles of Footbridge. Move it away, and log in again.`,
    );
  }

  /** Finds a profile by its name. */
  async get(name: string): Promise<Profile> {
    const { profiles } = await this.read();
    const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    if (profile !== undefined) return profile;
    const names = Object.keys(profiles);
    const known = names.length === 0 ? "There is none yet." : `There are ${names.join(", ")}.`;
    throw new CliError(`There is no profile "${name}". ${known} One is made with: footbridge login`, {
      exitCode: EXIT.notFound,
      code: "NOT_FOUND",
    });
  }

  /** A file where the folder should be looks like no profiles to a reader, and like a lock that is held to a writer. */
  async #checkFolder(): Promise<void> {
    const found = await stat(this.folder).catch(() => undefined);
    if (found === undefined || found.isDirectory()) return;
    throw new CliError(
      `The configuration folder ${this.folder} is not a folder. Move it away, or set FOOTBRIDGE_CONFIG_DIR.`,
    );
  }

  /** Changes the profiles: whole or not at all, one process at a time. */
  async change(edit: (profiles: Profiles) => Profiles): Promise<void> {
    await this.#checkFolder();
    const work = async (): Promise<void> => {
      const { profiles, current } = edit(await this.read());
      await writeSecretFile(this.#path, `${JSON.stringify({ version: 1, current, profiles }, null, 2)}\n`);
    };
    await withFileLock(pathIn(this.folder, ".lock"), work, { signal: this.#stop });
  }

  /** Adds a profile, or replaces the one of that name, and makes it the current one of its platform. */
  async save(name: string, profile: Profile): Promise<void> {
    await this.change(({ profiles, current }) => ({
      profiles: { ...profiles, [name]: profile },
      current: { ...current, [profile.platform]: name },
    }));
  }

  /** Removes a profile. Was it the current one, the only other one of its platform takes its place. */
  async remove(name: string): Promise<void> {
    await this.change(({ profiles, current }) => {
      const { [name]: removed, ...rest } = profiles;
      if (removed === undefined || current[removed.platform] !== name) return { profiles: rest, current };
      const others = Object.entries(rest).filter(([, { platform }]) => platform === removed.platform);
      const { [removed.platform]: _, ...kept } = current;
      const [only, another] = others;
      return {
        profiles: rest,
        current:
          only === undefined || another !== undefined ? kept : { ...current, [removed.platform]: only[0] },
      };
    });
  }
}

/**
 * Checks what is to be the name of a profile: it becomes part of the names of files.
 *
 * @throws CliError for any other text.
 */
export function checkProfileName(name: string): string {
  if (NAME.test(name)) return name;
  throw new CliError(
    `"${name}" cannot be the name of a profile: letters, digits, ".", "-" and "_", at most 64.`,
    { exitCode: EXIT.usage, code: "INVALID_INPUT" },
  );
}

function parsed(text: string): Profiles | undefined {
  try {
    const { profiles, current } = JSON.parse(text) as Profiles;
    const isWhole =
      isObject(profiles) &&
      isObject(current) &&
      Object.values(profiles).every((profile) => isProfile(profile));
    return isWhole ? { profiles, current } : undefined;
  } catch {
    return undefined;
  }
}

function isProfile(value: unknown): value is Profile {
  if (!isObject(value)) return false;
  const platform = value["platform"];
  if (typeof platform !== "string" || !Object.hasOwn(NEEDED, platform)) return false;
  return NEEDED[platform as PlatformName].every((name) => ["string", "number"].includes(typeof value[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
