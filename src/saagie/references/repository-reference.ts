import { findByName } from "../../core/lookup/lookup.ts";
import { repositoriesOperations } from "../../../generated/saagie/methods.ts";
import { namesNothing } from "./known-id.ts";
import type { LookUp } from "./look-up.ts";
import { nameIn } from "./name-in.ts";

/** Finds a repository by its name in the list of the catalogue. */
export const lookUpRepository: LookUp = async ({ call }, reference, options) => {
  const name = nameIn(reference);
  if (name === undefined) throw namesNothing(reference, "repository", "Give its id or its name.");
  return findByName(await call(repositoriesOperations.listMinimal, {}, options), name, "repository").id;
};
