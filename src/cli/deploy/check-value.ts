import leven from "leven";
import { FILE_SCHEMA, type FileSchema, type SchemaType } from "./file-schema.ts";

/** What is wrong in a file, and where. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly what: string;
}

const NOUNS: Readonly<Record<SchemaType, string>> = {
  object: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "nothing",
};

/** Checks a value by the schema: all that is wrong with it. */
export function checkValue(value: unknown, schema: FileSchema = FILE_SCHEMA): readonly Problem[] {
  return problemsOf(value, { schema, path: [] });
}

interface Place {
  readonly schema: FileSchema;
  readonly path: Problem["path"];
}

function problemsOf(value: unknown, { schema: given, path }: Place): readonly Problem[] {
  const schema = resolved(given);
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(value, type))) {
    return [{ path, what: `should be ${types.map((type) => NOUNS[type]).join(" or ")}` }];
  }
  if (typeof value === "string") return textProblems(value, { schema, path });
  if (typeof value === "number") return numberProblems(value, { schema, path });
  if (Array.isArray(value)) return listProblems(value, { schema, path });
  if (isObject(value)) return objectProblems(value, { schema, path });
  return [];
}

function textProblems(value: string, { schema, path }: Place): readonly Problem[] {
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [{ path, what: `should be one of ${schema.enum.join(", ")}` }];
  if ((schema.minLength ?? 0) > value.length) return [{ path, what: "should not be empty" }];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value))
    return [{ path, what: "has another form" }];
  return [];
}

function numberProblems(value: number, { schema, path }: Place): readonly Problem[] {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (value < minimum) return [{ path, what: `should be at least ${minimum}` }];
  return value > maximum ? [{ path, what: `should be at most ${maximum}` }] : [];
}

function listProblems(value: readonly unknown[], { schema, path }: Place): readonly Problem[] {
  if (value.length < (schema.minItems ?? 0))
    return [{ path, what: `should have at least ${schema.minItems}` }];
  const { items } = schema;
  if (items === undefined) return [];
  return value.flatMap((item, at) => problemsOf(item, { schema: items, path: [...path, at] }));
}

function objectProblems(
  value: Readonly<Record<string, unknown>>,
  { schema, path }: Place,
): readonly Problem[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.map((name) => ({ path, what: `lacks "${name}"` })),
    ...Object.entries(value).flatMap(([name, member]) => {
      const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const inner = own ?? additionalProperties;
      const place = [...path, name];
      if (inner === false)
        return [{ path: place, what: `is not known here${hint(name, Object.keys(properties))}` }];
      return inner === undefined ? [] : problemsOf(member, { schema: inner, path: place });
    }),
  ];
}

/** The name that was probably meant. */
function hint(name: string, known: readonly string[]): string {
  const near = known.filter((other) => leven(name.toLowerCase(), other.toLowerCase()) <= 2);
  return near.length > 0 ? `: ${near.join(" or ")}?` : `; there are ${known.join(", ")}`;
}

function resolved(schema: FileSchema): FileSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace("#/$defs/", "");
  return FILE_SCHEMA.$defs?.[name] ?? schema;
}

function isOf(value: unknown, type: SchemaType): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
