/** A metadata file, or a part of one, that does not say what it has to. */
export class MetadataFault extends Error {
  override readonly name = "MetadataFault";
}

/**
 * Reads the members of one mapping of a metadata file, all of whose scalars are texts.
 *
 * @remarks Texts, since authors write versions without quotes: `2.4` and `3.0` are ids there, and no numbers.
 */
export class MetadataFields {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #where: string;

  /**
   * @param where - what to call the mapping in messages, for example `contexts[0]`; empty for the whole file
   * @throws MetadataFault when it is no mapping.
   */
  constructor(value: unknown, where: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new MetadataFault(`${where === "" ? "The file" : where} is not a mapping`);
    this.#members = { ...value };
    this.#where = where;
  }

  /** A text; null when it is absent or empty. @throws MetadataFault when it is something else. */
  text(key: string): string | null {
    const value = this.#member(key);
    if (value === undefined) return null;
    if (typeof value !== "string") throw this.fault(key, "is not a text");
    return value;
  }

  /** A text that has to be there. @throws MetadataFault when it is not. */
  requiredText(key: string): string {
    const value = this.text(key);
    if (value === null) throw this.fault(key, "is missing");
    return value;
  }

  /** `true` or `false`. @throws MetadataFault when it is something else. */
  flag(key: string, fallback: boolean): boolean {
    const text = this.text(key)?.toLowerCase();
    if (text === undefined) return fallback;
    if (text !== "true" && text !== "false") throw this.fault(key, "is neither true nor false");
    return text === "true";
  }

  /** A number. @throws MetadataFault when it is something else. */
  number(key: string): number | null {
    const text = this.text(key);
    if (text === null) return null;
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.fault(key, "is not a number");
    return value;
  }

  /** A moment, in milliseconds since 1970; without a zone it is UTC. @throws MetadataFault when it is something else. */
  moment(key: string): number | null {
    const text = this.text(key);
    if (text === null) return null;
    const [, day, time = "T00:00:00", zone = "Z"] =
      /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
    const at = Date.parse(`${String(day)}T${time.replace("T", "")}${zone}`);
    if (Number.isNaN(at)) throw this.fault(key, "is not a date");
    return at;
  }

  /** One of several words, in whichever letters. @throws MetadataFault when it is none of them. */
  word<Word extends string>(key: string, words: readonly Word[]): Word | null {
    const text = this.text(key);
    if (text === null) return null;
    const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
    if (word === undefined) throw this.fault(key, `is none of ${words.join(", ")}`);
    return word;
  }

  /** A list of texts. @throws MetadataFault when it is something else. */
  texts(key: string): readonly string[] {
    return this.#list(key).map((value) => {
      if (typeof value !== "string") throw this.fault(key, "has something that is not a text");
      return value;
    });
  }

  /** A mapping; null when it is absent. @throws MetadataFault when it is something else. */
  child(key: string): MetadataFields | null {
    const value = this.#member(key);
    return value === undefined ? null : new MetadataFields(value, this.#nameOf(key));
  }

  /** A list of mappings. @throws MetadataFault when it is something else. */
  children(key: string): readonly MetadataFields[] {
    return this.#list(key).map((value, index) => this.#entry(key, { index, value }));
  }

  /** A list of mappings, some of which authors may write as mere texts. @throws MetadataFault when it is something else. */
  childrenOrTexts(key: string): readonly (MetadataFields | string)[] {
    return this.#list(key).map((value, index) =>
      typeof value === "string" ? value : this.#entry(key, { index, value }),
    );
  }

  /** Makes the error about a member. */
  fault(key: string, problem: string): MetadataFault {
    return new MetadataFault(`${this.#nameOf(key)} ${problem}`);
  }

  #entry(key: string, { index, value }: { readonly index: number; readonly value: unknown }): MetadataFields {
    return new MetadataFields(value, `${this.#nameOf(key)}[${String(index)}]`);
  }

  #list(key: string): readonly unknown[] {
    const value = this.#member(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.fault(key, "is not a list");
    return value;
  }

  /** YAML has several ways to write nothing. */
  #member(key: string): unknown {
    const value = Object.hasOwn(this.#members, key) ? this.#members[key] : undefined;
    return value === null || value === "" || value === "null" || value === "~" ? undefined : value;
  }

  #nameOf(key: string): string {
    return this.#where === "" ? key : `${this.#where}.${key}`;
  }
}
