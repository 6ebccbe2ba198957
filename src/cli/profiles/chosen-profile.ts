import { CliError } from "../cli-error.ts";
import { EXIT } from "../frame/exit-codes.ts";
import type { Io } from "../io.ts";
import type { PlatformName, Profile } from "./profile.ts";
import { ProfileStore } from "./profile-store.ts";

/** A profile with its name. */
export interface NamedProfile<Kind extends PlatformName> {
  readonly name: string;
  readonly profile: Extract<Profile, { readonly platform: Kind }>;
}

/** Which profile is wanted. */
export interface ProfileChoice<Kind extends PlatformName> {
  readonly platform: Kind;
  /** The option `--profile`. */
  readonly name: string | undefined;
  /** Whether the environment names a platform: it is taken before the current profile, and after one that is named. */
  readonly isInEnvironment: boolean;
}

/**
 * Finds the profile to go by: the one that is named, by option or `FOOTBRIDGE_PROFILE`; none where the environment names the
 * platform itself; or the current one.
 *
 * @throws CliError when there is none of this name, it is for another platform, or nobody has logged in.
 */
export async function chosenProfile<Kind extends PlatformName>(
  { platform, name, isInEnvironment }: ProfileChoice<Kind>,
  io: Io,
): Promise<NamedProfile<Kind> | undefined> {
  if (name === undefined && isInEnvironment) return undefined;
  const store = new ProfileStore(io);
  const given = name ?? (io.environment["FOOTBRIDGE_PROFILE"] || undefined);
  const chosen = given ?? (await store.read()).current[platform];
  if (chosen === undefined) throw notLoggedIn(platform);
  const profile = await store.get(chosen);
  if (isFor(profile, platform)) return { name: chosen, profile };
  throw new CliError(`The profile "${chosen}" is for ${profile.platform}, not for ${platform}.`, {
    exitCode: EXIT.usage,
    code: "INVALID_INPUT",
  });
}

function isFor<Kind extends PlatformName>(
  profile: Profile,
  platform: Kind,
): profile is Extract<Profile, { readonly platform: Kind }> {
  return profile.platform === platform;
}

const INSTEAD: Readonly<Record<PlatformName, string>> = {
  saagie: "footbridge login <address>, or set SAAGIE_URL, SAAGIE_USER and SAAGIE_PASSWORD",
  descartes: "footbridge login descartes, or set DESCARTESLABS_CLIENT_ID and DESCARTESLABS_CLIENT_SECRET",
  agave: "footbridge login agave <tenant>, or set TAPIS_BASE_URL and TAPIS_TOKEN",
};

function notLoggedIn(platform: PlatformName): CliError {
  return new CliError(`You are not logged in to ${platform}. Log in with ${INSTEAD[platform]}.`, {
    exitCode: EXIT.login,
    code: "AUTHENTICATION",
  });
}
