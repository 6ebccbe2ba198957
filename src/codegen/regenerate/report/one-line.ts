/** A text from elsewhere without what would steer a terminal or break a line: other people's schemas are not ours. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, " ").trim();
}

/** A count with its noun, e.g. `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
