import { formsOf } from "./forms.ts";

/** What went along with a request, none of which the platform's words may repeat. */
export interface Sent {
  readonly variables: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** What went along with other requests, such as the log-in. */
  readonly secrets: readonly string[];
  /** The names of variables that stand for resources: their ids may be repeated. */
  readonly references: ReadonlySet<string>;
}

/** The platform's words, as they may be shown. */
export interface Redactor {
  /** Words without the values that were sent, cut to 1,000 characters. */
  words(text: string): string;
  /** The name of a member: one that was sent is known, and stays. */
  key(name: string): string;
}

// Shorter texts are no secrets, and taking them out would spoil the words around them.
const SHORTEST = 4;

// A platform may quote the beginning of a value only; this much of it is more than chance.
const BEGINNING = 8;

const LONGEST = 1_000;
// As much is read of what a platform says, and of a value that it may repeat.
const WINDOW = 8 * LONGEST;
const LONGEST_KEY = 100;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;
// What a member is called that names a resource. An id opens nothing, and a message that says which is worth more.
const NAMES_A_RESOURCE = /^ids?$|[a-z]Ids?$/u;
const NAMES_A_SECRET = /password|passwd|secret|token|session|key/iu;

/** Takes out of a platform's words whatever was sent to it: what it quotes may be a secret, in whatever form. */
export function redactor(sent: Sent): Redactor {
  let found: Findings | undefined;
  const findings = (): Findings => (found ??= collect(sent));
  const shown = (text: string, longest: number): string => {
    const { byFirst } = findings();
    const window = text.slice(0, WINDOW);
    const rest = withoutForms(window, byFirst);
    const isWhole = window.length === text.length && rest.length <= longest;
    // What the cut has left of a value is too short to be known.
    return isWhole ? rest : `${rest.slice(0, Math.min(longest, rest.length - BEGINNING))}…`;
  };
  return {
    words: (text) =>
      shown(text, LONGEST)
        // A value may also be quoted in another form.
        .replace(/got invalid value [\s\S]*?(?=; |$)/u, "got an invalid value")
        .replace(/\.$/u, ""),
    key: (name) => (findings().keys.has(name) ? name : shown(name, LONGEST_KEY)),
  };
}

interface Findings {
  /** Everything to take out, by its first character. */
  readonly byFirst: ReadonlyMap<string, readonly string[]>;
  /** The names of all members that were sent. */
  readonly keys: ReadonlySet<string>;
}

function collect({ variables, headers, secrets, references }: Sent): Findings {
  const values = new Set<string>();
  const keys = new Set<string>();
  const add = (text: string): void => {
    if (text.length >= SHORTEST) values.add(text.slice(0, WINDOW));
  };
  const visit = (value: unknown, key: string): void => {
    if (typeof value === "string") {
      const isName = references.has(key) || (NAMES_A_RESOURCE.test(key) && !NAMES_A_SECRET.test(key));
      if (!(isName && ID.test(value))) partsOf(value).forEach(add);
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item, key);
    } else if (typeof value === "object" && value !== null && !(value instanceof Blob)) {
      for (const [name, member] of Object.entries(value)) {
        keys.add(name);
        visit(member, name);
      }
    }
  };
  visit(variables, "");
  for (const header of Object.values(headers)) [header, ...header.split(" ").slice(1)].forEach(add);
  secrets.flatMap(partsOf).forEach(add);
  const forms = new Set([...values].flatMap((value) => formsOf(value)).map(folded));
  return { byFirst: grouped(forms), keys };
}

/** A text, and where it has lines, each of them and what it assigns: one text can carry many variables. */
function partsOf(text: string): readonly string[] {
  if (!text.includes("\n")) return [text];
  const lines = text.slice(0, WINDOW).split(/\r?\n/u);
  return [text, ...lines.flatMap((line) => [line, line.slice(line.indexOf("=") + 1)])];
}

function grouped(forms: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const form of forms) {
    const first = form.charAt(0);
    const group = groups.get(first);
    if (group === undefined) groups.set(first, [form]);
    else group.push(form);
  }
  return groups;
}

function withoutForms(words: string, byFirst: Findings["byFirst"]): string {
  const folding = folded(words);
  let rest = "";
  for (let at = 0; at < words.length;) {
    const length = quotedLength(folding, at, byFirst.get(folding.charAt(at)) ?? []);
    rest += length > 0 ? "…" : words.charAt(at);
    at += Math.max(1, length);
  }
  return rest;
}

/** How much of any form stands at a place; 0 where it is too little to count. */
function quotedLength(words: string, at: number, forms: readonly string[]): number {
  let longest = 0;
  for (const form of forms) {
    let length = 0;
    while (length < form.length && words.charCodeAt(at + length) === form.charCodeAt(length)) length += 1;
    if (length >= Math.min(BEGINNING, form.length)) longest = Math.max(longest, length);
  }
  return longest;
}

/** A text without its letter case, character by character, so that places stay the same. */
function folded(text: string): string {
  const whole = text.toLowerCase();
  if (whole.length === text.length) return whole;
  return Array.from({ length: text.length }, (_, at) => {
    const lower = text.charAt(at).toLowerCase();
    return lower.length === 1 ? lower : text.charAt(at);
  }).join("");
}
