import { InvalidInputError } from "../core/errors.ts";

/** What a zip file may amount to, so that a small file cannot fill a disk. */
export interface ZipLimits {
  /** The most entries, folders included. Each takes about 6 KB of memory while the zip is read. @defaultValue 50,000 */
  readonly maxEntries?: number;
  /** The most bytes of all files together, unpacked. @defaultValue 32 GiB */
  readonly maxUnpackedBytes?: number;
  /** How many times larger than its packed form a file above 1 MiB may be. @defaultValue 200 */
  readonly maxRatio?: number;
}

/** The sizes of one file of a zip. */
export interface ZipSizes {
  readonly compressedSize: number;
  readonly uncompressedSize: number;
}

// Below this size even the densest file does no harm.
const RATIO_FLOOR_BYTES = 1024 ** 2;

/**
 * The limits with their defaults.
 *
 * @throws {@link InvalidInputError} when one is no positive number.
 */
export function zipLimits({
  maxEntries = 50_000,
  maxUnpackedBytes = 32 * 1024 ** 3,
  maxRatio = 200,
}: ZipLimits): Required<ZipLimits> {
  const limits = { maxEntries, maxUnpackedBytes, maxRatio };
  for (const [name, limit] of Object.entries(limits)) {
    if (!(limit > 0)) throw new InvalidInputError(`${name} should be a positive number, not ${limit}.`);
  }
  return limits;
}

/** Whether a file unpacks to more than the limit allows for its packed size. */
export function isTooDense({ compressedSize, uncompressedSize }: ZipSizes, maxRatio: number): boolean {
  return uncompressedSize > RATIO_FLOOR_BYTES && uncompressedSize > compressedSize * maxRatio;
}

/** Counts the entries of one zip, and refuses the one that is too much. */
export class ZipTally {
  readonly #location: string;
  readonly #limits: Required<ZipLimits>;
  #entries = 0;
  #unpackedBytes = 0;

  constructor(location: string, limits: Required<ZipLimits>) {
    this.#location = location;
    this.#limits = limits;
  }

  /** @throws {@link InvalidInputError} naming the entry and the limit. */
  add(name: string, size: number): void {
    const { maxEntries, maxUnpackedBytes } = this.#limits;
    this.#entries += 1;
    this.#unpackedBytes += size;
    if (this.#entries > maxEntries) throw this.#over(name, `more than ${maxEntries} entries`, "maxEntries");
    if (this.#unpackedBytes > maxUnpackedBytes) {
      throw this.#over(name, `more than ${maxUnpackedBytes} bytes, unpacked`, "maxUnpackedBytes");
    }
  }

  #over(name: string, excess: string, option: string): InvalidInputError {
    return new InvalidInputError(`With ${JSON.stringify(name)}, ${this.#location} holds ${excess}.`, {
      hint: `Raise ${option} if it is to be trusted.`,
    });
  }
}
