import type { AppRecord } from "../apps/records.ts";
import { rightsOn as rightsOnApp } from "../apps/rules.ts";
import { tidy } from "../files/file-tree.ts";
import { pathOn, rightsAt, treeOf } from "../files/rules.ts";
import { readNotifications, subscribe } from "../notifications/registration.ts";
import type { SystemRecord } from "../systems/records.ts";
import { defaultSystem, demandUsable, findSystem } from "../systems/rules.ts";
import type { AgaveCall } from "../wire/call.ts";
import { agaveUuid } from "../wire/history.ts";
import { badRequest, forbidden } from "../wire/service-error.ts";
import { booleanOf, numberOf, textOf, type JsonObject } from "../wire/values.ts";
import { isAloe } from "./aloe.ts";
import { fitQueue } from "./queues.ts";
import type { JobRecord } from "./records.ts";
import { enter } from "./rules.ts";
import { flattened, readInputs, readParameters } from "./values.ts";

/**
 * Makes a job of a submission.
 *
 * @remarks What is not good is told in the order of the real service: the first thing that it comes upon.
 * @throws ServiceError 400, 403 or 412
 */
export function submitJob(call: AgaveCall, body: JsonObject): JobRecord {
  const name = textOf(body["name"]) ?? "";
  if (name.length < 1 || name.length > 63) throw badRequest("Invalid name value: it has 1 to 63 characters");
  const app = readApp(call, body);
  const system = readSystem(call, body, app);
  const demands = fitQueue(isAloe(call) ? perNode(body) : body, app, { system, isAloe: isAloe(call) });
  demandUsable(system);
  if (body["dependencies"] !== undefined) throw badRequest("Job dependencies are not supported");
  const given = flattened(body);
  const inputs = readInputs(call, app, given);
  const parameters = readParameters(app, given);
  const { ids } = call.services;
  const id = isAloe(call) ? `${ids.uuid()}-007` : agaveUuid(ids, "007");
  const archive = readArchive(call, body, id);
  const notifications = readNotifications(body["notifications"] ?? body["callbackUrl"]);
  const { services, world, username } = call;
  const job: JobRecord = {
    ...freshJob(call.now),
    ...(isAloe(call) && { archiveOnAppError: booleanOf(body["archiveOnAppError"]) ?? false }),
    ...demands,
    ...archive,
    id,
    name,
    owner: username,
    appId: app.id,
    executionSystem: system.id,
    inputs,
    parameters,
  };
  world.jobs.set(id, job);
  for (const one of notifications) subscribe(one, { services, world, username, associatedUuid: id });
  const description = "Job accepted and queued for submission.";
  enter(job, { status: isAloe(call) ? "ACCEPTED" : "PENDING", description }, call);
  return job;
}

function freshJob(now: number) {
  return {
    created: now,
    submitTime: now,
    lastUpdated: now,
    status: "PENDING",
    retries: 0,
    localId: null,
    outputPath: null,
    startTime: null,
    endTime: null,
    message: null,
    isVisible: true,
    isArchived: false,
    pems: {},
    history: [],
  };
}

/** The newer service takes processors of all nodes together, or those on each. */
function perNode(body: JsonObject): JsonObject {
  const { processorsPerNode: all, processorsOnEachNode: each, ...rest } = body;
  const [total, nodes] = [numberOf(all), numberOf(body["nodeCount"]) ?? 1];
  const spread = total === undefined ? all : Math.ceil(total / Math.max(nodes, 1));
  const processorsPerNode = each ?? spread;
  return { ...rest, ...(processorsPerNode !== undefined && { processorsPerNode }) };
}

function readApp(call: AgaveCall, body: JsonObject): AppRecord {
  const id = textOf(body["appId"]) ?? textOf(body["softwareName"]) ?? "";
  if (!id.includes("-") || id.length >= 80) throw badRequest("Invalid appId value");
  const app = call.world.apps.get(id);
  if (app === undefined || app.isDeleted) throw badRequest(`No app found with id ${id}`);
  if (!rightsOnApp(app, call.caller).execute)
    throw forbidden(`User does not have permission to run app ${id}`);
  if (!app.available) throw badRequest(`App ${id} is not available`);
  return app;
}

function readSystem(call: AgaveCall, body: JsonObject, app: AppRecord): SystemRecord {
  const asked = textOf(body["executionSystem"]) || app.executionSystem;
  if (asked !== app.executionSystem) throw badRequest("The execution system is not that of the app");
  return findSystem(call, asked);
}

type Archive = Pick<JobRecord, "archive" | "archiveSystem" | "archivePath">;

/** Where the outputs go; who says nothing has them archived. */
function readArchive(call: AgaveCall, body: JsonObject, id: string): Archive {
  const given = body["archive"];
  const isSilent = given === undefined || given === null || given === "";
  const archive = isSilent ? true : booleanOf(given);
  if (archive === undefined) throw badRequest("Invalid archive value: it is a boolean");
  if (!archive) return { archive, archiveSystem: null, archivePath: null };
  const asked = textOf(body["archiveSystem"]) || undefined;
  const system = asked === undefined ? defaultSystem(call, "STORAGE") : findSystem(call, asked);
  if (system.type !== "STORAGE") throw badRequest(`${system.id} is not a storage system`);
  demandUsable(system);
  const path = (textOf(body["archivePath"]) || `${call.username}/archive/jobs/job-${id}`)
    .replaceAll("${JOB_ID}", id)
    .replaceAll("${JOB_NAME}", textOf(body["name"]) ?? "")
    .replaceAll("${JOB_OWNER}", call.username);
  makeArchive(call, system, path);
  return { archive, archiveSystem: system.id, archivePath: path };
}

/** The folder is made at once, so that a path which is no good is told before anything runs. */
function makeArchive(call: AgaveCall, system: SystemRecord, path: string): void {
  const place = { system, tree: treeOf(call.world, system.id), path: pathOn(system, path, call.username) };
  if (!rightsAt(call.world, place, call.caller).write)
    throw forbidden(`User does not have permission to write to ${path}`);
  for (let at = place.path; at !== "/"; at = tidy(`${at}/..`)) {
    if (place.tree.find(at)?.isFolder === false) throw badRequest(`The archive path ${path} is a file`);
  }
  place.tree.makeFolder(place.path);
}
