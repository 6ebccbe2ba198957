import { NotFoundError, isFootbridgeError, type FootbridgeError } from "../../core/errors.ts";
import { readAll } from "./read-all.ts";
import type { CallOptions } from "../../core/options.ts";
import { createWatcher, type Watcher, type WatchOptions } from "../../core/watch.ts";
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
  /** Called whenever the status has changed, first with the one found. */
  readonly onStatus?: (status: string, execution: ActorExecution) => void;
}

const SEPARATOR = "\n";
const READ_AT_ONCE = 8;

/** Watches executions: each is asked for by itself, since the service has no other way. */
export function createExecutionWatcher(context: AgaveContext): Watcher<ActorExecution> {
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

/** The id under which an execution is watched. */
export function watchedId(actorId: string, executionId: string): string {
  return `${actorId}${SEPARATOR}${executionId}`;
}

/** Watches actors until they can be called. */
export function createActorWatcher(context: AgaveContext): Watcher<ActorsGetResult> {
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
  { actorId, executionId }: { readonly actorId: string; readonly executionId: string },
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
