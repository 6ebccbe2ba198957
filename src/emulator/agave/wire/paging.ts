const DEFAULT = 100;
const MAXIMUM = 250;

/** Which part of a listing is asked for. */
interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** Reads the page from a query: what is no number counts as not asked, a sign does not count, more than 250 is cut to it. */
function pageOf(query: URLSearchParams): Page {
  const limit = Math.min(integer(query.get("limit"), DEFAULT), MAXIMUM);
  return { limit, offset: integer(query.get("offset"), 0) };
}

function integer(text: string | null, otherwise: number): number {
  return text !== null && /^[+-]?\d+$/.test(text.trim()) ? Math.abs(Number(text)) : otherwise;
}

/** The part of a list that a query asks for. */
export function paged<T>(list: readonly T[], query: URLSearchParams): readonly T[] {
  const { limit, offset } = pageOf(query);
  return list.slice(offset, offset + limit);
}
