import type { ActorsGetResult, ActorsMethods } from "../../../generated/agave/methods.ts";
import { RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { ActorDefinition } from "../../../generated/agave/api.ts";
import { covers, type Action } from "../changes.ts";

/** What was done to bring an actor to its definition, and what it is now. */
export interface ActorDeployment {
  readonly action: Action;
  readonly actor: ActorsGetResult;
}

/**
 * Brings an actor, which is found by its name, to its definition.
 *
 * @throws RefusedError when several have that name.
 */
export async function deployActor(
  actors: Pick<ActorsMethods, "list" | "create" | "update">,
  definition: ActorDefinition & { readonly name: string },
  options: CallOptions,
): Promise<ActorDeployment> {
  const twins = (await actors.list(options)).filter(({ name }) => name === definition.name);
  const [present, another] = twins;
  if (another !== undefined)
    throw new RefusedError(`Several actors are named ${definition.name}: change one by its id.`, {
      platform: "agave",
    });
  if (present === undefined) return { action: "created", actor: await actors.create(definition, options) };
  const { force = false, ...wanted } = definition;
  if (!force && covers(present, wanted)) return { action: "unchanged", actor: present };
  return { action: "updated", actor: await actors.update(present.id, definition, options) };
}
