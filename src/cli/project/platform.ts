import type { Saagie } from "../../saagie/index.ts";
import type { Io } from "../io.ts";
import { openSaagie } from "../profiles/open-platforms.ts";

/** The platform that is meant. */
export interface NamedPlatform {
  readonly saagie: Saagie;
  /** Which one it is, for people. */
  readonly about: string;
  /** What came along with useful answers so far, each once. */
  warnings(): readonly string[];
}

/**
 * Opens the platform that a profile or the environment names; nothing is sent yet.
 *
 * @throws CliError when nobody has logged in; InvalidInputError naming the variables that are missing.
 */
export async function namedPlatform(
  { profile }: { readonly profile?: string },
  io: Io,
): Promise<NamedPlatform> {
  const warnings = new Set<string>();
  const { saagie, about } = await openSaagie({
    options: profile === undefined ? {} : { profile },
    io,
    onWarning: ({ operation, message }) => void warnings.add(`${operation}: ${message}`),
  });
  return { saagie, about, warnings: () => [...warnings] };
}
