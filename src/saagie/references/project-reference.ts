import type { Caller } from "../../core/client.ts";
import { NotFoundError, UnsupportedByPlatformError } from "../../core/errors.ts";
import { findByName } from "../../core/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { projectsOperations } from "../../../generated/saagie/methods.ts";
import { namesNothing } from "./known-id.ts";
import type { LookUp } from "./look-up.ts";
import { nameIn } from "./name-in.ts";

/** Finds a project by its name over `projectByName`. */
export const lookUpProject: LookUp = async ({ call }, reference, options) => {
  const name = nameIn(reference);
  if (name !== undefined) return projectByName(call, name, options);
  throw namesNothing(reference, "project", "Give its id, its URL or its name.");
};

async function projectByName(call: Caller, name: string, options: CallOptions): Promise<string> {
  try {
    return (await call(projectsOperations.getByName, { name }, options)).id;
  } catch (error) {
    // An older platform cannot be asked for one name: it is refused here, before anything is sent.
    const isMiss = error instanceof NotFoundError || error instanceof UnsupportedByPlatformError;
    if (!isMiss) throw error;
  }
  // The list costs more, but it forgives the case and knows the near names.
  return findByName(await call(projectsOperations.list, {}, options), name, "project").id;
}
