import { defaultSystem, findSystem } from "../systems/rules.ts";
import type { AgaveCall } from "../wire/call.ts";
import { shownEvent } from "../wire/history.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { searchFields, searchTest } from "../wire/searching.ts";
import { badRequest, forbidden, notFound, ServiceError } from "../wire/service-error.ts";
import { booleanOf } from "../wire/values.ts";
import { manageApp } from "./actions.ts";
import { readApp, type AppDefinition } from "./definition.ts";
import { appPemRoutes } from "./pems.ts";
import type { AppRecord } from "./records.ts";
import { registerApp } from "./registration.ts";
import { findApp, happened, rightsOn } from "./rules.ts";
import { detailOf, summaryOf } from "./shown.ts";

/** The apps service. */
export const appRoutes: readonly Route[] = [
  route("GET /apps/v2", "apps.list", (call) => list(call, () => true)),
  route("POST /apps/v2", "apps.add", add),
  route("GET /apps/v2/name/{name}", "apps.listByName", (call) =>
    list(call, ({ name }) => name === call.param("name")),
  ),
  route("GET /apps/v2/system/{systemId}", "apps.listBySystemId", (call) =>
    list(call, ({ executionSystem }) => executionSystem.includes(call.param("systemId"))),
  ),
  route("GET /apps/v2/tag/{tag}", "apps.listByTag", (call) =>
    list(call, ({ more }) => has(more["tags"], call.param("tag"))),
  ),
  route("GET /apps/v2/ontology/{term}", "apps.listByOntologyTerm", (call) =>
    list(call, ({ more }) => has(more["ontology"], call.param("term"))),
  ),
  route("GET /apps/v2/{appId}", "apps.get", get),
  route("POST /apps/v2/{appId}", "apps.update", update),
  route("PUT /apps/v2/{appId}", "apps.manage", manageApp),
  route("DELETE /apps/v2/{appId}", "apps.delete", remove),
  route("GET /apps/v2/{appId}/history", "apps.getHistory", history),
  route("GET /apps/v2/{appId}/history/{eventId}", "apps.getHistoryEvent", historyEvent),
  route("GET /apps/v2/{appId}/form", "apps.getJobSubmissionForm", form),
  ...appPemRoutes,
];

const FIELDS = searchFields({
  text:
    "id uuid name version label shortDescription longDescription owner tags ontology modules helpURI icon checksum " +
    "deploymentPath deploymentSystem executionSystem templatePath testPath defaultQueue defaultMaxRunTime inputs.id " +
    "outputs.id parameters.id",
  number: "revision defaultNodes defaultMemoryPerNode defaultProcessorsPerNode",
  boolean: "available checkpointable public",
  date: "created lastUpdated",
  enum: "executionType parallelism parameters.type",
});

function has(values: unknown, word: string): boolean {
  return Array.isArray(values) && values.includes(word);
}

function list(call: AgaveCall, isMeant: (app: AppRecord) => boolean): Answer {
  const test = searchTest({ terms: call.query, fields: FIELDS, now: call.now });
  const [publicOnly, privateOnly] = ["publicOnly", "privateOnly"].map((name) =>
    booleanOf(call.query.get(name)),
  );
  const found = [...call.world.apps.values()].filter(
    (app) =>
      !app.isDeleted &&
      rightsOn(app, call.caller).read &&
      isMeant(app) &&
      (publicOnly !== true || app.isPublic) &&
      (privateOnly !== true || !app.isPublic) &&
      test(searchable(app, call)),
  );
  return { result: paged(found, call.query).map((app) => summaryOf(app, call)) };
}

function searchable(app: AppRecord, call: AgaveCall): object {
  const detail = detailOf(app, call);
  const { lastModified, defaultNodeCount } = detail;
  return { ...detail, public: app.isPublic, lastUpdated: lastModified, defaultNodes: defaultNodeCount };
}

function get(call: AgaveCall): Answer {
  return { result: detailOf(findApp(call), call) };
}

async function add(call: AgaveCall): Promise<Answer> {
  return { status: 201, result: save(call, readApp(await call.fields())) };
}

async function update(call: AgaveCall): Promise<Answer> {
  const app = findApp(call);
  const definition = readApp({ name: app.name, version: app.version, ...(await call.fields()) });
  if (`${definition.name}-${definition.version}` !== app.id && !app.isPublic)
    throw badRequest("The name and the version of an app cannot be changed");
  if (app.isPublic) throw forbidden("Public apps cannot be changed");
  return { status: 201, result: save(call, definition) };
}

/** Makes an app, or a new revision of the one that has the same name and version. */
function save(call: AgaveCall, given: AppDefinition): object {
  const { services, world, username: owner } = call;
  const execution = findSystem(call, given.executionSystem);
  if (execution.type !== "EXECUTION") throw badRequest(`${execution.id} is not an execution system`);
  const deploymentSystem = given.deploymentSystem ?? defaultSystem(call, "STORAGE").id;
  if (findSystem(call, deploymentSystem).type !== "STORAGE")
    throw badRequest(`${deploymentSystem} is not a storage system`);
  const definition = { ...given, deploymentSystem };
  const known = world.apps.get(`${given.name}-${given.version}`);
  if (known === undefined) {
    const app = registerApp(definition, { services, world, owner });
    happened(app, { status: "CREATED", description: "App was created", body: detailOf(app, call) }, call);
    return detailOf(app, call);
  }
  if (!rightsOn(known, call.caller).write)
    throw forbidden(`User does not have permission to change app ${known.id}`);
  Object.assign(known, definition, { revision: known.revision + 1, isDeleted: false });
  happened(known, { status: "UPDATED", description: "App was updated", body: detailOf(known, call) }, call);
  return detailOf(known, call);
}

function remove(call: AgaveCall): Answer {
  const app = call.world.apps.get(call.param("appId"));
  if (app === undefined || app.isDeleted) throw notFound(`No app found for id ${call.param("appId")}`);
  if (app.owner !== call.username && !call.caller.isAdmin)
    throw new ServiceError(401, `User does not have permission to delete app ${app.id}`);
  app.isDeleted = true;
  app.available = false;
  happened(app, { status: "DELETED", description: "App was deleted", body: detailOf(app, call) }, call);
  return {};
}

function history(call: AgaveCall): Answer {
  return { result: paged(findApp(call).history, call.query).map(shownEvent) };
}

function historyEvent(call: AgaveCall): Answer {
  const event = findApp(call).history.find(({ uuid }) => uuid === call.param("eventId"));
  if (event === undefined) throw notFound(`No event found for ${call.param("eventId")}`);
  return { result: shownEvent(event) };
}

// What the form looks like is not documented: what can be filled in is listed.
function form(call: AgaveCall): Answer {
  const { id, inputs, parameters } = findApp(call);
  return { result: JSON.stringify({ appId: id, inputs, parameters }) };
}
