import type { Download } from "../../core/http/download.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import type { CallOptions } from "../../core/options.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import { actorsOperations, ActorsMethods, type ActorsGetResult } from "../../../generated/agave/methods.ts";
import type { ActorDefinition, ActorLevel } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";
import type { ActorExecution, ActorWatchers, ExecutionWaitOptions } from "./executions.ts";
import type { MessageReceipt, SendOptions } from "./messages.ts";
import type { ActorDeployment } from "./deploy.ts";
import type { ActorOutcome, RunActorOptions, MapActorOptions } from "./run.ts";

// Loaded when they are first asked for.
const deploying = lazy(() => import("./deploy.ts"));
const executing = lazy(() => import("./executions.ts"));
const running = lazy(() => import("./run.ts"));
const sending = lazy(() => import("./messages.ts"));

/**
 * Actors: containers that run once for each message.
 *
 * @remarks Wherever an actor is asked for, its id or an alias will do.
 */
export class Actors extends ActorsMethods {
  readonly #context: AgaveContext;
  readonly #watchers: () => Promise<ActorWatchers>;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
    // One pair for each client: those who wait at the same time share their reads.
    this.#watchers = lazy(async () => (await import("./executions.ts")).createWatchers(context));
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
    return (await deploying()).deployActor(this, definition, options);
  }

  /**
   * Waits until an actor can be called.
   *
   * @remarks Remote call: `GET /actors/v2/{id}`, again and again.
   * @throws RefusedError with the platform's words when the actor cannot be started.
   */
  async waitUntilReady(actorId: string, options: WatchOptions = {}): Promise<ActorsGetResult> {
    const [{ untilReady }, { actors }] = await Promise.all([executing(), this.#watchers()]);
    return untilReady(actors, actorId, options);
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
  async send(actorId: string, message: unknown, options: SendOptions = {}): Promise<MessageReceipt> {
    return (await sending()).sendMessage(this.#context, { actorId, message }, options);
  }

  /**
   * Sends a JSON message and opens what the execution answers; the service waits for it.
   *
   * @remarks Remote call: `POST /actors/v2/{id}/messages?_abaco_synchronous=true`.
   */
  async sendAndWait(actorId: string, message: unknown, options: SendOptions = {}): Promise<Download> {
    return (await sending()).sendAndWait(this.#context, { actorId, message }, options);
  }

  /**
   * Sends a message, waits for the end of its execution, and takes its results.
   *
   * @remarks Remote calls: those of {@link Actors.send}, {@link Actors.waitForExecution} and {@link Actors.results}.
   * @throws RefusedError when no execution was started.
   */
  async run(actorId: string, message: unknown, options: RunActorOptions = {}): Promise<ActorOutcome> {
    return (await running()).runActor(this, { actorId, message }, options);
  }

  /**
   * Sends many messages, some at the same time, and gathers what comes of them, in their order.
   *
   * @remarks Remote calls: those of {@link Actors.run}, for each message.
   */
  async map(
    actorId: string,
    messages: readonly unknown[],
    options: MapActorOptions = {},
  ): Promise<readonly ActorOutcome[]> {
    return (await running()).mapActor(this, { actorId, messages }, options);
  }

  /**
   * Waits for the end of an execution and returns it; one that failed, too.
   *
   * @remarks Remote call: `GET /actors/v2/{id}/executions/{execution}`, again and again.
   */
  async waitForExecution(
    actorId: string,
    executionId: string,
    options: ExecutionWaitOptions = {},
  ): Promise<ActorExecution> {
    const [{ untilEnded }, { executions }] = await Promise.all([executing(), this.#watchers()]);
    return untilEnded(executions, { actorId, executionId }, options);
  }

  /**
   * Takes the results of an execution, in their order. Each is handed out once: what is taken is gone from the service.
   *
   * @remarks Remote call: `GET /actors/v2/{id}/executions/{execution}/results`, until there are no more.
   */
  async *results(
    actorId: string,
    executionId: string,
    options: CallOptions = {},
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const { takeResults } = await executing();
    yield* takeResults(this.#context, { actorId, executionId }, options);
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
