/** An amount of data: a number, and a unit of {@link UNITS}. */
export interface DataSize {
  readonly value: number;
  readonly unit: string;
  /** The amount as it was given. */
  readonly text: string;
  /** Whether it is answered as it was given, on every version. */
  readonly isVerbatim?: true;
}

/**
 * The units, in bytes.
 *
 * @remarks Neither the spellings that the platform accepts nor the factor between its units are known. Here they
 * are those of the international standards, whichever letters are capitals.
 */
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

const PATTERN = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*([a-z]*)\s*$/i;

/** The first platform version that writes sizes with a decimal. */
const DECIMALS_SINCE = "2023.03";

/** Reads a size; without a unit it is one in bytes. @returns undefined when it is none */
export function parseDataSize(input: unknown): DataSize | undefined {
  const text = typeof input === "number" ? String(input) : input;
  if (typeof text !== "string") return undefined;
  const [, digits, name = ""] = PATTERN.exec(text) ?? [];
  const wanted = name === "" ? "b" : name.toLowerCase();
  const unit = Object.keys(UNITS).find((candidate) => candidate.toLowerCase() === wanted);
  return digits === undefined || unit === undefined ? undefined : { value: Number(digits), unit, text };
}

/** Writes a size as a platform version does: in the unit in which it was given, so that nothing of it gets lost. */
export function printDataSize(size: DataSize, platformVersion: string): string {
  const { value, unit, text, isVerbatim } = size;
  if (isVerbatim || platformVersion < DECIMALS_SINCE) return text;
  return `${Number.isInteger(value) ? value.toFixed(1) : String(value)} ${unit}`;
}

/** How many bytes a size is, for comparison with others. */
export function bytesOf({ value, unit }: DataSize): number {
  return value * (UNITS[unit] ?? 1);
}
