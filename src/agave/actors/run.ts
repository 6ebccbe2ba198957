import { RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/concurrency/pool.ts";
import type { ExecutionWaitOptions, ActorExecution } from "./executions.ts";
import type { SendOptions } from "./messages.ts";

/** What an execution has come to. */
export interface ActorOutcome {
  readonly execution: ActorExecution;
  readonly results: readonly Uint8Array<ArrayBuffer>[];
}

/** Options of sending a message and waiting for what comes of it. */
export interface RunActorOptions extends SendOptions, Omit<ExecutionWaitOptions, "signal"> {}

/** Options of sending many messages. */
export interface MapActorOptions extends RunActorOptions {
  /** How many executions at once: a whole number from 1. @defaultValue 8 */
  readonly concurrency?: number;
}

/** What actors are run with. */
export interface ActorRunner {
  send(
    actorId: string,
    message: unknown,
    options: SendOptions,
  ): Promise<{ readonly executionId: string | null }>;
  waitForExecution(
    actorId: string,
    executionId: string,
    options: ExecutionWaitOptions,
  ): Promise<ActorExecution>;
  results(actorId: string, executionId: string, options: CallOptions): AsyncIterable<Uint8Array<ArrayBuffer>>;
  run(actorId: string, message: unknown, options: RunActorOptions): Promise<ActorOutcome>;
}

/**
 * Sends a message, waits for the end of its execution, and takes its results.
 *
 * @throws RefusedError when no execution was started.
 */
export async function runActor(
  actors: ActorRunner,
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
  actors: Pick<ActorRunner, "run">,
  { actorId, messages }: { readonly actorId: string; readonly messages: readonly unknown[] },
  { concurrency = 8, ...options }: MapActorOptions,
): Promise<readonly ActorOutcome[]> {
  return pooled(messages, (message, signal) => actors.run(actorId, message, { ...options, signal }), {
    concurrency,
    signal: options.signal,
  });
}
