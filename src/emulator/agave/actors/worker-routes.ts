import type { AgaveCall } from "../wire/call.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import { numberOf } from "../wire/values.ts";
import type { ActorRecord } from "./records.ts";
import { demandAdmin, findActor } from "./rules.ts";
import { newWorker } from "./running.ts";
import { isSearch, searched } from "./searching.ts";
import { shownWorker } from "./shown.ts";

const ROOT = "/actors/v2/{actorId}/workers";

/** The workers of actors: they are the business of administrators. */
export const workerRoutes: readonly Route[] = [
  route(`GET ${ROOT}`, "actors.listWorkers", list),
  route(`POST ${ROOT}`, "actors.addWorker", add),
  route(`GET ${ROOT}/{workerId}`, "actors.getWorker", get),
  route(`DELETE ${ROOT}/{workerId}`, "actors.deleteWorker", remove),
];

function managed(call: AgaveCall): ActorRecord {
  demandAdmin(call);
  return findActor(call, "UPDATE");
}

function list(call: AgaveCall): Answer {
  const actor = managed(call);
  const rows = actor.workers.map((worker) => shownWorker(worker, actor));
  return { result: isSearch(call) ? searched(call, rows) : rows, message: "Workers retrieved successfully." };
}

async function add(call: AgaveCall): Promise<Answer> {
  const actor = managed(call);
  const wanted = numberOf((await call.fields())["num"]) || 1;
  if (!Number.isInteger(wanted) || wanted < 0)
    throw badRequest("The num parameter must be a positive integer.");
  if (wanted > 1 && actor.definition["stateless"] === false)
    throw badRequest("Stateful actors have one worker at most.");
  const missing = wanted - actor.workers.length;
  if (missing <= 0)
    return {
      result: null,
      message: `Actor ${actor.id} already had ${String(actor.workers.length)} worker(s).`,
    };
  actor.workers = [...actor.workers, ...Array.from({ length: missing }, () => newWorker(call.services))];
  return { result: null, message: `Scheduled ${String(missing)} new worker(s) to start.` };
}

function find(call: AgaveCall, actor: ActorRecord): ActorRecord["workers"][number] {
  const worker = actor.workers.find(({ id }) => id === call.param("workerId"));
  if (worker === undefined) throw notFound(`Worker not found: ${call.param("workerId")}.`);
  return worker;
}

function get(call: AgaveCall): Answer {
  const actor = managed(call);
  return { result: shownWorker(find(call, actor), actor), message: "Worker retrieved successfully." };
}

function remove(call: AgaveCall): Answer {
  const actor = managed(call);
  const gone = find(call, actor);
  actor.workers = actor.workers.filter((worker) => worker !== gone);
  return { result: null, message: "Worker scheduled to be stopped." };
}
