import type { AgaveCall } from "../wire/call.ts";
import type { JsonObject } from "../wire/values.ts";
import type { ActorRecord, ExecutionRecord, NonceRecord, WorkerRecord } from "./records.ts";
import { zuluTime } from "./rules.ts";

/** An actor with all that it has; its links are plain texts. */
export function shownActor(actor: ActorRecord, call: AgaveCall): JsonObject {
  const { id, owner, status, statusMessage, createTime, lastUpdateTime, revision, definition } = actor;
  return {
    ...definition,
    id,
    owner,
    status,
    statusMessage,
    state: actor.state ?? {},
    createTime: zuluTime(createTime),
    lastUpdateTime: zuluTime(lastUpdateTime),
    revision,
    mounts: [],
    tasdir: null,
    uid: null,
    gid: null,
    cronNextEx: null,
    _links: {
      self: call.href(`/actors/v2/${id}`),
      owner: call.href(`/profiles/v2/${owner}`),
      executions: call.href(`/actors/v2/${id}/executions`),
    },
  };
}

/** An execution. */
export function shownExecution(execution: ExecutionRecord, actor: ActorRecord, call: AgaveCall): JsonObject {
  const { id, executor, workerId, status, messageReceivedTime, startTime, finishTime, exitCode } = execution;
  const self = `/actors/v2/${actor.id}/executions/${id}`;
  const runtime = startTime === null || finishTime === null ? 0 : Math.round((finishTime - startTime) / 1000);
  const ended = finishTime === null ? {} : finalState(execution);
  return {
    id,
    actorId: actor.id,
    executor,
    workerId,
    status,
    cpu: finishTime === null ? 0 : 121_748_632,
    io: finishTime === null ? 0 : 446,
    runtime,
    messageReceivedTime: zuluTime(messageReceivedTime),
    startTime: zuluTime(startTime),
    finishTime: zuluTime(finishTime),
    exitCode,
    finalState: ended,
    _links: {
      self: call.href(self),
      owner: call.href(`/profiles/v2/${actor.owner}`),
      logs: call.href(`${self}/logs`),
    },
  };
}

function finalState({ startTime, finishTime, exitCode }: ExecutionRecord): JsonObject {
  const state = { Status: "exited", Running: false, ExitCode: exitCode, Error: "", OOMKilled: false };
  return { ...state, StartedAt: zuluTime(startTime), FinishedAt: zuluTime(finishTime) };
}

/** A nonce. */
export function shownNonce(
  nonce: NonceRecord,
  call: AgaveCall,
  of: { readonly actorId?: string; readonly alias?: string },
): JsonObject {
  const { id, owner, level, maxUses, description, createTime, currentUses, lastUseTime } = nonce;
  const parent = of.alias === undefined ? `/actors/v2/${of.actorId ?? ""}` : `/actors/v2/aliases/${of.alias}`;
  return {
    id,
    owner,
    roles: ["Internal/everyone"],
    level,
    maxUses,
    description,
    ...of,
    currentUses,
    remainingUses: maxUses === -1 ? "unlimited" : maxUses - currentUses,
    createTime: zuluTime(createTime),
    lastUseTime: zuluTime(lastUseTime),
    _links: {
      self: call.href(`${parent}/nonces/${id}`),
      owner: call.href(`/profiles/v2/${owner}`),
      actor: call.href(parent),
    },
  };
}

/** A worker. */
export function shownWorker(
  { id, status, created, lastExecutionTime }: WorkerRecord,
  actor: ActorRecord,
): JsonObject {
  return {
    id,
    actorId: actor.id,
    status,
    image: actor.definition["image"] ?? null,
    cid: id,
    location: "unix://var/run/docker.sock",
    hostId: "0",
    hostIp: "127.0.0.1",
    createTime: zuluTime(created),
    lastExecutionTime: zuluTime(lastExecutionTime),
  };
}
