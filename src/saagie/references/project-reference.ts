import type { Caller } from "../../core/client.ts";
import { NotFoundError } from "../../core/errors.ts";
import { findByName } from "../../core/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { projectsOperations } from "../../../generated/saagie/methods.ts";
import { knownId, namesNothing, type Home } from "./known-id.ts";
import { nameIn } from "./name-in.ts";

/** Finds a project: by its id or URL without asking, by its name over `projectByName`. */
export function resolveProject(
  { call, home }: { readonly call: Caller; readonly home: Home },
  reference: unknown,
  options: CallOptions,
): string | Promise<string> {
  const known = knownId(reference, { what: "project", part: "projectId", home });
  if (known !== undefined) return known;
  const name = nameIn(reference);
  if (name !== undefined) return projectByName(call, name, options);
  throw namesNothing(reference, "project", "Give its id, its URL or its name.");
}

async function projectByName(call: Caller, name: string, options: CallOptions): Promise<string> {
  try {
    return (await call(projectsOperations.getByName, { name }, options)).id;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  // The list costs more, but it forgives the case and knows the near names.
  return findByName(await call(projectsOperations.list, {}, options), name, "project").id;
}
