import { momentOf } from "./dates.ts";
import { badRequest } from "./service-error.ts";
import { booleanOf, isObject, numberOf, textOf } from "./values.ts";

/** What a searchable field holds: it decides which operators there are. */
export type FieldType = "text" | "number" | "boolean" | "date" | "enum";

/** The searchable fields of a resource, by their names in lower case. */
export type SearchFields = ReadonlyMap<
  string,
  { readonly type: FieldType; readonly path: readonly string[] }
>;

const OPERATORS: ReadonlySet<string> = new Set(
  "eq neq gt gte lt lte in nin like nlike rlike on before after between".split(" "),
);

const ALLOWED: Readonly<Record<FieldType, readonly string[]>> = {
  text: ["eq", "neq", "like", "nlike", "rlike", "in", "nin"],
  number: ["eq", "neq", "gt", "gte", "lt", "lte", "in", "nin"],
  boolean: ["eq", "neq"],
  date: ["on", "eq", "before", "after", "between", "lt", "gt", "lte", "gte"],
  enum: ["eq", "neq", "in", "nin"],
};

/** Makes a table of searchable fields from their names, separated by blanks; a name is the path in the record. */
export function searchFields(names: Partial<Record<FieldType, string>>): SearchFields {
  const types = Object.keys(names) as FieldType[];
  return new Map(
    types.flatMap((type) =>
      (names[type] ?? "")
        .split(" ")
        .map((name) => [name.toLowerCase(), { type, path: name.split(".") }] as const),
    ),
  );
}

interface Term {
  readonly type: FieldType;
  readonly path: readonly string[];
  readonly operator: string;
  readonly value: string;
}

/** What a search reads: the terms of the query, the fields there are, and what the time is. */
export interface Search {
  readonly terms: Iterable<readonly [string, string]>;
  readonly fields: SearchFields;
  readonly now: number;
}

/**
 * Makes the test that a search demands of a record. Fields that the resource does not know are dropped without a word.
 *
 * @throws ServiceError 400 for an operator that the field has not, and for a value of another type
 */
export function searchTest(search: Search): (record: unknown) => boolean {
  const terms = readTerms(search).map((term) => [term.path, testOf(term, search.now)] as const);
  return (record) => terms.every(([path, test]) => test(valuesAt(record, path)));
}

/** Whether a query has at least one term of a search. */
export function isSearch(search: Search): boolean {
  return readTerms(search).length > 0;
}

function readTerms({ terms, fields }: Search): readonly Term[] {
  return [...terms].flatMap(([key, value]) => {
    const name = key.toLowerCase();
    const dot = name.lastIndexOf(".");
    const last = name.slice(dot + 1);
    const isOperator = dot > 0 && OPERATORS.has(last);
    const field = fields.get(isOperator ? name.slice(0, dot) : name);
    if (field === undefined) return [];
    const operator = isOperator ? last : "eq";
    if (!ALLOWED[field.type].includes(operator)) throw badRequest(`Invalid search operator for ${name}`);
    return [{ ...field, operator, value }];
  });
}

/** All values at a path: lists on the way are gone through. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [first, ...rest] = path;
  if (first === undefined) return [value];
  if (!isObject(value)) return [];
  const key = Object.keys(value).find((member) => member.toLowerCase() === first.toLowerCase());
  return key === undefined ? [] : valuesAt(value[key], rest);
}

type Test = (values: readonly unknown[]) => boolean;

function testOf({ type, operator, value }: Term, now: number): Test {
  if (operator === "nin" || operator === "neq" || operator === "nlike") {
    const positive = { nin: "in", neq: "eq", nlike: "like" }[operator];
    const test = oneTest({ type, operator: positive, value, path: [] }, now);
    return (values) => !values.some(test);
  }
  const test = oneTest({ type, operator, value, path: [] }, now);
  return (values) => values.some(test);
}

function oneTest({ type, operator, value }: Term, now: number): (value: unknown) => boolean {
  switch (type) {
    case "number":
      return numberTest(operator, value);
    case "boolean": {
      const wanted = booleanOf(value);
      if (wanted === undefined) throw badRequest(`${value} is not a boolean`);
      return (held) => booleanOf(held) === wanted;
    }
    case "date":
      return dateTest(operator, value, now);
    case "text":
    case "enum":
      return textTest(operator, value, type === "enum");
  }
}

function textTest(operator: string, value: string, isEnum: boolean): (value: unknown) => boolean {
  const fold = (text: string): string => (isEnum ? text.toUpperCase() : text);
  const held = (given: unknown): string =>
    fold(textOf(given) ?? (given == null ? "" : JSON.stringify(given)));
  if (operator === "in") {
    const wanted = new Set(value.split(",").map((item) => fold(item.trim())));
    return (given) => wanted.has(held(given));
  }
  if (operator === "like" || operator === "rlike") {
    const parts = value.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`^${parts.join(".*")}$`, "s");
    return (given) => pattern.test(held(given));
  }
  return (given) => held(given) === fold(value);
}

function numberTest(operator: string, value: string): (value: unknown) => boolean {
  const wanted = (operator === "in" ? value.split(",") : [value]).map((item) => {
    const number = numberOf(item);
    if (number === undefined) throw badRequest(`${item} is not a number`);
    return number;
  });
  const [first = 0] = wanted;
  return (given) => {
    const held = numberOf(given);
    return held !== undefined && (operator === "in" ? wanted.includes(held) : compare(operator, held, first));
  };
}

function compare(operator: string, held: number, wanted: number): boolean {
  switch (operator) {
    case "gt":
      return held > wanted;
    case "gte":
      return held >= wanted;
    case "lt":
      return held < wanted;
    case "lte":
      return held <= wanted;
    default:
      return held === wanted;
  }
}

const DAY_MS = 86_400_000;

function dateTest(operator: string, value: string, now: number): (value: unknown) => boolean {
  const [first = 0, second = Infinity] = (operator === "between" ? value.split(",") : [value]).map((item) => {
    const moment = momentOf(item, now);
    if (moment === undefined) throw badRequest(`${item} is not a date`);
    return moment;
  });
  return (given) => {
    const held = Date.parse(textOf(given) ?? "");
    if (Number.isNaN(held)) return false;
    switch (operator) {
      case "on":
        return Math.floor(held / DAY_MS) === Math.floor(first / DAY_MS);
      case "before":
      case "lt":
        return held < first;
      case "after":
      case "gt":
        return held > first;
      case "between":
        return held >= first && held <= second;
      case "lte":
      case "gte":
        return compare(operator, held, first);
      default:
        return Math.floor(held / 1000) === Math.floor(first / 1000);
    }
  };
}
