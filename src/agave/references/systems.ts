import { findByName } from "../../core/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { systemsOperations, type Call, type SystemsListResult } from "../../../generated/agave/methods.ts";
import { listBy } from "../listing/list-by.ts";

/**
 * Finds the id of a system that is given by its id, or by a name that cannot be one: ids have letters, digits, points and
 * hyphens only, so that a blank tells a name.
 *
 * @throws NotFoundError with near names; AmbiguousNameError with the ids.
 */
export async function systemIdOf(call: Call, reference: string, options: CallOptions): Promise<string> {
  if (/^[\dA-Za-z.-]*$/u.test(reference)) return reference;
  const mark = ({ id }: SystemsListResult[number]): string => id;
  const named: { readonly id: string; readonly name: string }[] = [];
  for await (const { id, name } of listBy(
    call,
    { operation: systemsOperations.list, variables: {}, mark },
    options,
  ))
    named.push({ id, name: name ?? "" });
  return findByName(named, reference, "system").id;
}
