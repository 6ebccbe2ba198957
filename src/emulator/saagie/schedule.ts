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

/** Whether a text is a cron expression of five fields: minute, hour, day of month, month, day of week. */
export function isCron(text: string): boolean {
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
  const [from, to, ...more] = range.split("-").map((text) => valueOf(text, index));
  if (from === undefined || more.length > 0 || Number.isNaN(from)) return false;
  return to === undefined || to >= from;
}

function valueOf(text: string, index: number): number {
  const field = FIELDS[index];
  if (field === undefined) return Number.NaN;
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + field.min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.min && value <= field.max ? value : Number.NaN;
}

/** Whether a text is the name of a time zone, letter case included. */
export function isTimeZone(text: string): boolean {
  // The platform's own check is case-sensitive, the one at hand is not: every part of a name has a capital.
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
