import type { Json } from "../wire/values.ts";

const TOKEN =
  /\s*(?:([[\]{}:,])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w$])|([\w$.-]+))/y;

interface Token {
  readonly mark?: string;
  readonly text?: string;
  readonly number?: number;
  readonly word?: string;
}

/**
 * Reads JSON, and the form of it that MongoDB's parser takes as well: with single quotes, and names without any.
 *
 * @throws SyntaxError for what is neither
 */
export function parseRelaxed(source: string): Json {
  const tokens = tokensOf(source);
  const reader = new Reader(tokens);
  const value = reader.value();
  if (!reader.isAtEnd) throw new SyntaxError("There is something after the end of the query");
  return value;
}

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) throw new SyntaxError(`The query is not well formed at character ${String(at)}`);
    const [, mark, double, single, number, word] = match;
    const quoted = double ?? single;
    if (mark !== undefined) tokens.push({ mark });
    else if (quoted !== undefined) tokens.push({ text: unescaped(quoted) });
    else if (number !== undefined) tokens.push({ number: Number(number), word: number });
    else if (word !== undefined) tokens.push({ word });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, code?: string, letter = "") =>
    code === undefined
      ? (ESCAPES[letter as string] ?? String(letter))
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  value(): Json {
    const { mark, text, number, word } = this.#next();
    if (mark === "{") return this.#object();
    if (mark === "[") return this.#array();
    if (text !== undefined) return text;
    if (number !== undefined) return number;
    switch (word) {
      case "true":
        return true;
      case "false":
        return false;
      case "null":
        return null;
      default:
        throw new SyntaxError("A value is missing in the query");
    }
  }

  #object(): Json {
    const members: [string, Json][] = [];
    while (!this.#takes("}")) {
      if (members.length > 0) this.#demand(",");
      if (this.#takes("}")) break;
      const { text, word } = this.#next();
      const name = text ?? word;
      if (name === undefined) throw new SyntaxError("A name is missing in the query");
      this.#demand(":");
      members.push([name, this.value()]);
    }
    // From entries, so that no name means anything to the object itself.
    return Object.fromEntries(members);
  }

  #array(): Json {
    const items: Json[] = [];
    while (!this.#takes("]")) {
      if (items.length > 0) this.#demand(",");
      if (this.#takes("]")) break;
      items.push(this.value());
    }
    return items;
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new SyntaxError("The query ends too early");
    this.#at += 1;
    return token;
  }

  #takes(mark: string): boolean {
    if (this.#tokens[this.#at]?.mark !== mark) return false;
    this.#at += 1;
    return true;
  }

  #demand(mark: string): void {
    if (!this.#takes(mark)) throw new SyntaxError(`A "${mark}" is missing in the query`);
  }
}
