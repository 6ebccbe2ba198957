import { processEnvironment, type Environment } from "../../core/environment.ts";

/** What an actor's own program is told of its execution. */
export interface ActorExecutionContext {
  /** The message as it came. */
  readonly rawMessage: string;
  /** The message as JSON; `undefined` where it is none. */
  readonly message: unknown;
  readonly contentType: string | undefined;
  readonly actorId: string | undefined;
  readonly actorName: string | undefined;
  readonly image: string | undefined;
  readonly executionId: string | undefined;
  readonly workerId: string | undefined;
  readonly username: string | undefined;
  /** What a stateful actor keeps; `undefined` where it keeps nothing. */
  readonly state: unknown;
}

/** The names of the environment variables that the platform sets for an actor's own program; give no others these names. */
export const reservedActorVariables: readonly string[] = Object.freeze([
  "MSG",
  "_abaco_Content-Type",
  "_abaco_access_token",
  "_abaco_actor_dbid",
  "_abaco_actor_id",
  "_abaco_actor_name",
  "_abaco_actor_state",
  "_abaco_api_server",
  "_abaco_container_repo",
  "_abaco_execution_id",
  "_abaco_username",
  "_abaco_worker_id",
]);

/**
 * Reads what an actor's own program is told, in its environment variables.
 *
 * @remarks What comes of an execution goes back with `sendActorResult`, or to a file, or to the state with `updateActorState`, or
 * is printed for `agave.actors.log`.
 * @example
 * ```ts
 * const { message, executionId } = actorContext();
 * ```
 */
export function actorContext(environment: Environment = processEnvironment()): ActorExecutionContext {
  const read = (name: string): string | undefined => environment[name] || undefined;
  const rawMessage = read("MSG") ?? "";
  return {
    rawMessage,
    message: jsonOf(rawMessage),
    contentType: read("_abaco_Content-Type") ?? read("_abaco_Content_Type"),
    actorId: read("_abaco_actor_id"),
    actorName: read("_abaco_actor_name"),
    image: read("_abaco_container_repo"),
    executionId: read("_abaco_execution_id"),
    workerId: read("_abaco_worker_id"),
    username: read("_abaco_username"),
    state: jsonOf(read("_abaco_actor_state") ?? ""),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
