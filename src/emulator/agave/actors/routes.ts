import type { AgaveCall } from "../wire/call.ts";
import { openTo, route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import type { JsonObject } from "../wire/values.ts";
import { accessRoutes } from "./access-routes.ts";
import { aliasRoutes } from "./alias-routes.ts";
import { readActor } from "./definition.ts";
import { executionRoutes } from "./execution-routes.ts";
import { isTrue } from "./messages.ts";
import type { ActorRecord } from "./records.ts";
import { demandLogIn, findActor, reaches } from "./rules.ts";
import { makeReady } from "./running.ts";
import { isSearch, searched } from "./searching.ts";
import { shownActor, shownExecution, shownWorker } from "./shown.ts";
import { workerRoutes } from "./worker-routes.ts";

/** The actors service: a nonce stands for a log-in. */
export const actorRoutes: readonly Route[] = openTo("nonce", [
  route("GET /actors/v2", "actors.list", list),
  route("POST /actors/v2", "actors.add", add),
  route("GET /actors/v2/search/{searchType}", "actors.getSearch", search),
  route("GET /actors/v2/utilization", "actors.getUtilization", utilization),
  ...aliasRoutes,
  ...accessRoutes,
  ...executionRoutes,
  ...workerRoutes,
  route("GET /actors/v2/{actorId}", "actors.get", get),
  route("PUT /actors/v2/{actorId}", "actors.update", update),
  route("DELETE /actors/v2/{actorId}", "actors.delete", remove),
  route("GET /actors/v2/{actorId}/state", "actors.getState", getState),
  route("POST /actors/v2/{actorId}/state", "actors.updateState", setState),
]);

function seen({ world, caller, username }: AgaveCall): readonly ActorRecord[] {
  return [...world.actors.values()].filter(
    ({ owner, permissions }) =>
      caller.isAdmin || owner === username || reaches(permissions[username], "READ"),
  );
}

function list(call: AgaveCall): Answer {
  demandLogIn(call);
  const rows = seen(call).map((actor) => shownActor(actor, call));
  return { result: isSearch(call) ? searched(call, rows) : rows, message: "Actors retrieved successfully." };
}

function search(call: AgaveCall): Answer {
  // A nonce is for one actor, and here none is named.
  demandLogIn(call);
  const actors = seen(call);
  const rows: Readonly<Record<string, () => readonly JsonObject[]>> = {
    actors: () => actors.map((actor) => shownActor(actor, call)),
    executions: () =>
      actors.flatMap((actor) => actor.executions.map((execution) => shownExecution(execution, actor, call))),
    workers: () => actors.flatMap((actor) => actor.workers.map((worker) => shownWorker(worker, actor))),
    logs: () =>
      actors.flatMap((actor) =>
        actor.executions.map(({ id, logs }) => ({ actorId: actor.id, executionId: id, logs })),
      ),
  };
  const found = rows[call.param("searchType")];
  if (found === undefined) throw badRequest(`Invalid search type ${call.param("searchType")}.`);
  return { result: searched(call, found()), message: "Search completed successfully." };
}

function utilization(call: AgaveCall): Answer {
  const actors = [...call.world.actors.values()];
  const workers = actors.reduce((total, actor) => total + actor.workers.length, 0);
  const result = { currentActors: actors.length, totalActors: actors.length, workers };
  return { result, message: "Utilization retrieved successfully." };
}

async function add(call: AgaveCall): Promise<Answer> {
  demandLogIn(call);
  const definition = readActor(call, await call.fields());
  const actor: ActorRecord = {
    id: call.services.ids.hex().slice(0, 13),
    owner: call.username,
    createTime: call.now,
    lastUpdateTime: call.now,
    status: "SUBMITTED",
    statusMessage: "",
    revision: 1,
    definition,
    state: {},
    permissions: { [call.username]: "UPDATE" },
    executions: [],
    workers: [],
    nonces: [],
  };
  call.world.actors.set(actor.id, actor);
  makeReady(actor, call);
  return { result: shownActor(actor, call), message: "Actor created successfully." };
}

function get(call: AgaveCall): Answer {
  return { result: shownActor(findActor(call, "READ"), call), message: "Actor retrieved successfully." };
}

async function update(call: AgaveCall): Promise<Answer> {
  const actor = findActor(call, "UPDATE");
  const body = await call.fields();
  const definition = readActor(call, body, actor);
  const isNewImage = definition["image"] !== actor.definition["image"] || body["force"] === true;
  Object.assign(actor, { definition, lastUpdateTime: call.now });
  if (isNewImage) {
    Object.assign(actor, { status: "SUBMITTED", revision: actor.revision + 1, workers: [] });
    makeReady(actor, call);
  }
  return { result: shownActor(actor, call), message: "Actor updated successfully." };
}

function remove(call: AgaveCall): Answer {
  const { id } = findActor(call, "UPDATE");
  call.world.actors.delete(id);
  for (const [name, { actorId }] of call.world.aliases) {
    if (actorId === id) call.world.aliases.delete(name);
  }
  return { result: null, message: "Actor deleted successfully." };
}

/** Only actors that say so keep a state. */
function stateful(call: AgaveCall, level: "READ" | "UPDATE"): ActorRecord {
  const actor = findActor(call, level);
  if (actor.definition["stateless"] !== false) throw notFound("Actor is stateless.");
  return actor;
}

function getState(call: AgaveCall): Answer {
  const { id, owner, state } = stateful(call, "READ");
  const links = { self: call.href(`/actors/v2/${id}/state`), owner: call.href(`/profiles/v2/${owner}`) };
  return { result: { state, _links: links }, message: "Actor state retrieved successfully." };
}

async function setState(call: AgaveCall): Promise<Answer> {
  const actor = stateful(call, "UPDATE");
  const { value } = await call.body();
  // What counts as false is taken for nothing, so that a state cannot be emptied.
  if (!isTrue(value)) throw badRequest("Invalid state: must be JSON that is not empty.");
  actor.state = value;
  return { result: shownActor(actor, call), message: "State updated successfully." };
}
