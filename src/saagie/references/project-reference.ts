import type { Caller } from "../../core/client.ts";
import { findByName } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { projectsOperations } from "../../../generated/saagie/methods.ts";
import { idIfFound } from "./ask-first.ts";
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
  const id = await idIfFound(call(projectsOperations.getByName, { name }, options));
  return id ?? findByName(await call(projectsOperations.list, {}, options), name, "project").id;
}
