import type { AgaveCall } from "../wire/call.ts";
import { searchTest, type FieldType, type SearchFields } from "../wire/searching.ts";
import { badRequest } from "../wire/service-error.ts";
import type { JsonObject } from "../wire/values.ts";

/** Whether a query makes a listing a search: any argument does but a nonce. */
export function isSearch({ query }: AgaveCall): boolean {
  return [...query.keys()].some((key) => key !== "x-nonce");
}

/** Answers a search over rows in its own form. */
export function searched(call: AgaveCall, rows: readonly JsonObject[]): JsonObject {
  const test = searchTest({ terms: call.query, fields: fieldsOf(rows), now: call.now });
  const word = call.query.get("search")?.toLowerCase();
  const exact = call.query.get("exactsearch");
  const found = rows.filter((row) => {
    const text = JSON.stringify(row);
    const hasWord = word === undefined || text.toLowerCase().includes(word);
    return hasWord && (exact === null || text.includes(exact)) && test(row);
  });
  const skip = whole(call, "skip", 0);
  const limit = whole(call, "limit", 100);
  const page = found.slice(skip, skip + limit);
  const counts = {
    totalCount: found.length,
    recordsSkipped: skip,
    recordLimit: limit,
    countReturned: page.length,
  };
  return { _metadata: counts, search: page };
}

function whole({ query }: AgaveCall, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === "") return otherwise;
  if (!/^\d+$/.test(text)) throw badRequest(`Invalid ${name} value ${text}`);
  return Number(text);
}

/** What can be searched is what the rows have. */
function fieldsOf(rows: readonly JsonObject[]): SearchFields {
  const fields = new Map<string, { readonly type: FieldType; readonly path: readonly string[] }>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (!fields.has(name.toLowerCase()))
        fields.set(name.toLowerCase(), { type: typeOf(name, value), path: [name] });
    }
  }
  return fields;
}

function typeOf(name: string, value: unknown): FieldType {
  if (name.endsWith("Time")) return "date";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "text";
}
