/** A source of identifiers that yields the same sequence for the same seed. */
export interface Ids {
  /** The next identifier, of the shape of a random (version 4) UUID. */
  uuid(): string;
  /** The next unguessable-looking text of 32 hexadecimal digits. */
  hex(): string;
  /** The seed of a source that goes on as this one does. */
  readonly state: number;
}

/**
 * Makes a reproducible source of identifiers.
 *
 * @remarks For tests, not for secrets: whoever knows the seed knows every identifier.
 */
export function seededIds(seed: number): Ids {
  const words = randomWords(seed);
  const hex = (): string =>
    Array.from({ length: 4 }, () => words.next().toString(16).padStart(8, "0")).join("");
  return {
    hex,
    get state() {
      return words.state;
    },
    uuid: () => {
      const digits = hex();
      const variant = "89ab".charAt(Number.parseInt(digits.charAt(16), 16) % 4);
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        `${variant}${digits.slice(17, 20)}`,
        digits.slice(20),
      ].join("-");
    },
  };
}

/** Makes a reproducible sequence of numbers from 0 up to, and not with, 1. */
export function seededRandom(seed: number): () => number {
  const words = randomWords(seed);
  return () => words.next() / 2 ** 32;
}

/** The generator known as "mulberry32": small, and good enough for names. */
function randomWords(seed: number): { readonly state: number; next(): number } {
  let state = seed >>> 0;
  return {
    get state() {
      return state;
    },
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let word = Math.imul(state ^ (state >>> 15), 1 | state);
      word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
      return (word ^ (word >>> 14)) >>> 0;
    },
  };
}
