import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import { readQueue } from "./definition.ts";
import type { SystemRecord } from "./records.ts";
import { demandRole, findSystem, happened } from "./rules.ts";
import { detailOf, shownQueue } from "./shown.ts";

/** The queues of execution systems. */
export const queueRoutes: readonly Route[] = [
  route("GET /systems/v2/{systemId}/queues", "systems.listQueues", list),
  route("POST /systems/v2/{systemId}/queues", "systems.addQueue", save),
  route("GET /systems/v2/{systemId}/queues/{queue}", "systems.getQueue", get),
  route("POST /systems/v2/{systemId}/queues/{queue}", "systems.updateQueue", save),
  route("DELETE /systems/v2/{systemId}/queues/{queue}", "systems.deleteQueue", remove),
];

function find(call: AgaveCall): SystemRecord {
  const system = findSystem(call, call.param("systemId"));
  if (system.type !== "EXECUTION") throw badRequest("Only execution systems have queues");
  return system;
}

function list(call: AgaveCall): Answer {
  return { result: paged(find(call).queues, call.query).map(shownQueue) };
}

function get(call: AgaveCall): Answer {
  const queue = find(call).queues.find(({ name }) => name === call.param("queue"));
  if (queue === undefined) throw notFound(`No queue found for ${call.param("queue")}`);
  return { result: shownQueue(queue) };
}

async function save(call: AgaveCall): Promise<Answer> {
  const system = find(call);
  demandRole(call, system, { role: "ADMIN" });
  const inPath = call.param("queue");
  const fields = await call.fields();
  const queue = readQueue(inPath === "" ? fields : { ...fields, name: inPath });
  const isKnown = system.queues.some(({ name }) => name === queue.name);
  if (inPath !== "" && !isKnown) throw notFound(`No queue found for ${inPath}`);
  const others = system.queues
    .filter(({ name }) => name !== queue.name)
    .map((other) => (queue.default ? { ...other, default: false } : other));
  system.queues = [...others, queue];
  tell(call, system, isKnown ? "QUEUE_UPDATE" : "QUEUE_CREATE");
  return { result: shownQueue(queue) };
}

function remove(call: AgaveCall): Answer {
  const system = find(call);
  demandRole(call, system, { role: "ADMIN" });
  const rest = system.queues.filter(({ name }) => name !== call.param("queue"));
  if (rest.length === system.queues.length) throw notFound(`No queue found for ${call.param("queue")}`);
  system.queues = rest;
  tell(call, system, "QUEUE_DELETE");
  return {};
}

function tell(call: AgaveCall, system: SystemRecord, event: string): void {
  const { services, world, username } = call;
  happened(system, event, { services, world, username, body: detailOf(system, call) });
}
