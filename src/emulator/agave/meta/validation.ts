import { isObject, type Json, type JsonObject } from "../wire/values.ts";

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  object: isObject,
  array: (value) => Array.isArray(value),
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => typeof value === "number" && Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

/** A value, where it is in the whole, and the schema that schemas refer to. */
interface Place {
  readonly value: Json;
  readonly at: string;
  readonly root: JsonObject;
}

/** Holds a value to a JSON schema of draft 3 or 4, as far as those describe data. @returns what is wrong, line by line */
export function violations(value: Json, schema: JsonObject): readonly string[] {
  return check(schema, { value, at: "", root: schema });
}

/** Why something is no schema; undefined where it is one. */
export function schemaFault(schema: JsonObject): string | undefined {
  const types = [schema["type"] ?? []].flat().filter((type) => typeof type === "string");
  const strange = types.find((type) => TYPES[type] === undefined && type !== "any");
  if (strange !== undefined) return `"${strange}" is not a valid type`;
  const { properties } = schema;
  if (properties !== undefined && !isObject(properties)) return "properties is not an object";
  for (const inner of Object.values(properties ?? {})) {
    if (!isObject(inner)) return "a property is not a schema";
    const fault = schemaFault(inner);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function check(given: JsonObject, place: Place): readonly string[] {
  const schema = resolved(given, place.root);
  const { value } = place;
  const wrong = [...typeFaults(schema, place), ...combinedFaults(schema, place)];
  if (typeof value === "number") wrong.push(...numberFaults(schema, place));
  if (typeof value === "string") wrong.push(...textFaults(schema, { ...place, value }));
  if (Array.isArray(value)) wrong.push(...listFaults(schema, { ...place, value }));
  if (isObject(value)) wrong.push(...objectFaults(schema, { ...place, value }));
  return wrong;
}

function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  const reference = schema["$ref"];
  if (typeof reference !== "string" || !reference.startsWith("#")) return schema;
  let found: Json | undefined = root;
  for (const name of reference.split("/").slice(1)) found = isObject(found) ? found[name] : undefined;
  return isObject(found) ? found : {};
}

const said = ({ at }: Pick<Place, "at">, text: string): string => `${at === "" ? "/" : at}: ${text}`;

function typeFaults(schema: JsonObject, place: Place): readonly string[] {
  const types = [schema["type"] ?? []].flat().map(String);
  const fits =
    types.length === 0 || types.some((type) => type === "any" || TYPES[type]?.(place.value) === true);
  const values = schema["enum"];
  const known = !Array.isArray(values) || values.some((one) => same(one as Json, place.value));
  return [
    ...(fits ? [] : [said(place, `the value is not of type ${types.join(" or ")}`)]),
    ...(known ? [] : [said(place, "the value is not one of those allowed")]),
  ];
}

function same(left: Json, right: Json): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function combinedFaults(schema: JsonObject, place: Place): readonly string[] {
  const of = (name: string): readonly JsonObject[] => {
    const list = schema[name];
    return Array.isArray(list) ? list.filter(isObject) : [];
  };
  const fitting = (list: readonly JsonObject[]): number =>
    list.filter((one) => check(one, place).length === 0).length;
  const wrong = of("allOf").flatMap((one) => check(one, place));
  if (of("anyOf").length > 0 && fitting(of("anyOf")) === 0)
    wrong.push(said(place, "no schema of anyOf fits"));
  if (of("oneOf").length > 0 && fitting(of("oneOf")) !== 1)
    wrong.push(said(place, "not one schema of oneOf fits"));
  if (isObject(schema["not"]) && check(schema["not"], place).length === 0)
    wrong.push(said(place, "the schema of not fits"));
  return wrong;
}

function limit(schema: JsonObject, name: string): number | undefined {
  const value = schema[name];
  return typeof value === "number" ? value : undefined;
}

function numberFaults(schema: JsonObject, place: Place): readonly string[] {
  const value = Number(place.value);
  const [least = -Infinity, most = Infinity] = [limit(schema, "minimum"), limit(schema, "maximum")];
  const isBelow = schema["exclusiveMinimum"] === true ? value <= least : value < least;
  const isAbove = schema["exclusiveMaximum"] === true ? value >= most : value > most;
  return [
    ...(isBelow ? [said(place, `${String(value)} is less than the minimum`)] : []),
    ...(isAbove ? [said(place, `${String(value)} is more than the maximum`)] : []),
  ];
}

function textFaults(schema: JsonObject, place: Place & { readonly value: string }): readonly string[] {
  const { value } = place;
  const length = Array.from(value).length;
  const pattern = schema["pattern"];
  const isShort = length < (limit(schema, "minLength") ?? 0);
  const isLong = length > (limit(schema, "maxLength") ?? Infinity);
  const isOther = typeof pattern === "string" && !new RegExp(pattern).test(value);
  return [
    ...(isShort || isLong ? [said(place, "the text has another length")] : []),
    ...(isOther ? [said(place, `the text does not match ${pattern}`)] : []),
  ];
}

function listFaults(
  schema: JsonObject,
  place: Place & { readonly value: readonly Json[] },
): readonly string[] {
  const { value, at } = place;
  const items = schema["items"];
  const isShort = value.length < (limit(schema, "minItems") ?? 0);
  const isLong = value.length > (limit(schema, "maxItems") ?? Infinity);
  const isTwice =
    schema["uniqueItems"] === true && new Set(value.map((one) => JSON.stringify(one))).size < value.length;
  return [
    ...(isShort || isLong ? [said(place, "the list has another length")] : []),
    ...(isTwice ? [said(place, "the list has the same item twice")] : []),
    ...value.flatMap((item, index) => {
      const inner = Array.isArray(items) ? (items[index] as Json | undefined) : items;
      return isObject(inner) ? check(inner, { ...place, value: item, at: `${at}/${String(index)}` }) : [];
    }),
  ];
}

function objectFaults(schema: JsonObject, place: Place & { readonly value: JsonObject }): readonly string[] {
  const { value, at } = place;
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const more = schema["additionalProperties"];
  // Draft 4 lists what is required, draft 3 marks it.
  const listed = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  const marked = Object.entries(properties).flatMap(([name, one]) =>
    isObject(one) && one["required"] === true ? [name] : [],
  );
  const missing = [...listed, ...marked].filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => said(place, `the member ${name} is missing`)),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const own = properties[name];
      if (isObject(own)) return check(own, { ...place, value: inner ?? null, at: `${at}/${name}` });
      if (more === false) return [said(place, `the member ${name} is not allowed`)];
      return isObject(more) ? check(more, { ...place, value: inner ?? null, at: `${at}/${name}` }) : [];
    }),
  ];
}
