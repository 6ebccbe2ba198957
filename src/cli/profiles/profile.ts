/** What the command line knows about a log-in. */
export type Profile = SaagieProfile | DescartesProfile | AgaveProfile;

/** The platforms that there are profiles for. */
export type PlatformName = Profile["platform"];

/** A log-in to a Saagie platform. The password is not kept. */
export interface SaagieProfile {
  readonly platform: "saagie";
  readonly url: string;
  readonly realm: string;
  readonly number: number;
  /** Absent where a token was given. */
  readonly user?: string;
  readonly token: string;
  /** The project that names are looked for in, unless another is named. */
  readonly project?: string;
  /** Whether plain http was allowed. */
  readonly insecure?: boolean;
}

/** A log-in to Descartes Labs Storage. What it logs in with lies in a file of its own, which the client keeps up to date. */
export interface DescartesProfile {
  readonly platform: "descartes";
  readonly tokenFile: string;
  /** Absent: the public service. */
  readonly url?: string;
  readonly iamUrl?: string;
  readonly insecure?: boolean;
}

/** A log-in to a tenant of Agave. Its tokens lie in a folder of its own, which the client keeps up to date. */
export interface AgaveProfile {
  readonly platform: "agave";
  readonly baseUrl: string;
  readonly user: string;
  readonly cacheDir: string;
  readonly clientName: string;
  readonly insecure?: boolean;
}

/** All profiles, and which of them is current for each platform. */
export interface Profiles {
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly current: Readonly<Partial<Record<PlatformName, string>>>;
}

/** Where a profile leads, for people. */
export function addressOf(profile: Profile): string {
  switch (profile.platform) {
    case "saagie":
      return `${profile.url}/projects/platform/${profile.number}`;
    case "descartes":
      return profile.url ?? "the public service";
    default:
      return profile.baseUrl;
  }
}

/** Who logs in by a profile, where it says so. */
export function userOf(profile: Profile): string {
  return profile.platform === "descartes" ? "" : (profile.user ?? "");
}
