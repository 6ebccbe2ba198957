/** Variables and what they say. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the account has to be allowed, and how long a run takes on a platform whose projects are ready in a minute. */
const NEEDS =
  "The contract needs an account that may make and delete projects, users, groups, repositories of the catalogue and variables of " +
  "the platform (ROLE_ADMIN), and about three hours.";

/** The environment names a platform, and lacks what it takes to run there. */
export class PartlyNamedError extends Error {
  override readonly name = "PartlyNamedError";
}

/**
 * The environment that names the platform on which the contract runs; undefined where it names none.
 *
 * @throws PartlyNamedError for an address without an account, or the other way round: it never runs elsewhere unseen.
 */
export function namedPlatform(environment: Environment): Environment | undefined {
  const has = (name: string): boolean => Boolean(environment[name]);
  const missing = [
    ...(has("SAAGIE_URL") ? [] : ["SAAGIE_URL"]),
    ...(has("SAAGIE_TOKEN") ? [] : ["SAAGIE_USER", "SAAGIE_PASSWORD"].filter((name) => !has(name))),
  ];
  const named = ["SAAGIE_URL", "SAAGIE_USER", "SAAGIE_PASSWORD", "SAAGIE_TOKEN"].filter(has);
  if (named.length === 0) return undefined;
  if (missing.length === 0) return environment;
  throw new PartlyNamedError(
    `The environment has ${named.join(", ")} and lacks ${missing.join(", ")} (SAAGIE_TOKEN, if it lasts as long, stands for user and password). ` +
      `${NEEDS} Without any of these variables it runs on an emulator.`,
  );
}
