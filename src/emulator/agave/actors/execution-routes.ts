import { fromBase64 } from "../../bytes.ts";
import type { AgaveCall } from "../wire/call.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest } from "../wire/service-error.ts";
import { booleanOf } from "../wire/values.ts";
import { readMessage } from "./messages.ts";
import type { ActorRecord, ExecutionRecord } from "./records.ts";
import { findActor, zuluTime } from "./rules.ts";
import { carryOut, planRun, type Run } from "./running.ts";
import { isSearch, searched } from "./searching.ts";
import { shownExecution } from "./shown.ts";

const ROOT = "/actors/v2/{actorId}";

/** Messages to actors, and what comes of them. */
export const executionRoutes: readonly Route[] = [
  route(`GET ${ROOT}/messages`, "actors.getMessages", getMessages),
  route(`POST ${ROOT}/messages`, "actors.sendMessage", sendMessage),
  route(`DELETE ${ROOT}/messages`, "actors.deleteMessages", deleteMessages),
  route(`GET ${ROOT}/executions`, "actors.listExecutions", list),
  route(`POST ${ROOT}/executions`, "actors.addExecution", addExecution),
  route(`GET ${ROOT}/executions/{executionId}`, "actors.getExecution", get),
  route(`DELETE ${ROOT}/executions/{executionId}`, "actors.deleteExecution", quit),
  route(`GET ${ROOT}/executions/{executionId}/results`, "actors.getOneExecutionResult", getResult),
  route(`GET ${ROOT}/executions/{executionId}/logs`, "actors.getExecutionLogs", getLogs),
];

const MAX_WAITING = 3;

function waitingOf({ executions }: ActorRecord): readonly ExecutionRecord[] {
  return executions.filter(({ status }) => status === "SUBMITTED");
}

function linksOf(call: AgaveCall, { id, owner }: ActorRecord, self: string) {
  return {
    self: call.href(`/actors/v2/${id}/${self}`),
    owner: call.href(`/profiles/v2/${owner}`),
    messages: call.href(`/actors/v2/${id}/messages`),
  };
}

function getMessages(call: AgaveCall): Answer {
  const actor = findActor(call, "READ");
  const { self, owner } = linksOf(call, actor, "messages");
  const result = { messages: waitingOf(actor).length, _links: { self, owner } };
  return { result, message: "The number of messages retrieved successfully." };
}

function deleteMessages(call: AgaveCall): Answer {
  const actor = findActor(call, "UPDATE");
  for (const execution of waitingOf(actor)) execution.status = "ERROR";
  const { self, owner } = linksOf(call, actor, "messages");
  return {
    result: { msg: "Actor mailbox purged.", _links: { self, owner } },
    message: "Actor mailbox purged.",
  };
}

async function sendMessage(call: AgaveCall): Promise<Answer | Response> {
  const actor = findActor(call, "EXECUTE");
  const isSynchronous = booleanOf(call.query.get("_abaco_synchronous")) === true;
  if (isSynchronous && waitingOf(actor).length > MAX_WAITING)
    throw badRequest("There are too many messages waiting to run a synchronous execution.");
  const message = await readMessage(call);
  const execution = newExecution(call, actor);
  const environment = Object.fromEntries(
    [...call.query].filter(([name]) => name !== "message" && name !== "x-nonce"),
  );
  const run: Run = { place: call, actor, execution, message, environment };
  if (isSynchronous) return synchronous(run);
  planRun(run);
  const result = {
    executionId: execution.id,
    msg: message.shown,
    _links: linksOf(call, actor, `executions/${execution.id}`),
  };
  return { result, message: "The request was successful" };
}

function newExecution(call: AgaveCall, actor: ActorRecord): ExecutionRecord {
  const execution: ExecutionRecord = {
    id: call.services.ids.hex().slice(0, 13),
    executor: call.username === "" ? actor.owner : call.username,
    messageReceivedTime: call.now,
    status: "SUBMITTED",
    workerId: null,
    startTime: null,
    finishTime: null,
    exitCode: null,
    logs: "",
    results: [],
  };
  actor.executions.push(execution);
  return execution;
}

