import { collect, type Problems } from "../shared/errors.ts";
import type { ScheduleRecord } from "../shared/records.ts";

/** The schedule of what was never given one. */
export const NO_SCHEDULE: ScheduleRecord = {
  isScheduled: false,
  cronScheduling: null,
  scheduleTimezone: null,
};

/** The zone of a schedule that names none. */
const DEFAULT_ZONE = "UTC";

/** What clients say about a schedule. */
export interface ScheduleFields {
  readonly isScheduled?: boolean | null;
  readonly cronScheduling?: string | null;
  readonly scheduleTimezone?: string | null;
}

/** The schedule after a change. Switching it off keeps its cron expression and zone for the next time. */
export function scheduleAfter(before: ScheduleRecord, fields: ScheduleFields): ScheduleRecord {
  const isScheduled = fields.isScheduled ?? before.isScheduled;
  const cronScheduling = fields.cronScheduling === undefined ? before.cronScheduling : fields.cronScheduling;
  const zone = fields.scheduleTimezone === undefined ? before.scheduleTimezone : fields.scheduleTimezone;
  return {
    isScheduled,
    cronScheduling,
    scheduleTimezone: zone ?? (cronScheduling === null ? null : DEFAULT_ZONE),
  };
}

/** Finds what is wrong with a schedule. */
export function scheduleProblems(schedule: ScheduleRecord): Problems {
  const zone = schedule.scheduleTimezone;
  return collect({
    cronScheduling: cronProblem(schedule),
    scheduleTimezone: zone === null || isTimeZone(zone) ? undefined : "is not a valid time zone",
  });
}

function cronProblem({ isScheduled, cronScheduling }: ScheduleRecord): string | undefined {
  if (cronScheduling !== null) return isCron(cronScheduling) ? undefined : "is not a valid cron expression";
  return isScheduled ? "must not be empty when there is a schedule" : undefined;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The five fields: their bounds, and the names that may stand for numbers. */
const FIELDS: readonly { readonly min: number; readonly max: number; readonly names?: readonly string[] }[] =
  [
    { min: 0, max: 59 },
    { min: 0, max: 23 },
    { min: 1, max: 31 },
    { min: 1, max: 12, names: MONTHS },
    { min: 0, max: 7, names: DAYS },
  ];

const DAY_OF_WEEK = 4;

/** Whether a text is a cron expression of five fields: minute, hour, day of month, month, day of week. */
function isCron(text: string): boolean {
  const fields = text.trim().split(/\s+/);
  return (
    fields.length === FIELDS.length &&
    fields.every((field, index) => field.split(",").every((part) => isPart(part, index)))
  );
}

function isPart(part: string, index: number): boolean {
  const [, range = "", step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (range === "" || (step !== undefined && Number(step) < 1)) return false;
  if (range === "*") return true;
  const bounds = range.split("-");
  const [from, to, ...more] = bounds.map((text) => valueOf(text, index));
  if (from === undefined || more.length > 0 || Number.isNaN(from)) return false;
  // By its name, Sunday can end a range: SAT-SUN.
  return to === undefined || to >= from || (index === DAY_OF_WEEK && bounds[1]?.toUpperCase() === DAYS[0]);
}

function valueOf(text: string, index: number): number {
  const field = FIELDS[index];
  if (field === undefined) return Number.NaN;
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + field.min;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.min && value <= field.max ? value : Number.NaN;
}

/** Whether a text is the name of a time zone, letter case included. */
function isTimeZone(text: string): boolean {
  // The platform's own check is case-sensitive, the one at hand is not: every part of a name has a capital.
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
