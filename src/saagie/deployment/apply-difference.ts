import { notApplied, type VersionNotes } from "../settings/version-notes.ts";
import type { DeploymentResult } from "./deployment-result.ts";

/** How something that has versions differs from its definition: all of it checked and compared before anything is sent. */
export interface Difference {
  readonly id: string;
  readonly name: string;
  /** The current version. */
  readonly before: VersionNotes & { readonly number: number };
  /** The settings that differ, by name. */
  readonly settings: object;
  /** The notes that the definition gives its version. */
  readonly notes: VersionNotes;
  /** Adds the version that is wanted; absent where the current one is. */
  readonly addVersion?: (() => Promise<{ readonly number: number }>) | undefined;
  /** Sends the settings that differ, if any do. */
  readonly sendSettings: () => Promise<unknown>;
}

/**
 * Brings something to its definition: its new version first, so that settings such as a schedule never run the old one.
 *
 * @returns what was done, as `createOrUpgrade` tells it
 */
export async function applyDifference(difference: Difference): Promise<DeploymentResult> {
  const { id, name, before, settings, notes, addVersion, sendSettings } = difference;
  const added = await addVersion?.();
  await sendSettings();
  const changed = [...Object.keys(settings), ...(added === undefined ? [] : ["version"])];
  return {
    action: changed.length > 0 ? "upgraded" : "unchanged",
    id,
    name,
    version: (added ?? before).number,
    changed,
    notApplied: added === undefined ? notApplied(before, notes) : [],
  };
}

/** What `createOrUpgrade` tells of something that it has created. */
export function asCreated(
  { id, name }: { readonly id: string; readonly name: string },
  version: number | undefined,
): DeploymentResult {
  return { action: "created", id, name, version: version ?? 1, changed: [], notApplied: [] };
}
