/**
 * A text from elsewhere without what would steer a terminal or break a line: logs and names are not ours.
 *
 * @remarks Whole escape sequences go, and what turns the direction of writing, by which a name could look like another; a tab
 * becomes two spaces.
 */
export function printable(text: string): string {
  return text
    .replaceAll(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|(?:\u001b\[|\u009b)[\d;?]*[A-Za-z]/gu, "")
    .replaceAll("\t", "  ")
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/gu, "");
}

/** A duration in milliseconds as people read it, e.g. `1.4 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A number of bytes as people read it, e.g. `5.1 kB`. */
export function bytes(count: number): string {
  const units = ["kB", "MB", "GB", "TB"];
  if (count < 1000) return `${count} B`;
  const power = Math.min(units.length, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** A count with its noun, e.g. `1 job`, `2 jobs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** How often each word is there, e.g. `2 created, 1 unchanged`. */
export function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
}
