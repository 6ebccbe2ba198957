import { GraphQLError, isScalarType, valueFromASTUntyped, type GraphQLSchema } from "graphql";
import { parseDataSize, type DataSize } from "../storages/data-size.ts";

interface ScalarRules {
  /** Reads a value that a client sent. */
  readonly parse: (value: unknown) => unknown;
  /** Writes a value into an answer. */
  readonly serialize?: (value: unknown) => unknown;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const EMAIL = /^[^@\s]+@[^@\s]+$/;

/** The moments that a platform writes: UTC, as many digits of the second's fraction as are needed. */
function formatDate(at: number): string {
  return new Date(at)
    .toISOString()
    .replace(/\.(\d*?)0*Z$/, (_, digits: string) => (digits === "" ? "Z" : `.${digits}Z`));
}

/** How the custom scalars of both endpoints are read and written. Those not listed pass as they are. */
const RULES: Readonly<Record<string, ScalarRules>> = {
  UUID: { parse: (value) => checked(value, UUID, "UUID").toLowerCase() },
  Email: { parse: (value) => checked(value, EMAIL, "Email") },
  DateTime: { parse: readDate, serialize: writeDate },
  Instant: { parse: readDate, serialize: writeDate },
  Long: { parse: readLong },
  Cron: { parse: (value) => checked(value, /^/, "Cron") },
  TimeZone: { parse: (value) => checked(value, /^/, "TimeZone") },
  URL: { parse: (value) => checked(value, /^https?:\/\//, "URL") },
  DataSize: { parse: readDataSize },
  Upload: { parse: readUpload },
};

/** Teaches a schema's scalars to read and write values as the platform does. */
export function attachScalars(schema: GraphQLSchema): void {
  for (const [name, rules] of Object.entries(RULES)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) continue;
    type.parseValue = rules.parse;
    type.parseLiteral = (node, variables) => rules.parse(valueFromASTUntyped(node, variables));
    if (rules.serialize !== undefined) type.serialize = rules.serialize;
  }
}

function checked(value: unknown, pattern: RegExp, type: string): string {
  if (typeof value === "string" && pattern.test(value)) return value;
  throw new GraphQLError(`Expected a value of type ${type}`);
}

function readDate(value: unknown): number {
  const at = Date.parse(checked(value, DATE_TIME, "DateTime"));
  if (Number.isNaN(at)) throw new GraphQLError("Expected a value of type DateTime");
  return at;
}

function writeDate(value: unknown): unknown {
  return typeof value === "number" ? formatDate(value) : value;
}

function readDataSize(value: unknown): DataSize {
  const size = parseDataSize(value);
  if (size === undefined) throw new GraphQLError("Expected a value of type DataSize");
  return size;
}

function readLong(value: unknown): number {
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw new GraphQLError("Expected a value of type Long");
}

function readUpload(value: unknown): Blob {
  if (value instanceof Blob) return value;
  throw new GraphQLError("Expected a file: send it as a part of a multipart request");
}
