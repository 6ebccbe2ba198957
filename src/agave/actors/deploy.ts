import type { ActorsGetResult, ActorsMethods } from "../../../generated/agave/methods.ts";
import { RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { ActorDefinition } from "../../../generated/agave/api.ts";
import { covers, createOrUpdate, type Action } from "../changes.ts";

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
  const { force = false, ...wanted } = definition;
  const { action, now } = await createOrUpdate<ActorsGetResult>({
    find: () => findActor(actors, definition.name, options),
    isAsDefined: (found) => !force && covers(found, wanted),
    create: () => actors.create(definition, options),
    update: ({ id }) => actors.update(id, definition, options),
  });
  return { action, actor: now };
}

async function findActor(
  actors: Pick<ActorsMethods, "list">,
  name: string,
  options: CallOptions,
): Promise<ActorsGetResult | undefined> {
  const [found, another] = (await actors.list(options)).filter((actor) => actor.name === name);
  if (another === undefined) return found;
  throw new RefusedError(`Several actors are named ${name}: change one by its id.`, { platform: "agave" });
}
