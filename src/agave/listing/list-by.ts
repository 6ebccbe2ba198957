import type { Call, Operation } from "../../../generated/agave/methods.ts";
import { Listing, type ListingOptions } from "./listing.ts";

/** How a listing operation is walked through. */
export interface ListBy<Item, Variables> {
  readonly operation: Operation<readonly Item[], Variables>;
  /** Its other variables. */
  readonly variables: Omit<NoInfer<Variables>, "limit" | "offset">;
  readonly mark: (item: NoInfer<Item>) => string;
  readonly isEntry?: (item: NoInfer<Item>) => boolean;
  readonly mayLack?: number;
}

/** Makes a {@link Listing} of an operation that takes `limit` and `offset`. */
export function listBy<Item, Variables>(
  call: Call,
  { operation, variables, ...source }: ListBy<Item, Variables>,
  options: ListingOptions,
): Listing<Item> {
  return new Listing(
    {
      ...source,
      read: (page, callOptions) => call(operation, { ...variables, ...page } as Variables, callOptions),
    },
    options,
  );
}
