import type { Caller } from "../../core/client.ts";
import { findByName } from "../../core/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { repositoriesOperations } from "../../../generated/saagie/methods.ts";
import { knownId, namesNothing, type Home } from "./known-id.ts";
import { nameIn } from "./name-in.ts";

/** Finds a repository: by its id without asking, by its name in the list of the catalogue. */
export function resolveRepository(
  { call, home }: { readonly call: Caller; readonly home: Home },
  reference: unknown,
  options: CallOptions,
): string | Promise<string> {
  const known = knownId(reference, { what: "repository", home });
  if (known !== undefined) return known;
  const name = nameIn(reference);
  if (name === undefined) throw namesNothing(reference, "repository", "Give its id or its name.");
  return call(repositoriesOperations.listMinimal, {}, options).then(
    (listed) => findByName(listed, name, "repository").id,
  );
}
