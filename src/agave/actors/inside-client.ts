import { connectionFromEnvironment } from "../../core/transport/connection-options.ts";
import { processEnvironment, type Environment } from "../../core/environment.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { ActorsUpdateStateResult } from "../../../generated/agave/methods.ts";
import { Agave } from "../agave.ts";
import type { AgaveOptions, RestoreOptions } from "../options.ts";
import { actorContext } from "./inside.ts";

/** Options of the client of an actor's own program. */
export type ActorClientOptions = RestoreOptions;

/**
 * Connects an actor's own program to the platform: as the one who sent the message, where the actor is registered with
 * `token: true`, else as {@link Agave.restore} does.
 *
 * @remarks Reads `_abaco_access_token` and `_abaco_api_server`. Without the token, which only the platform hands out, a program
 * runs on a developer's machine as well. A `token` in the options, too, goes to `Agave.restore`. Nothing is sent yet.
 * @throws {@link InvalidInputError} when there is a token but not its server: it is sent to no other;
 * {@link AuthenticationError} when there is no session either.
 * @example
 * ```ts
 * const agave = await actorClient();
 * await agave.files.upload("results/out.json", JSON.stringify({ done: true }));
 * ```
 */
export async function actorClient(
  options: ActorClientOptions = {},
  environment: Environment = processEnvironment(),
): Promise<Agave> {
  const token = environment["_abaco_access_token"];
  if (!token || options.token) return Agave.restore(options, environment);
  const baseUrl = options.baseUrl ?? environment["_abaco_api_server"];
  if (!baseUrl)
    throw new InvalidInputError("_abaco_access_token is set, but _abaco_api_server is not.", {
      hint: "Set both, or none of them.",
    });
  return new Agave({
    ...connectionFromEnvironment(environment, options),
    ...clientOf(options),
    token,
    baseUrl,
  });
}

/** The options without those that choose a session. */
function clientOf({
  apiKey: _apiKey,
  baseUrl: _baseUrl,
  cacheDir: _cacheDir,
  clientName: _clientName,
  tenantId: _tenantId,
  token: _token,
  username: _username,
  writeBack: _writeBack,
  ...client
}: ActorClientOptions): Omit<AgaveOptions, "baseUrl" | "tenantId"> {
  return client;
}

/**
 * Sets what the actor whose program this is keeps for its next executions.
 *
 * @remarks Remote call: `POST /actors/v2/{id}/state`, with the client of {@link actorClient}. The service takes no empty state,
 * such as `{}` or `0`.
 * @throws {@link InvalidInputError} outside an actor; NotFoundError for an actor that is stateless.
 * @example
 * ```ts
 * await updateActorState({ lastFile: "agave://data/in.csv", at: new Date().toISOString() });
 * ```
 */
export async function updateActorState(
  state: unknown,
  options: ActorClientOptions & { readonly signal?: AbortSignal } = {},
  environment: Environment = processEnvironment(),
): Promise<ActorsUpdateStateResult> {
  const { actorId } = actorContext(environment);
  if (actorId === undefined)
    throw new InvalidInputError("This program does not run in an actor: _abaco_actor_id is not set.", {
      hint: "Use agave.actors.updateState.",
    });
  const { signal, ...client } = options;
  const agave = await actorClient(client, environment);
  return agave.actors.updateState(actorId, state, signal ? { signal } : {});
}
