import type { Services } from "./context.ts";
import type { VolumeRecord } from "./volume-records.ts";

/** Lets a storage grow, which takes its time. */
export function startExpansion({ clock, durations }: Services, volume: VolumeRecord): void {
  const now = clock.now();
  volume.expansionStatus = "EXPANSION_IN_PROGRESS";
  clock.at(now + durations.volumeMs, () => {
    volume.expansionStatus = null;
  });
}
