import type { AgaveCall } from "../wire/call.ts";
import { ordered } from "../wire/ordering.ts";
import { searchFields } from "../wire/searching.ts";
import { badRequest } from "../wire/service-error.ts";
import { isObject, type JsonObject } from "../wire/values.ts";
import { queryTest, type QueryTest } from "./query.ts";
import { parseRelaxed } from "./relaxed-json.ts";

/** An item, and what queries see of it. */
export interface Viewed<T> {
  readonly item: T;
  readonly view: JsonObject;
}

/**
 * The items that a query means, in the order that it asks for: the newest first where it says nothing.
 *
 * @throws ServiceError 400 for a query that cannot be read, and for an order that there is not
 */
export function meant<T>(
  items: readonly Viewed<T>[],
  call: AgaveCall,
  orderFields: string,
): readonly Viewed<T>[] {
  const test = readQuery(call.query.get("q") ?? "");
  const fields = searchFields({ text: orderFields });
  const found = items.filter(({ view }) => test(view));
  const otherwise = { by: "lastUpdated", order: "desc" } as const;
  const keyed = found.map((one) => ({ ...one.view, one }));
  return ordered(keyed, call.query, { fields, otherwise }).map(({ one }) => one);
}

function readQuery(text: string): QueryTest {
  if (text.trim() === "") return () => true;
  try {
    const query = parseRelaxed(text);
    if (!isObject(query)) throw new SyntaxError("A query is an object");
    return queryTest(query);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(`Malformed JSON query: ${error.message}`);
    throw error;
  }
}
