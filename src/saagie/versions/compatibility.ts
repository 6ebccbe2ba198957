import { parseVersion } from "../../core/version/platform-versions.ts";
import { versions } from "../../../generated/saagie/versions.ts";
import type { MethodCompatibility } from "./compatibility-rows.ts";

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
