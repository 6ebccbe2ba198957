import { Cron } from "croner";
import type { Moment, ScheduleRecord } from "../shared/records.ts";

/** How many values each of the five fields has. */
const SIZES = [60, 24, 31, 12, 7];

/** Finds the moment at which a schedule comes next, in its own time zone; undefined where it never does, as on 30 February. */
export function nextRun(
  { cronScheduling, scheduleTimezone }: ScheduleRecord,
  after: Moment,
): Moment | undefined {
  if (cronScheduling === null) return undefined;
  const fields = cronScheduling.trim().split(/\s+/).map(boundSteps);
  const cron = new Cron(fields.join(" "), {
    paused: true,
    mode: "5-part",
    // A step after a number: "0/15" is every 15 from 0 on.
    sloppyRanges: true,
    timezone: scheduleTimezone ?? "UTC",
  });
  return cron.nextRun(new Date(after))?.getTime();
}

/** A step beyond its field is its first value alone, which the library does not take so. */
function boundSteps(field: string, index: number): string {
  const size = SIZES[index] ?? 1;
  return field.replaceAll(/\/(\d+)/g, (_, step: string) => `/${String(Math.min(Number(step), size))}`);
}
