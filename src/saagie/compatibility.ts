import { parseVersion } from "../core/version/platform-versions.ts";
import { versions } from "../../generated/saagie/versions.ts";

/** Which platform versions a method works with: an absent end is open, both ends are inclusive. */
export interface MethodCompatibility {
  /** The method, as a client has it: `jobs.duplicate`. */
  readonly method: string;
  /** The first version that it works with. Default: all have it. */
  readonly since?: string;
  /** The last version that it works with. Default: the newest has it. */
  readonly until?: string;
  /** The supported versions among them, oldest first. */
  readonly versions: readonly string[];
  /** Options and fields that only some of these versions have: `excludeInstanceIds since 2023.04`. */
  readonly notes?: readonly string[];
}

/**
 * Tells which platform versions each method of a client works with, sorted by method.
 *
 * @remarks No remote call: it is read from what changed between the supported versions. Where a method's range ends, it
 * throws {@link UnsupportedByPlatformError} before anything is sent.
 * @example
 * ```ts
 * const rows = await compatibility();
 * rows.find(({ method }) => method === "jobs.duplicate")?.since; // "2023.03"
 * ```
 */
export async function compatibility(): Promise<readonly MethodCompatibility[]> {
  // Who calls the platform does not carry it.
  const { compatibilityRows } = await import("./compatibility-rows.ts");
  return compatibilityRows();
}

/** The platform versions that are supported, oldest first. */
export function supportedVersions(): readonly string[] {
  return versions;
}

/**
 * Reads a platform version as users write it, e.g. `2024.02`; one that is newer than all known is taken as the newest.
 *
 * @throws {@link InvalidInputError} when it is none, or older than all that are supported
 */
export function toSupportedVersion(text: string): string {
  const version = parseVersion(text, versions);
  return versions.findLast((known) => known <= version) ?? version;
}
