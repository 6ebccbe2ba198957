import { badRequest } from "./service-error.ts";
import type { SearchFields } from "./searching.ts";
import { isObject, textOf } from "./values.ts";

const ASCENDING: ReadonlySet<string> = new Set(["asc", "ascend", "ascending"]);
const DESCENDING: ReadonlySet<string> = new Set(["desc", "descend", "descending"]);

/** How a list is put in order where the query says nothing. */
export interface DefaultOrder {
  readonly by: string;
  readonly order: "asc" | "desc";
}

/**
 * Puts a list in the order that a query asks for.
 *
 * @throws ServiceError 400 for an order that is none, and for a field that cannot be searched
 */
export function ordered<T>(
  list: readonly T[],
  query: URLSearchParams,
  { fields, otherwise }: { readonly fields: SearchFields; readonly otherwise: DefaultOrder },
): readonly T[] {
  const word = (query.get("order") || otherwise.order).toLowerCase();
  if (!ASCENDING.has(word) && !DESCENDING.has(word)) throw badRequest(`Invalid order value ${word}`);
  const name = query.get("orderBy") || otherwise.by;
  const field = fields.get(name.toLowerCase());
  if (field === undefined) throw badRequest(`Invalid orderBy value ${name}`);
  const sign = ASCENDING.has(word) ? 1 : -1;
  const keyed = list.map((item) => ({ item, key: keyAt(item, field.path) }));
  return keyed.toSorted((left, right) => sign * compare(left.key, right.key)).map(({ item }) => item);
}

function keyAt(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined || !isObject(value)) return value;
  return keyAt(value[first], rest);
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [one, other] = [textOf(left) ?? "", textOf(right) ?? ""];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
