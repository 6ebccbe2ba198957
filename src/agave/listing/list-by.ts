import type { Call, Operation } from "../../../generated/agave/methods.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import type { Searchable } from "./search-fields.ts";
import { Listing, type ListingOptions } from "./listing.ts";

/** How a listing operation is walked through. */
export interface ListBy<Item, Variables> {
  readonly operation: Operation<readonly Item[], Variables>;
  /** Its other variables. */
  readonly variables: Omit<NoInfer<Variables>, "limit" | "offset">;
  /** What the variable `search` is about, where there is one. */
  readonly searchable?: Searchable;
  readonly mark: (item: NoInfer<Item>) => string;
  readonly isEntry?: (item: NoInfer<Item>) => boolean;
  readonly mayLack?: number;
}

/** Makes a {@link Listing} of an operation that takes `limit` and `offset`. */
export function listBy<Item, Variables>(
  call: Call,
  { operation, variables, searchable, ...source }: ListBy<Item, Variables>,
  options: ListingOptions,
): Listing<Item> {
  return new Listing(
    {
      ...source,
      read: async (page, callOptions) => {
        const checked = searchable ? await withTerms(variables, searchable) : variables;
        return call(operation, { ...checked, ...page } as Variables, callOptions);
      },
    },
    options,
  );
}

// Who searches for nothing does not carry the names of all fields.
const searching = lazy(() => import("./search.ts"));

async function withTerms(
  variables: { readonly search?: unknown },
  searchable: Searchable,
): Promise<{ readonly search?: unknown }> {
  const { search } = variables;
  if (typeof search !== "object" || search === null) return variables;
  return { ...variables, search: (await searching()).searchTerms(search, searchable) };
}
