/** A moment as people read it, e.g. `2026-11-30 15:31:05 UTC`; what is not a date stays as it is. */
export function moment(text: string | number | Date | null | undefined): string {
  if (text === null || text === undefined || text === "") return "";
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return String(text);
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** How long something took, or has taken so far, e.g. `1 min 5 s`. */
export function duration(from: string | null | undefined, to: string | null | undefined): string {
  if (!from) return "";
  const ms = (to ? Date.parse(to) : Date.now()) - Date.parse(from);
  if (!Number.isFinite(ms) || ms < 0) return "";
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

const SPAN = /^(\d{1,9})\s*(s|m|h|d)$/u;
const MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a moment: a span before now, e.g. `10m`, or a date; `undefined` for anything else. */
export function parseMoment(text: string, now: number = Date.now()): number | undefined {
  const [, count, unit = ""] = SPAN.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (MS[unit] ?? 0);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}
