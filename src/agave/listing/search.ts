import { InvalidInputError } from "../../core/errors.ts";
import { SEARCH_FIELDS, type Searchable, type SearchFields } from "./search-fields.ts";

/** A moment to search for: a `Date`, or a text that the service reads, such as `2026-01-05` or `3 days ago`. */
export type SearchDate = Date | string;

type TextOperator = "eq" | "neq" | "like" | "nlike" | "rlike";
type NumberOperator = "eq" | "neq" | "gt" | "gte" | "lt" | "lte";
type DateOperator = "on" | "eq" | "before" | "after" | "lt" | "gt";

type Terms<Field extends string, Operator extends string, Value, List extends string> = {
  readonly [Key in Field | `${Field}.${Operator}`]?: Value;
} & { readonly [Key in `${Field}.${List}`]?: readonly Value[] };

/**
 * What to search for: values by `field` or `field.operator`, all of which have to be met.
 *
 * @remarks The services drop a term that they do not know without a word, and answer too much: so only known ones are sent.
 */
export type Search<Listed extends Searchable> = SearchBy<(typeof SEARCH_FIELDS)[Listed]>;

type SearchBy<Fields extends SearchFields> = Terms<
  Fields["text"][number],
  TextOperator,
  string,
  "in" | "nin"
> &
  Terms<Fields["number"][number], NumberOperator, number, "in" | "nin"> &
  Terms<Fields["boolean"][number], "eq" | "neq", boolean, never> &
  Terms<Fields["enum"][number], "eq" | "neq", string, "in" | "nin"> &
  Terms<Fields["date"][number], DateOperator, SearchDate, never> & {
    readonly [Key in `${Fields["date"][number]}.between`]?: readonly [from: SearchDate, to: SearchDate];
  };

/** In which order, by a searchable field. */
export interface OrderOptions {
  /** The searchable field to order by. */
  readonly orderBy?: string;
  /** @defaultValue "desc", of histories "asc" */
  readonly order?: "asc" | "desc";
}

const OPERATORS: Readonly<Record<keyof SearchFields, readonly string[]>> = {
  text: ["eq", "neq", "like", "nlike", "rlike", "in", "nin"],
  number: ["eq", "neq", "gt", "gte", "lt", "lte", "in", "nin"],
  boolean: ["eq", "neq"],
  enum: ["eq", "neq", "in", "nin"],
  date: ["on", "eq", "before", "after", "between", "lt", "gt"],
};

const ALL_OPERATORS: ReadonlySet<string> = new Set(Object.values(OPERATORS).flat());

/**
 * Checks what to search for and writes it as the service reads it.
 *
 * @throws {@link InvalidInputError} naming a term that the service does not know, or a value that is none of its kind.
 */
export function searchTerms(search: object, listed: Searchable): Readonly<Record<string, unknown>> {
  const fields = SEARCH_FIELDS[listed];
  const terms = Object.entries(search).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    terms.map(([term, value]: [string, unknown]) => [term, wireValue(term, value, fields)]),
  );
}

function wireValue(term: string, value: unknown, fields: SearchFields): unknown {
  const { field, operator } = split(term);
  const kind = (Object.keys(OPERATORS) as (keyof SearchFields)[]).find((candidate) =>
    fields[candidate].includes(field),
  );
  if (kind === undefined)
    throw new InvalidInputError(`${JSON.stringify(field)} is not a field that can be searched by.`, {
      hint: `There are ${Object.values(fields).flat().join(", ")}.`,
    });
  if (!OPERATORS[kind].includes(operator))
    throw new InvalidInputError(`${field} cannot be searched by ${JSON.stringify(operator)}.`, {
      hint: `There are ${OPERATORS[kind].join(", ")}.`,
    });
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isList = ["in", "nin", "between"].includes(operator);
  if (Array.isArray(value) !== isList || (operator === "between" && values.length !== 2))
    throw new InvalidInputError(
      `The search term ${term} takes ${operator === "between" ? "two values" : isList ? "a list" : "one value"}.`,
    );
  const texts = values.map((one) => textOf(one, term));
  if (isList && texts.some((text) => text.includes(",")))
    throw new InvalidInputError(`A value of the search term ${term} holds a comma, which separates values.`);
  return isList ? texts : texts[0];
}

function split(term: string): { readonly field: string; readonly operator: string } {
  const at = term.lastIndexOf(".");
  const operator = term.slice(at + 1);
  if (at < 0 || !ALL_OPERATORS.has(operator)) return { field: term, operator: "eq" };
  return { field: term.slice(0, at), operator };
}

function textOf(value: unknown, term: string): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw new InvalidInputError(`The search term ${term} takes a text, number, truth value or date.`);
}
