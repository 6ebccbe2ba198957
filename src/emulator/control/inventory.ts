/** Some of many things, as a list shows them. */
export interface Listed {
  /** How many there are in all. */
  readonly total: number;
  /** Those that are shown, in the order in which they are. */
  readonly items: readonly object[];
}

/** What there is of one kind, told without secrets. */
export interface Kind {
  /** @param query - `limit`, and what the kind can be narrowed down by */
  list(query: URLSearchParams): Listed;
  /** One of them with all that is told of it; undefined where there is none. */
  find(id: string, query: URLSearchParams): object | undefined;
}

/** What a platform has, for people who look at it past the wire: see `GET /resources` of the control API. */
export interface Inventory {
  /** What the platform is, in a few words by name. */
  readonly facts: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, Kind>>;
}

/** How many are listed unless a request says otherwise. */
const SHOWN = 200;

/**
 * Shows some of many records; only those are looked at closely.
 *
 * @throws RangeError for a limit that is none
 */
export function listed<T>(
  records: readonly T[],
  query: URLSearchParams,
  overview: (record: T) => object,
): Listed {
  const limit = query.get("limit") ?? String(SHOWN);
  if (!/^[1-9]\d*$/.test(limit)) throw new RangeError(`limit is how many to show, not ${limit}`);
  return { total: records.length, items: records.slice(0, Number(limit)).map(overview) };
}
