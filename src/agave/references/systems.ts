import { findByName } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  systemsOperations,
  type Call,
  type SystemsListNamesResult,
} from "../../../generated/agave/methods.ts";
import { listBy } from "../listing/list-by.ts";

/**
 * Finds the id of the system with a name.
 *
 * @throws NotFoundError with near names; AmbiguousNameError with the ids.
 */
export async function findSystemId(call: Call, name: string, options: CallOptions): Promise<string> {
  const mark = ({ id }: SystemsListNamesResult[number]): string => id;
  const named: { readonly id: string; readonly name: string }[] = [];
  for await (const { id, name: of } of listBy(
    call,
    { operation: systemsOperations.listNames, variables: {}, mark },
    options,
  ))
    named.push({ id, name: of ?? "" });
  return findByName(named, name, "system").id;
}
