import type { AgaveCall } from "../wire/call.ts";
import { shownEvent } from "../wire/history.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { searchFields, searchTest } from "../wire/searching.ts";
import { badRequest, ServiceError } from "../wire/service-error.ts";
import { readAction } from "./actions.ts";
import { credentialRoutes } from "./credentials.ts";
import { readSystem } from "./definition.ts";
import { queueRoutes } from "./queues.ts";
import type { SystemRecord } from "./records.ts";
import { credentialsOf, register } from "./registration.ts";
import { roleRoutes } from "./roles.ts";
import { demandRole, findSystem, happened, visibleSystems } from "./rules.ts";
import { detailOf, summaryOf } from "./shown.ts";

/** The systems service. */
export const systemRoutes: readonly Route[] = [
  route("GET /systems/v2", "systems.list", list),
  route("POST /systems/v2", "systems.add", add),
  route("GET /systems/v2/{systemId}", "systems.get", get),
  route("POST /systems/v2/{systemId}", "systems.update", update),
  route("PUT /systems/v2/{systemId}", "systems.manage", readAction),
  route("DELETE /systems/v2/{systemId}", "systems.delete", remove),
  route("GET /systems/v2/{systemId}/history", "systems.getHistory", history),
  ...roleRoutes,
  ...credentialRoutes,
  ...queueRoutes,
];

const FIELDS = searchFields({
  text:
    "id uuid name description owner site workDir scratchDir startupScript environment storage.host " +
    "storage.homeDir storage.rootDir storage.zone storage.resource storage.bucket storage.proxy.name " +
    "storage.proxy.host login.host login.proxy.name login.proxy.host queues.name queues.customDirectives " +
    "queues.maxRequestedTime",
  number:
    "storage.port login.port maxSystemJobs maxSystemJobsPerUser queues.maxJobs queues.maxUserJobs queues.maxNodes " +
    "queues.maxProcessorsPerNode queues.maxMemoryPerNode",
  boolean: "available public default globalDefault queues.default",
  date: "created lastUpdated lastModified",
  enum: "type status scheduler executionType storage.protocol login.protocol",
});

function list(call: AgaveCall): Answer {
  const test = searchTest({ terms: call.query, fields: FIELDS, now: call.now });
  const found = visibleSystems(call.world, call.caller).filter((system) => test(detailOf(system, call)));
  return { result: paged(found, call.query).map((system) => summaryOf(system, call)) };
}

function get(call: AgaveCall): Answer {
  return { result: detailOf(findSystem(call, call.param("systemId")), call) };
}

async function add(call: AgaveCall): Promise<Answer> {
  const definition = readSystem(await call.fields());
  const known = call.world.systems.get(definition.id);
  if (known !== undefined) {
    // An id is not given twice, not even after its system has gone.
    if (known.isDeleted || known.owner !== call.username)
      throw badRequest(`A system with the id ${definition.id} exists already`);
    return { status: 201, result: change(call, known, definition) };
  }
  const { world, services, username } = call;
  const system = register(definition, { owner: username, world, registry: services });
  happened(system, "CREATED", { services, world, username, body: detailOf(system, call) });
  return { status: 201, result: detailOf(system, call) };
}

async function update(call: AgaveCall): Promise<Answer> {
  const system = findSystem(call, call.param("systemId"));
  demandRole(call, system, { role: "ADMIN" });
  const body = await call.fields();
  const definition = readSystem({ id: system.id, ...body });
  if (definition.id !== system.id) throw badRequest("The id of a system cannot be changed");
  return { result: change(call, system, definition) };
}

function change(call: AgaveCall, system: SystemRecord, definition: ReturnType<typeof readSystem>): object {
  if (definition.type !== system.type) throw badRequest("The type of a system cannot be changed");
  const { name, description, site, status, available, storage, execution, login, queues } = definition;
  Object.assign(system, { name, description, site, status, available, storage, execution, login, queues });
  const kept = system.credentials.filter(({ isDefault }) => !isDefault);
  system.credentials = [...credentialsOf(definition, call.services), ...kept];
  system.revision += 1;
  const { services, world, username } = call;
  happened(system, "UPDATED", { services, world, username, body: detailOf(system, call) });
  return detailOf(system, call);
}

function remove(call: AgaveCall): Answer {
  const system = findSystem(call, call.param("systemId"));
  demandRole(call, system, { role: "ADMIN", status: 401 });
  if (system.public && !call.caller.isAdmin)
    throw new ServiceError(401, "Only administrators delete public systems");
  system.isDeleted = true;
  system.available = false;
  system.defaultFor = [];
  for (const app of call.world.apps.values()) {
    if (app.executionSystem === system.id || app.deploymentSystem === system.id) app.available = false;
  }
  const { services, world, username } = call;
  happened(system, "DELETED", { services, world, username, body: detailOf(system, call) });
  return {};
}

function history(call: AgaveCall): Answer {
  const system = findSystem(call, call.param("systemId"));
  return { result: paged(system.history, call.query).map(shownEvent) };
}
