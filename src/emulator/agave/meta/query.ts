import { isSame } from "../../same.ts";
import { isObject, type Json, type JsonObject } from "../wire/values.ts";

/** Tells whether a document is meant by a query in MongoDB's language. */
export type QueryTest = (document: JsonObject) => boolean;

type ValueTest = (values: readonly unknown[]) => boolean;

/**
 * Makes the test of a query.
 *
 * @throws SyntaxError for an operator that is not known, or that is given what it does not take
 */
export function queryTest(query: JsonObject): QueryTest {
  const tests = Object.entries(query).map(([key, value]) => memberTest(key, value ?? null));
  return (document) => tests.every((test) => test(document));
}

function memberTest(key: string, value: Json): QueryTest {
  switch (key) {
    case "$and": {
      const tests = queries(key, value);
      return (document) => tests.every((test) => test(document));
    }
    case "$or": {
      const tests = queries(key, value);
      return (document) => tests.some((test) => test(document));
    }
    case "$nor": {
      const tests = queries(key, value);
      return (document) => !tests.some((test) => test(document));
    }
    default: {
      if (key.startsWith("$")) throw new SyntaxError(`unknown top level operator: ${key}`);
      const test = valueTest(value);
      return (document) => test(valuesAt(document, key.split(".")));
    }
  }
}

function queries(operator: string, value: Json): readonly QueryTest[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new SyntaxError(`${operator} must be a nonempty array`);
  return value.map((one: Json) => {
    if (!isObject(one)) throw new SyntaxError(`${operator} entries must be objects`);
    return queryTest(one);
  });
}

/**
 * The values at a path: a list on the way is gone through, and counts as a position too.
 * A list at its end counts as itself and as each of its items.
 */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [first, ...rest] = path;
  if (first === undefined) return Array.isArray(value) ? [value, ...(value as readonly unknown[])] : [value];
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    const placed = /^\d+$/.test(first) && Number(first) in items ? valuesAt(items[Number(first)], rest) : [];
    return [...placed, ...items.filter(isObject).flatMap((item) => valuesAt(item, path))];
  }
  return isObject(value) && Object.hasOwn(value, first) ? valuesAt(value[first], rest) : [];
}

function isOperators(value: Json): value is JsonObject {
  return isObject(value) && Object.keys(value).some((key) => key.startsWith("$"));
}

function valueTest(value: Json): ValueTest {
  if (!isOperators(value)) return equals(value);
  const tests = Object.entries(value).map(([operator, operand]) =>
    operatorTest(operator, operand ?? null, value),
  );
  return (values) => tests.every((test) => test(values));
}

function equals(wanted: Json): ValueTest {
  // null means what is not there as well.
  if (wanted === null) return (values) => values.length === 0 || values.includes(null);
  return (values) => values.some((value) => isSame(value, wanted));
}

const not =
  (test: ValueTest): ValueTest =>
  (values) =>
    !test(values);

function operatorTest(operator: string, operand: Json, all: JsonObject): ValueTest {
  switch (operator) {
    case "$eq":
      return equals(operand);
    case "$ne":
      return not(equals(operand));
    case "$gt":
      return comparing(operand, (order) => order > 0);
    case "$gte":
      return comparing(operand, (order) => order >= 0);
    case "$lt":
      return comparing(operand, (order) => order < 0);
    case "$lte":
      return comparing(operand, (order) => order <= 0);
    case "$in":
      return within(operand, operator);
    case "$nin":
      return not(within(operand, operator));
    case "$exists":
      return (values) => values.length > 0 === (operand !== false && operand !== 0 && operand !== null);
    case "$not":
      return not(isOperators(operand) ? valueTest(operand) : regexTest(operand, undefined));
    case "$regex":
      return regexTest(operand, all["$options"]);
    case "$options":
      return () => true;
    default:
      return listTest(operator, operand);
  }
}

function listTest(operator: string, operand: Json): ValueTest {
  switch (operator) {
    case "$all": {
      const tests = listOf(operand, operator).map(equals);
      return (values) => tests.length > 0 && tests.every((test) => test(values));
    }
    case "$size":
      return (values) => Array.isArray(values[0]) && values[0].length === operand;
    case "$elemMatch": {
      if (!isObject(operand)) throw new SyntaxError("$elemMatch needs an object");
      const isItem = elementTest(operand);
      return (values) => Array.isArray(values[0]) && values[0].some(isItem);
    }
    case "$type":
      return (values) => values.some((value) => typesOf(value).some((type) => type === operand));
    default:
      throw new SyntaxError(`unknown operator: ${operator}`);
  }
}

function elementTest(operand: JsonObject): (item: unknown) => boolean {
  const isAboutValue =
    isOperators(operand) && !["$and", "$or", "$nor"].includes(Object.keys(operand)[0] ?? "");
  if (isAboutValue) {
    const test = valueTest(operand);
    return (item) => test(Array.isArray(item) ? [item, ...(item as readonly unknown[])] : [item]);
  }
  const test = queryTest(operand);
  return (item) => isObject(item) && test(item);
}

function listOf(operand: Json, operator: string): readonly Json[] {
  if (!Array.isArray(operand)) throw new SyntaxError(`${operator} needs an array`);
  return operand as readonly Json[];
}

function within(operand: Json, operator: string): ValueTest {
  const tests = listOf(operand, operator).map(equals);
  return (values) => tests.some((test) => test(values));
}

function comparing(operand: Json, isMeant: (order: number) => boolean): ValueTest {
  return (values) =>
    values.some((value) => {
      // Only what is of the same type can be compared.
      if (typeof value === "number" && typeof operand === "number") return isMeant(value - operand);
      if (typeof value !== "string" || typeof operand !== "string") return false;
      if (value === operand) return isMeant(0);
      return isMeant(value < operand ? -1 : 1);
    });
}

/** A pattern, or a list of them of which one has to fit. */
function regexTest(operand: Json, options: Json | undefined): ValueTest {
  const flags = (typeof options === "string" ? options : "").replace(/[^ims]/g, "");
  const patterns = (Array.isArray(operand) ? (operand as readonly Json[]) : [operand]).map((source) => {
    if (typeof source !== "string") throw new SyntaxError("$regex has to be a string");
    return new RegExp(source, flags);
  });
  return (values) =>
    values.some((value) => typeof value === "string" && patterns.some((pattern) => pattern.test(value)));
}

/** The types of a value, by name and by number. */
function typesOf(value: unknown): readonly (string | number)[] {
  if (value === null) return ["null", 10];
  if (Array.isArray(value)) return ["array", 4];
  switch (typeof value) {
    case "string":
      return ["string", 2];
    case "boolean":
      return ["bool", 8];
    case "number":
      return Number.isInteger(value) ? ["int", 16, "number"] : ["double", 1, "number"];
    default:
      return ["object", 3];
  }
}
