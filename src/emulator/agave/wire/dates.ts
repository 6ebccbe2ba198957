const UNITS: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 30 * 86_400_000,
  year: 365 * 86_400_000,
};

const WORDS: Readonly<Record<string, number>> = { now: 0, today: 0, yesterday: -1, tomorrow: 1 };

/** Seconds since 1970 have fewer digits than this number, milliseconds more. */
const FIRST_MILLISECONDS = 100_000_000_000;

/**
 * Reads a moment from ISO, an epoch in seconds or milliseconds, or some English.
 *
 * @param now - what "yesterday" is counted from
 * @returns undefined where it is none of these
 */
export function momentOf(text: string, now: number): number | undefined {
  const word = text.trim().toLowerCase();
  if (/^\d{5,}$/.test(word)) return Number(word) < FIRST_MILLISECONDS ? Number(word) * 1000 : Number(word);
  const days = WORDS[word];
  if (days !== undefined) return now + days * 86_400_000;
  const [, count, unit = "", direction] = /^(\d+)\s+([a-z]+?)s?\s*(ago|from now)?$/.exec(word) ?? [];
  const length = UNITS[unit];
  if (count !== undefined && length !== undefined)
    return now + Number(count) * length * (direction === "ago" ? -1 : 1);
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? undefined : parsed;
}
