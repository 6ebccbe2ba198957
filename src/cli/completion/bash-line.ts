/** A command line of bash up to the cursor. */
export interface BashLine {
  /** The words as the program would get them, the one at the cursor last. */
  readonly words: readonly string[];
  /** The last word as it is typed. */
  readonly raw: string;
  /** The quote that is open at the cursor. */
  readonly quote: "" | "'" | '"';
}

/** Reads a command line as bash does, without expanding anything: quotes, also one still open, and backslashes. */
export function parseBashLine(line: string): BashLine {
  const words: string[] = [];
  let [word, raw, quote]: [string, string, BashLine["quote"]] = ["", "", ""];
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? "";
    const next = line[at + 1] ?? "";
    if (quote === "" && /\s/u.test(character)) {
      if (raw !== "") words.push(word);
      [word, raw] = ["", ""];
      continue;
    }
    raw += character;
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === "\\" && quote !== "'" && (quote === "" || /["\\$`]/u.test(next))) {
      [word, raw] = [word + next, raw + next];
      at += 1;
    } else word += character;
  }
  return { words: [...words, word], raw, quote };
}

/**
 * Writes a candidate as bash puts it in place of what it takes for the last word.
 *
 * @param breaks - `COMP_WORDBREAKS`: bash replaces only what follows the last of these
 * @returns `undefined` for what cannot be written there.
 */
export function inBashLine(candidate: string, { raw, quote }: BashLine, breaks: string): string | undefined {
  if (quote === "") {
    // Partly in quotes: what bash replaces then is not what was typed.
    if (/["']/u.test(raw.replaceAll(/\\./gu, ""))) return undefined;
    const kept = [...raw].findLastIndex(
      (character, at, all) => breaks.includes(character) && all[at - 1] !== "\\",
    );
    const before = parseBashLine([...raw].slice(0, kept + 1).join("")).words.at(-1) ?? "";
    return candidate.slice(before.length).replaceAll(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, "\\$&");
  }
  if (!raw.startsWith(quote) || raw.indexOf(quote, 1) > 0) return undefined;
  // Nothing keeps these from ending the quote, or from calling up an earlier line.
  if (candidate.includes(quote === "'" ? "'" : "!")) return undefined;
  return quote === "'" ? candidate : candidate.replaceAll(/["\\$`]/gu, "\\$&");
}
