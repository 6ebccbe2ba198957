import { InvalidInputError } from "../../core/errors.ts";

/** An amount of data: a text with its unit, e.g. `"1.5 GB"`, or a number of bytes. */
export type DataSizeInput = string | number;

/** An amount of data, taken apart. */
export interface DataSize {
  readonly value: number;
  /** As the platform spells it, e.g. `GB`. */
  readonly unit: string;
  readonly bytes: number;
}

/** Units of data. */
export type DataSizeUnit = "B" | "KB" | "MB" | "GB" | "TB" | "KiB" | "MiB" | "GiB" | "TiB";

// The platform does not state its factors: these are the standards'. They only compare and convert: what a caller wrote
// with a unit is sent with that unit.
const BYTES: Readonly<Record<DataSizeUnit, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

const UNITS = Object.keys(BYTES) as readonly DataSizeUnit[];
const SHAPE = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*([a-z]+)\s*$/iu;

/**
 * Reads an amount of data.
 *
 * @remarks A text needs a unit, letter case ignored: the platform would take a bare one as bytes, which is hardly ever meant.
 * A kilobyte counts 1000 bytes, a kibibyte 1024.
 * @throws {@link InvalidInputError} for anything that is no amount above zero.
 * @example
 * ```ts
 * parseDataSize("1.5 GB"); // { value: 1.5, unit: "GB", bytes: 1_500_000_000 }
 * ```
 */
export function parseDataSize(size: DataSizeInput): DataSize {
  if (typeof size === "number") {
    if (Number.isSafeInteger(size) && size > 0) return { value: size, unit: "B", bytes: size };
    throw noSize(size, "Give a whole number of bytes from 1, or a text with a unit.");
  }
  const [, digits = "", name = ""] = SHAPE.exec(size) ?? [];
  const unit = UNITS.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const bytes = unit === undefined ? 0 : Math.round(Number(digits) * BYTES[unit]);
  if (unit === undefined || bytes < 1 || !Number.isSafeInteger(bytes)) {
    throw noSize(size, `Give a number above 0 and a unit: ${UNITS.join(", ")}.`);
  }
  return { value: Number(digits), unit, bytes };
}

/**
 * Writes a number of bytes for people: in the given unit, or the largest that leaves at least 1, with up to three decimals.
 *
 * @throws {@link InvalidInputError} for what is no number from 0.
 * @example
 * ```ts
 * formatDataSize(1_500_000_000); // "1.5 GB"
 * formatDataSize(parseDataSize("1 GiB").bytes, "MiB"); // "1024 MiB"
 * ```
 */
export function formatDataSize(bytes: number, unit?: DataSizeUnit): string {
  if (!Number.isFinite(bytes) || bytes < 0) throw noSize(bytes, "Give a number of bytes from 0.");
  const decimal: readonly DataSizeUnit[] = ["TB", "GB", "MB", "KB"];
  const chosen = unit ?? decimal.find((candidate) => bytes >= BYTES[candidate]) ?? "B";
  return `${Number((bytes / BYTES[chosen]).toFixed(3))} ${chosen}`;
}

/** The text that the platform is sent: with the unit the caller wrote; plain bytes are what it takes a bare number for. */
export function toDataSizeText(size: DataSizeInput): string {
  const { value, unit } = parseDataSize(size);
  return typeof size === "number" ? String(size) : `${value} ${unit}`;
}

/** Whether a size that the platform answered is the wanted one; a size that cannot be read is another one. */
export function isSameSize(answered: string, wanted: DataSizeInput): boolean {
  const bare = /^\s*\d+\s*$/u.test(answered);
  try {
    return parseDataSize(bare ? Number(answered) : answered).bytes === parseDataSize(wanted).bytes;
  } catch {
    return false;
  }
}

function noSize(size: DataSizeInput, hint: string): InvalidInputError {
  return new InvalidInputError(`${JSON.stringify(size)} is not an amount of data.`, { hint });
}
