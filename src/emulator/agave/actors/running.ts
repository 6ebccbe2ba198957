import { decodeText, toBase64 } from "../../bytes.ts";
import type { Services } from "../services.ts";
import { isObject, textOf, type Json } from "../wire/values.ts";
import type { TenantWorld } from "../world.ts";
import type { ActorHandler } from "./handlers.ts";
import type { Message } from "./messages.ts";
import type { ActorRecord, ExecutionRecord } from "./records.ts";

/** How long an actor needs to be ready, and a message until it is taken up. */
const STEP_MS = 1000;

/** Where executions run, also after a call has been answered. */
export interface ActorPlace {
  readonly services: Services;
  readonly world: TenantWorld;
}

/** An execution that is to be run. */
export interface Run {
  readonly place: ActorPlace;
  readonly actor: ActorRecord;
  readonly execution: ExecutionRecord;
  readonly message: Message;
  /** What the call said beside the message. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Lets an actor become ready. */
export function makeReady(actor: ActorRecord, { services }: ActorPlace): void {
  services.clock.at(services.clock.now() + STEP_MS, () => {
    if (actor.status !== "SUBMITTED") return;
    actor.status = "READY";
    actor.statusMessage = " ";
    if (actor.workers.length === 0) actor.workers = [newWorker(services)];
  });
}

/** A worker that waits for messages. */
export function newWorker({ ids, clock }: Services): ActorRecord["workers"][number] {
  return { id: ids.hex().slice(0, 13), created: clock.now(), status: "READY", lastExecutionTime: null };
}

/** Plans an execution: it waits until its actor is ready. */
export function planRun(run: Run): void {
  const { services } = run.place;
  services.clock.at(services.clock.now() + STEP_MS, () => {
    if (run.execution.status !== "SUBMITTED") return;
    if (run.actor.status === "SUBMITTED") planRun(run);
    else if (run.actor.status === "READY") services.work.track(carryOut(run));
  });
}

/** Runs an execution now. */
export async function carryOut(run: Run): Promise<void> {
  const { actor, execution, place } = run;
  const { services } = place;
  const [worker] = actor.workers;
  execution.status = "RUNNING";
  execution.startTime = services.clock.now();
  execution.workerId = worker?.id ?? null;
  const logs: string[] = [];
  let exitCode: number;
  try {
    exitCode = (await handlerOf(actor, services)(contextOf(run, logs))) ?? 0;
  } catch (error) {
    logs.push(error instanceof Error ? (error.stack ?? error.message) : "The actor failed");
    exitCode = 1;
  }
  // Somebody has put an end to it.
  if ((execution.status as ExecutionRecord["status"]) !== "RUNNING") return;
  execution.finishTime = services.clock.now();
  Object.assign(execution, { exitCode, logs: logs.map((line) => `${line}\n`).join(""), status: "COMPLETE" });
  if (worker !== undefined) worker.lastExecutionTime = execution.finishTime;
}

function handlerOf({ id, definition }: ActorRecord, { actorHandlers }: Services): ActorHandler {
  const names = [id, textOf(definition["name"]), textOf(definition["image"])];
  const found = names.flatMap((name) => (name === undefined ? [] : (actorHandlers.get(name) ?? [])));
  return found[0] ?? (({ message, log }) => log(message));
}

function contextOf(run: Run, logs: string[]): Parameters<ActorHandler>[0] {
  const { actor, execution, message } = run;
  return {
    actorId: actor.id,
    executionId: execution.id,
    username: execution.executor,
    message: decodeText(message.bytes),
    bytes: message.bytes,
    contentType: message.contentType,
    environment: environmentOf(run),
    state: actor.state,
    log: (line) => void logs.push(line),
    sendResult: (result) => {
      execution.results = [...execution.results, toBase64(result)];
    },
    setState: (state) => {
      if (actor.definition["stateless"] === false)
        actor.state = JSON.parse(JSON.stringify(state ?? null)) as Json;
    },
  };
}

function environmentOf({
  actor,
  execution,
  message,
  environment,
  place,
}: Run): Readonly<Record<string, string>> {
  const preset = isObject(actor.definition["defaultEnvironment"])
    ? actor.definition["defaultEnvironment"]
    : {};
  const isBinary = message.contentType === "application/octet-stream";
  return {
    ...Object.fromEntries(
      Object.entries(preset).map(([name, value]) => [name, textOf(value) ?? JSON.stringify(value)]),
    ),
    ...environment,
    MSG: isBinary ? "" : decodeText(message.bytes),
    "_abaco_Content-Type": message.contentType,
    _abaco_actor_id: actor.id,
    _abaco_actor_dbid: `${place.world.tenant.code.toUpperCase()}_${actor.id}`,
    _abaco_actor_name: textOf(actor.definition["name"]) ?? "",
    _abaco_actor_state: JSON.stringify(actor.state ?? {}),
    _abaco_container_repo: textOf(actor.definition["image"]) ?? "",
    _abaco_execution_id: execution.id,
    _abaco_username: execution.executor,
    _abaco_worker_id: execution.workerId ?? "",
  };
}
