import { InvalidInputError } from "../errors.ts";
import { jsonFault } from "./fault.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Reads members of a JSON object that somebody else wrote, and says plainly which member is not what it should be.
 *
 * @remarks Absent and `null` members count as missing alike, unless {@link JsonReader.isNull} is asked; unknown ones are
 * ignored, since newer files have more of them.
 */
export class JsonReader {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #where: string;

  private constructor(value: Readonly<Record<string, unknown>>, where: string) {
    this.#value = value;
    this.#where = where;
  }

  /**
   * Parses a file.
   *
   * @throws {@link InvalidInputError} naming the file when it holds no JSON object.
   */
  static parse(text: string, file: string): JsonReader {
    // A byte order mark is no JSON, but editors write it.
    const plain = text.replace(/^\uFEFF/u, "");
    let value: unknown;
    try {
      value = JSON.parse(plain);
    } catch (error) {
      throw new InvalidInputError(`${file} ${jsonFault(plain, error)}.`);
    }
    return JsonReader.of(value, file);
  }

  /**
   * Reads a value that was parsed before; `where` is what messages call it.
   *
   * @throws {@link InvalidInputError} when it is no JSON object.
   */
  static of(value: unknown, where: string): JsonReader {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return new JsonReader(value as Readonly<Record<string, unknown>>, where);
    }
    throw new InvalidInputError(`${where} should be a JSON object.`);
  }

  /** The names of all members. */
  keys(): readonly string[] {
    return Object.keys(this.#value);
  }

  /** Whether a member is there and says `null`: that there is none, while an absent one says nothing. */
  isNull(key: string): boolean {
    return this.#member(key) === null;
  }

  /** A text. */
  text(key: string): string | undefined {
    return this.#text(this.#member(key), `"${key}"`);
  }

  /** A text that must be there. */
  requiredText(key: string): string {
    const value = this.text(key);
    if (value !== undefined && value !== "") return value;
    throw this.invalid(`"${key}" is missing`);
  }

  /** A number; some files hold numbers as text. */
  number(key: string): number | undefined {
    const value = this.#member(key);
    if (value === undefined || value === null) return undefined;
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
    throw this.invalid(`"${key}" should be a number`);
  }

  /** `true` or `false`. */
  boolean(key: string): boolean | undefined {
    const value = this.#member(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value === "boolean") return value;
    throw this.invalid(`"${key}" should be true or false`);
  }

  /** An object. */
  object(key: string): JsonReader | undefined {
    const value = this.#member(key);
    return value === undefined || value === null
      ? undefined
      : JsonReader.of(value, `${this.#where}: "${key}"`);
  }

  /** A list of objects; empty when missing. */
  objects(key: string): readonly JsonReader[] {
    return this.#list(key).map((item, at) => JsonReader.of(item, `${this.#where}: "${key}"[${at}]`));
  }

  /** A list of texts; empty when missing. */
  texts(key: string): readonly string[] {
    return this.#list(key).map((item, at) => {
      const text = this.#text(item, `"${key}"[${at}]`);
      if (text === undefined) throw this.invalid(`"${key}"[${at}] should be text`);
      return text;
    });
  }

  /** The error for something that is wrong with this object. */
  invalid(what: string, hint?: string): InvalidInputError {
    return new InvalidInputError(`${this.#where}: ${what}.`, hint === undefined ? {} : { hint });
  }

  #member(key: string): unknown {
    return Object.hasOwn(this.#value, key) ? this.#value[key] : undefined;
  }

  #text(value: unknown, what: string): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw this.invalid(`${what} should be text`);
    // It would not be the same text any more once it is sent.
    if (LONE_SURROGATE.test(value)) throw this.invalid(`${what} holds half a character`);
    return value;
  }

  #list(key: string): readonly unknown[] {
    const value = this.#member(key);
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    throw this.invalid(`"${key}" should be a list`);
  }
}
