/** Where in the window somebody is: `#/runs/42?project=7`. */
export interface Route {
  /** The name of the view. */
  readonly view: string;
  /** Which one, in views of one thing. */
  readonly id?: string;
  readonly query: URLSearchParams;
}

/** Reads the fragment of an address. */
export function readRoute(hash: string): Route {
  const address = hash.replace(/^#/, "");
  const base = "http://window.invalid";
  if (!URL.canParse(address, base)) return { view: "", query: new URLSearchParams() };
  const { pathname, searchParams: query } = new URL(address, base);
  const [, view = "", ...rest] = pathname.split("/");
  const id = decoded(rest.join("/"));
  return { view, ...(id !== "" && { id }), query };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Writes the fragment of an address. */
export function hrefOf(
  view: string,
  id?: string,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = new URLSearchParams(given).toString();
  const path = id === undefined ? `#/${view}` : `#/${view}/${encodeURIComponent(id)}`;
  return search === "" ? path : `${path}?${search}`;
}

/** A path of the control API with what of a route's query belongs to it. */
export function withQuery(path: string, query: URLSearchParams, names: readonly string[]): string {
  const given = names.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  const search = new URLSearchParams(given).toString();
  return search === "" ? path : `${path}?${search}`;
}
