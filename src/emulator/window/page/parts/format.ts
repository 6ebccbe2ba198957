const two = (value: number): string => String(value).padStart(2, "0");

/** The time of day, in the time zone of whoever looks. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The day, in the time zone of whoever looks. */
export function day(at: number): string {
  const date = new Date(at);
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A moment as short as it can be: today's without the day. */
export function moment(at: number, now: number): string {
  return day(at) === day(now) ? clockTime(at) : `${day(at)} ${clockTime(at).slice(0, 5)}`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** How long something took, in its two largest units. */
export function duration(ms: number): string {
  if (ms < 1000) return `${String(Math.max(0, Math.round(ms)))} ms`;
  if (ms < 10_000) return `${String(Math.round(ms / 100) / 10)} s`;
  let rest = ms;
  const counts = UNITS.map(([unit, name]) => {
    const whole = Math.floor(rest / unit);
    rest -= whole * unit;
    return { whole, name };
  });
  const first = counts.findIndex(({ whole }) => whole > 0);
  return counts
    .slice(first, first + 2)
    .filter(({ whole }) => whole > 0)
    .map(({ whole, name }) => `${String(whole)} ${name}`)
    .join(" ");
}

const SIZES = ["B", "kB", "MB", "GB", "TB"] as const;

/** An amount of bytes. */
export function size(bytes: number): string {
  let rest = bytes;
  let unit = 0;
  for (; rest >= 1000 && unit < SIZES.length - 1; unit += 1) rest /= 1000;
  return `${rest >= 100 || unit === 0 ? String(Math.round(rest)) : rest.toFixed(1)} ${SIZES[unit] ?? ""}`;
}

/** A count with its noun. */
export function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** A word of the platform as people write it: `AT_LEAST_ONE` is `at least one`. */
export function words(name: string): string {
  return name.replaceAll("_", " ").toLowerCase();
}
