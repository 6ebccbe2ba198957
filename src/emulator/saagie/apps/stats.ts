import type { AppActionRecord, AppRecord, AppStatus } from "./records.ts";
import type { Moment } from "../shared/records.ts";

/** How reliable a version of an app has been. */
export interface AppStats {
  readonly uptimePercentage: number;
  readonly downtimePercentage: number;
  readonly recoveredCount: number;
}

/** Of which version, and of which time. */
export interface StatsOptions {
  readonly versionNumber: number;
  readonly startTime: Moment;
  readonly now: Moment;
}

interface Span {
  readonly status: AppStatus;
  readonly from: Moment;
  readonly to: Moment;
}

const DOWN: ReadonlySet<AppStatus> = new Set(["FAILED", "RECOVERING"]);

/**
 * Tells how reliable a version of an app has been.
 *
 * @remarks How the platform reckons is not known. Here the time counts in which the version was there for its
 * users, and that in which it failed them; time on the way, and time after somebody stopped it, is neither. So
 * the two shares make a hundred, or nothing when there was no such time.
 */
export function statsOf({ actions }: AppRecord, { versionNumber, startTime, now }: StatsOptions): AppStats {
  const spans = actions
    .flatMap((action, index) => spansOf(action, actions[index + 1]?.recordAt ?? now))
    .filter((span) => span.versionNumber === versionNumber);
  const lasting = (matches: (status: AppStatus) => boolean): number =>
    spans
      .filter(({ status }) => matches(status))
      .reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, startTime)), 0);
  const up = lasting((status) => status === "STARTED");
  const down = lasting((status) => DOWN.has(status));
  const percentage = (part: number): number => (part === 0 ? 0 : (100 * part) / (up + down));
  const recoveries = spans.filter(
    ({ status, from }, index) =>
      status === "STARTED" && from >= startTime && spans[index - 1]?.status === "RECOVERING",
  );
  return {
    uptimePercentage: percentage(up),
    downtimePercentage: percentage(down),
    recoveredCount: recoveries.length,
  };
}

function spansOf(
  { statuses, versionNumber }: AppActionRecord,
  end: Moment,
): readonly (Span & { readonly versionNumber: number })[] {
  return statuses.map(({ status, recordAt }, index) => ({
    status,
    versionNumber,
    from: recordAt,
    to: statuses[index + 1]?.recordAt ?? end,
  }));
}