/** The first result, or the log where there is none. */
async function synchronous(run: Run): Promise<Response> {
  await carryOut(run);
  const { execution } = run;
  const [first] = execution.results;
  const headers = {
    "content-type": first === undefined ? "text/html; charset=utf-8" : "application/octet-stream",
  };
  return new Response(first === undefined ? execution.logs : fromBase64(first), { headers });
}

function list(call: AgaveCall): Answer {
  const actor = findActor(call, "READ");
  const message = "Actor executions retrieved successfully.";
  const rows = actor.executions.map((execution) => shownExecution(execution, actor, call));
  if (isSearch(call)) return { result: searched(call, rows), message };
  const { self, owner } = linksOf(call, actor, "executions");
  const sum = (name: "cpu" | "io" | "runtime"): number =>
    rows.reduce((total, row) => total + Number(row[name]), 0);
  const result = {
    actorId: actor.id,
    apiServer: call.base,
    owner: actor.owner,
    totalCpu: sum("cpu"),
    totalIo: sum("io"),
    totalRuntime: sum("runtime"),
    totalExecutions: rows.length,
    executions: actor.executions.map(({ id, status, startTime, finishTime, messageReceivedTime }) => ({
      id,
      status,
      startTime: zuluTime(startTime),
      finishTime: zuluTime(finishTime),
      messageReceivedTime: zuluTime(messageReceivedTime),
    })),
    _links: { self, owner },
  };
  return { result, message };
}

/** Writes down an execution that ran elsewhere. */
async function addExecution(call: AgaveCall): Promise<Answer> {
  const actor = findActor(call, "UPDATE");
  const fields = await call.fields();
  const missing = ["runtime", "cpu", "io"].find(
    (name) => !Number.isInteger(Number(fields[name] ?? Number.NaN)),
  );
  if (missing !== undefined) throw badRequest(`Argument ${missing} is required and must be an integer.`);
  const execution = newExecution(call, actor);
  Object.assign(execution, { status: "COMPLETE", startTime: call.now, finishTime: call.now, exitCode: 0 });
  return { result: shownExecution(execution, actor, call), message: "Actor execution added successfully." };
}

interface Found {
  readonly actor: ActorRecord;
  readonly execution: ExecutionRecord;
}

/** An execution that there is not is 400 at this service, not 404. */
function find(call: AgaveCall, status: "READ" | "UPDATE" = "READ"): Found {
  const actor = findActor(call, status);
  const execution = actor.executions.find(({ id }) => id === call.param("executionId"));
  if (execution === undefined) throw badRequest(`No executions found for actor ${actor.id}.`);
  return { actor, execution };
}

function get(call: AgaveCall): Answer {
  const { actor, execution } = find(call);
  const result = shownExecution(execution, actor, call);
  return { result, message: "Actor execution retrieved successfully." };
}

function quit(call: AgaveCall): Answer {
  const { actor, execution } = find(call, "UPDATE");
  if (execution.status !== "RUNNING")
    throw badRequest(`Cannot force quit an execution not in RUNNING status. Status: ${execution.status}`);
  Object.assign(execution, { status: "ERROR", finishTime: call.now, exitCode: 137 });
  return { result: null, message: `Issued force quit command for execution of actor ${actor.id}.` };
}

/** Every result is given once. */
function getResult(call: AgaveCall): Response {
  const { execution } = find(call);
  const [first, ...rest] = execution.results;
  execution.results = rest;
  const body = first === undefined ? new Uint8Array() : fromBase64(first);
  return new Response(body, { headers: { "content-type": "application/octet-stream" } });
}

function getLogs(call: AgaveCall): Answer {
  const { actor, execution } = find(call);
  const { self, owner } = linksOf(call, actor, `executions/${execution.id}/logs`);
  const links = { self, owner, execution: call.href(`/actors/v2/${actor.id}/executions/${execution.id}`) };
  const row = { logs: execution.logs, _links: links };
  const result = isSearch(call)
    ? searched(call, [{ ...row, actorId: actor.id, executionId: execution.id }])
    : row;
  return { result, message: "Logs retrieved successfully." };
}
