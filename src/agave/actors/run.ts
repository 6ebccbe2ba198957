import { RefusedError } from "../../core/errors.ts";
import { pooled } from "../../core/pool.ts";
import type { ActorOutcome, Actors, MapActorOptions, RunActorOptions } from "./actors.ts";

/**
 * Sends a message, waits for the end of its execution, and takes its results.
 *
 * @throws RefusedError when no execution was started.
 */
export async function runActor(
  actors: Actors,
  { actorId, message }: { readonly actorId: string; readonly message: unknown },
  options: RunActorOptions,
): Promise<ActorOutcome> {
  const { intervalMs, maxIntervalMs, deadlineMs, onStatus, ...send } = options;
  const { executionId } = await actors.send(actorId, message, send);
  if (executionId === null)
    throw new RefusedError("The actor took the message, and started no execution.", { platform: "agave" });
  const wait = { intervalMs, maxIntervalMs, deadlineMs, onStatus, signal: send.signal };
  const given = Object.fromEntries(Object.entries(wait).filter(([, value]) => value !== undefined));
  const execution = await actors.waitForExecution(actorId, executionId, given);
  const results: Uint8Array<ArrayBuffer>[] = [];
  const only = send.signal ? { signal: send.signal } : {};
  for await (const result of actors.results(actorId, executionId, only)) results.push(result);
  return { execution, results };
}

/** Sends many messages, some at the same time, and gathers what comes of them, in their order. */
export function mapActor(
  actors: Actors,
  { actorId, messages }: { readonly actorId: string; readonly messages: readonly unknown[] },
  { concurrency = 8, ...options }: MapActorOptions,
): Promise<readonly ActorOutcome[]> {
  return pooled(messages, (message, signal) => actors.run(actorId, message, { ...options, signal }), {
    concurrency,
    signal: options.signal,
  });
}
