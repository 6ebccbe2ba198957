import type { Services } from "../services.ts";
import type { StorageRecord } from "./records.ts";

/** Lets a storage grow, which takes its time. */
export function startExpansion({ clock, durations }: Services, volume: StorageRecord): void {
  const now = clock.now();
  volume.expansionStatus = "EXPANSION_IN_PROGRESS";
  clock.at(now + durations.storageMs, () => {
    volume.expansionStatus = null;
  });
}
