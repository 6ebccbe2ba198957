import { NotFoundError, RefusedError, isFootbridgeError, type FootbridgeError } from "../../core/errors.ts";
import { readAll } from "./read-all.ts";
import type { CallOptions } from "../../core/options.ts";
import { createWatcher, type Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import {
  actorsOperations,
  type ActorsGetExecutionResult,
  type ActorsGetResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";

/** One run of an actor. */
export type ActorExecution = ActorsGetExecutionResult;

/** Options of a wait for an execution. */
export interface ExecutionWaitOptions extends WatchOptions {
  /**
   * Called whenever the status has changed, first with the one found.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onStatus?: (status: string, execution: ActorExecution) => void;
}

const SEPARATOR = "\n";
const READ_AT_ONCE = 8;

/** What the waits of one client share. */
export interface ActorWatchers {
  readonly executions: Watcher<ActorExecution>;
  readonly actors: Watcher<ActorsGetResult>;
}

/** Makes what the waits of one client share. */
export function createWatchers(context: AgaveContext): ActorWatchers {
  return { executions: createExecutionWatcher(context), actors: createActorWatcher(context) };
}

/** One execution of an actor. */
interface ExecutionAt {
  readonly actorId: string;
  readonly executionId: string;
}

/** Watches executions: each is asked for by itself, since the service has no other way. */
function createExecutionWatcher(context: AgaveContext): Watcher<ActorExecution> {
  return createWatcher<ActorExecution>({
    clock: context.settings.clock,
    batchSize: READ_AT_ONCE,
    read: async (ids, signal) => {
      const found = await Promise.all(
        ids.map(async (id) => {
          const [actorId = "", executionId = ""] = id.split(SEPARATOR);
          return [
            id,
            await orMissing(
              () => context.call(actorsOperations.getExecution, { actorId, executionId }, { signal }),
              signal,
            ),
          ] as const;
        }),
      );
      return new Map(found.flatMap(([id, state]) => (state === undefined ? [] : [[id, state] as const])));
    },
    isFinal: ({ status }) => status === "COMPLETE" || status === "ERROR",
    label: ({ status }) => status ?? "",
    missing: () => new NotFoundError("This execution does not exist, or is not visible to this user."),
  });
}

/**
 * Waits until an actor can be called.
 *
 * @throws RefusedError with the platform's words when it cannot be started.
 */
export async function untilReady(
  watcher: Watcher<ActorsGetResult>,
  actorId: string,
  options: WatchOptions,
): Promise<ActorsGetResult> {
  let last: ActorsGetResult | undefined;
  for await (const actor of watcher.watch(actorId, options)) last = actor;
  if (last?.status === "READY") return last;
  throw new RefusedError(`The actor cannot be started: ${last?.statusMessage ?? "it says nothing more"}.`, {
    platform: "agave",
  });
}

/** Waits for the end of an execution and returns it. */
export async function untilEnded(
  watcher: Watcher<ActorExecution>,
  { actorId, executionId }: ExecutionAt,
  { onStatus, ...options }: ExecutionWaitOptions,
): Promise<ActorExecution> {
  let last: ActorExecution | undefined;
  for await (const execution of watcher.watch(`${actorId}${SEPARATOR}${executionId}`, options)) {
    last = execution;
    onStatus?.(execution.status ?? "", execution);
  }
  if (last === undefined) throw new NotFoundError("The execution was never seen.", { platform: "agave" });
  return last;
}

/** Watches actors until they can be called. */
function createActorWatcher(context: AgaveContext): Watcher<ActorsGetResult> {
  return createWatcher<ActorsGetResult>({
    clock: context.settings.clock,
    batchSize: READ_AT_ONCE,
    read: async (ids, signal) => {
      const found = await Promise.all(
        ids.map(
          async (actorId) =>
            [
              actorId,
              await orMissing(() => context.call(actorsOperations.get, { actorId }, { signal }), signal),
            ] as const,
        ),
      );
      return new Map(found.flatMap(([id, state]) => (state === undefined ? [] : [[id, state] as const])));
    },
    isFinal: ({ status }) => status === "READY" || status === "ERROR",
    label: ({ status }) => status ?? "",
    missing: (id) => new NotFoundError(`The actor ${id} does not exist, or is not visible to this user.`),
  });
}

async function orMissing<State>(
  read: () => Promise<State>,
  signal: AbortSignal,
): Promise<State | FootbridgeError | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND")) return undefined;
    if (isFootbridgeError(error) && !signal.aborted) return error;
    throw error;
  }
}

/** The results of an execution, in the order they were sent; each is handed out once, to whoever asks first. */
export async function* takeResults(
  { call }: AgaveContext,
  { actorId, executionId }: ExecutionAt,
  options: CallOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for (;;) {
    const { stream } = await call(actorsOperations.takeResult, { actorId, executionId }, options);
    const bytes = await readAll(stream);
    // An empty answer says that there are no more.
    if (bytes.byteLength === 0) return;
    yield bytes;
  }
}
