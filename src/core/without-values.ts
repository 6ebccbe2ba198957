// Shorter texts are no secrets, and taking them out would spoil the words around them.
const SHORTEST = 4;

// A platform may quote the beginning of a value only; this much of it is more than chance.
const BEGINNING = 8;

// An id names something and opens nothing; a message that says which is worth more.
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;

/**
 * A platform's words without the values that were sent to it: whatever it quotes may be a secret.
 *
 * @param sent - variables and headers, of any shape; every text in them is taken out, or as much as is quoted of it.
 */
export function withoutValues(words: string, sent: unknown): string {
  const values = new Set<string>();
  collect(sent, values);
  let rest = "";
  for (let at = 0; at < words.length;) {
    const length = quotedLength(words, at, values);
    rest += length > 0 ? "…" : words.charAt(at);
    at += Math.max(1, length);
  }
  // A value may also be quoted in another form.
  return rest.replace(/got invalid value [\s\S]*?(?=; |$)/u, "got an invalid value").replace(/\.$/u, "");
}

/** How much of any value stands at a place; 0 where it is too little to count. */
function quotedLength(words: string, at: number, values: ReadonlySet<string>): number {
  let longest = 0;
  for (const value of values) {
    let length = 0;
    while (length < value.length && words.charCodeAt(at + length) === value.charCodeAt(length)) length += 1;
    if (length >= Math.min(BEGINNING, value.length)) longest = Math.max(longest, length);
  }
  return longest;
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === "string") {
    if (value.length < SHORTEST || ID.test(value)) return;
    into.add(value);
    into.add(JSON.stringify(value).slice(1, -1));
    // Half characters have no form in a URL.
    into.add(encodeURIComponent(value.replace(/\p{Surrogate}/gu, "")));
    return;
  }
  if (typeof value !== "object" || value === null || value instanceof Blob) return;
  for (const member of Object.values(value)) collect(member, into);
}
