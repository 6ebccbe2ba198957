import { NotFoundError, RefusedError } from "../../core/errors.ts";
import type { Download } from "../../core/http/download.ts";
import type { CallOptions } from "../../core/options.ts";
import { pooled } from "../../core/pool.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import type { Watcher, WatchOptions } from "../../core/watch.ts";
import { actorsOperations, ActorsMethods, type ActorsGetResult } from "../../../generated/agave/methods.ts";
import type { ActorDefinition, ActorLevel } from "../../../generated/agave/api.ts";
import { covers, type Action } from "../changes.ts";
import type { AgaveContext } from "../context.ts";
import {
  createActorWatcher,
  createExecutionWatcher,
  takeResults,
  watchedId,
  type ActorExecution,
  type ExecutionWaitOptions,
} from "./executions.ts";
import { isNothing, plain, sendMessage, type MessageReceipt, type SendOptions } from "./messages.ts";

/** What was done to bring an actor to its definition, and what it is now. */
export interface ActorDeployment {
  readonly action: Action;
  readonly actor: ActorsGetResult;
}

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

/**
 * Actors: containers that run once for each message.
 *
 * @remarks Wherever an actor is asked for, its id or an alias will do.
 */
export class Actors extends ActorsMethods {
  readonly #context: AgaveContext;
  readonly #executions: Watcher<ActorExecution>;
  readonly #actors: Watcher<ActorsGetResult>;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
    this.#executions = createExecutionWatcher(context);
    this.#actors = createActorWatcher(context);
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<ActorsMethods> {
    return rawMethods(ActorsMethods, this.#context.raw);
  }

  /**
   * Brings an actor to its definition: registers it, or changes just what differs, or nothing. It is found by its name.
   *
   * @remarks Remote calls: `GET /actors/v2`, then `POST` or `PUT` if anything differs.
   */
  async createOrUpdate(
    definition: ActorDefinition & { readonly name: string },
    options: CallOptions = {},
  ): Promise<ActorDeployment> {
    const twins = (await this.list(options)).filter(({ name }) => name === definition.name);
    const [present, another] = twins;
    if (another !== undefined)
      throw new RefusedError(`Several actors are named ${definition.name}: change one by its id.`, {
        platform: "agave",
      });
    if (present === undefined) return { action: "created", actor: await this.create(definition, options) };
    const { force = false, ...wanted } = definition;
    if (!force && covers(present, wanted)) return { action: "unchanged", actor: present };
    return { action: "updated", actor: await this.update(present.id, definition, options) };
  }

  /**
   * Waits until an actor can be called.
   *
   * @remarks Remote call: `GET /actors/v2/{id}`, again and again.
   * @throws RefusedError with the platform's words when the actor cannot be started.
   */
  async waitUntilReady(actorId: string, options: WatchOptions = {}): Promise<ActorsGetResult> {
    let last: ActorsGetResult | undefined;
    for await (const actor of this.#actors.watch(actorId, options)) last = actor;
    if (last?.status === "READY") return last;
    throw new RefusedError(`The actor cannot be started: ${last?.statusMessage ?? "it says nothing more"}.`, {
      platform: "agave",
    });
  }

  /**
   * Sends a message, which starts an execution: bytes as they are, a text as a text, anything else as JSON.
   *
   * @remarks Remote call: `POST /actors/v2/{id}/messages`. What JSON knows of nothing, such as `0` or `{}`, is refused by the
   * service as a whole message: it arrives as `{ "message": … }`.
   * @example
   * ```ts
   * const { executionId } = await agave.actors.send("resize", { width: 640 }, { environment: { DEBUG: "1" } });
   * ```
   */
  send(actorId: string, message: unknown, options: SendOptions = {}): Promise<MessageReceipt> {
    return sendMessage(this.#context, { actorId, message }, options);
  }

  /**
   * Sends a JSON message and opens what the execution answers; the service waits for it.
   *
   * @remarks Remote call: `POST /actors/v2/{id}/messages?_abaco_synchronous=true`.
   */
  sendAndWait(
    actorId: string,
    message: unknown,
    { environment, ...options }: SendOptions = {},
  ): Promise<Download> {
    const body = isNothing(message) ? { message: plain(message) } : plain(message);
    return this.call(actorsOperations.sendAndWait, { actorId, message: body ?? {}, environment }, options);
  }

  /**
   * Sends a message, waits for the end of its execution, and takes its results.
   *
   * @remarks Remote calls: those of {@link Actors.send}, {@link Actors.waitForExecution} and {@link Actors.results}.
   * @throws RefusedError when no execution was started.
   */
  async run(actorId: string, message: unknown, options: RunActorOptions = {}): Promise<ActorOutcome> {
    const { intervalMs, maxIntervalMs, deadlineMs, onStatus, ...send } = options;
    const { executionId } = await this.send(actorId, message, send);
    if (executionId === null)
      throw new RefusedError("The actor took the message, and started no execution.", { platform: "agave" });
    const wait = { intervalMs, maxIntervalMs, deadlineMs, onStatus, signal: send.signal };
    const given = Object.fromEntries(Object.entries(wait).filter(([, value]) => value !== undefined));
    const execution = await this.waitForExecution(actorId, executionId, given);
    const results: Uint8Array<ArrayBuffer>[] = [];
    const only = send.signal ? { signal: send.signal } : {};
    for await (const result of this.results(actorId, executionId, only)) results.push(result);
    return { execution, results };
  }

  /**
   * Sends many messages, some at the same time, and gathers what comes of them, in their order.
   *
   * @remarks Remote calls: those of {@link Actors.run}, for each message.
   */
  map(
    actorId: string,
    messages: readonly unknown[],
    { concurrency = 8, ...options }: MapActorOptions = {},
  ): Promise<readonly ActorOutcome[]> {
    return pooled(messages, (message, signal) => this.run(actorId, message, { ...options, signal }), {
      concurrency,
      signal: options.signal,
    });
  }

  /**
   * Waits for the end of an execution and returns it; one that failed, too.
   *
   * @remarks Remote call: `GET /actors/v2/{id}/executions/{execution}`, again and again.
   */
  async waitForExecution(
    actorId: string,
    executionId: string,
    { onStatus, ...options }: ExecutionWaitOptions = {},
  ): Promise<ActorExecution> {
    let last: ActorExecution | undefined;
    for await (const execution of this.#executions.watch(watchedId(actorId, executionId), options)) {
      last = execution;
      onStatus?.(execution.status ?? "", execution);
    }
    if (last === undefined) throw new NotFoundError("The execution was never seen.", { platform: "agave" });
    return last;
  }

  /**
   * Takes the results of an execution, in their order. Each is handed out once: what is taken is gone from the service.
   *
   * @remarks Remote call: `GET /actors/v2/{id}/executions/{execution}/results`, until there are no more.
   */
  results(
    actorId: string,
    executionId: string,
    options: CallOptions = {},
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    return takeResults(this.#context, { actorId, executionId }, options);
  }

  /**
   * Reads what an execution printed; empty until it has ended.
   *
   * @remarks Remote call: `GET /actors/v2/{id}/executions/{execution}/logs`.
   */
  async log(actorId: string, executionId: string, options: CallOptions = {}): Promise<string> {
    return (await this.getLogs(actorId, executionId, options)).logs ?? "";
  }

  /**
   * Reads the rights to an actor, by user.
   *
   * @remarks Remote call: `GET /actors/v2/{id}/permissions`.
   */
  async getPermissions(
    actorId: string,
    options: CallOptions = {},
  ): Promise<Readonly<Record<string, ActorLevel>>> {
    const answer: unknown = await this.call(actorsOperations.listPermissions, { actorId }, options);
    if (typeof answer !== "object" || answer === null) return {};
    // What is declared is an object around it.
    const inner: unknown = "permissions" in answer ? answer.permissions : answer;
    return typeof inner === "object" && inner !== null ? (inner as Readonly<Record<string, ActorLevel>>) : {};
  }
}
