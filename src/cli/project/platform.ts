import { Saagie } from "../../saagie/index.ts";
import type { Io } from "../io.ts";

/** The platform that the environment names. */
export interface NamedPlatform {
  readonly saagie: Saagie;
  /** Which one it is, for people. */
  readonly about: string;
  /** What came along with useful answers so far, each once. */
  warnings(): readonly string[];
}

/**
 * Opens the platform that the environment names; nothing is sent yet.
 *
 * @throws InvalidInputError naming the variables that are missing.
 */
export function namedPlatform({ environment }: Pick<Io, "environment">): NamedPlatform {
  const warnings = new Set<string>();
  const saagie = Saagie.fromEnvironment(
    { onWarning: ({ operation, message }) => void warnings.add(`${operation}: ${message}`) },
    environment,
  );
  const { platform, realm, url } = saagie;
  return {
    saagie,
    about: `Platform ${platform} of realm ${realm}, ${url}: as SAAGIE_URL says.`,
    warnings: () => [...warnings],
  };
}
