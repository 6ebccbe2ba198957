import { copyTree } from "../files/copying.ts";
import { pathOn, treeOf } from "../files/rules.ts";
import type { AgaveCall } from "../wire/call.ts";
import type { Answer } from "../wire/route.ts";
import { badRequest, forbidden, notFound } from "../wire/service-error.ts";
import { textOf, type JsonObject } from "../wire/values.ts";
import { defaultSystem, findSystem } from "../systems/rules.ts";
import type { AppRecord } from "./records.ts";
import { registerApp } from "./registration.ts";
import { findApp, happened, rightsOn } from "./rules.ts";
import { detailOf } from "./shown.ts";

/** Does to an app what a request says. */
export async function manageApp(call: AgaveCall): Promise<Answer> {
  const app = findApp(call);
  const fields = await call.fields();
  const action = (textOf(fields["action"]) ?? "").toUpperCase();
  switch (action) {
    case "PUBLISH":
      return publish(call, app);
    case "CLONE":
      return clone(call, app, fields);
    case "ENABLE":
    case "DISABLE":
      return enable(call, app, action === "ENABLE");
    case "ERASE":
      return erase(call, app);
    default:
      throw badRequest(`Invalid action ${action || "(none)"}`);
  }
}

function enable(call: AgaveCall, app: AppRecord, available: boolean): Answer {
  if (!rightsOn(app, call.caller).write) throw forbidden(`User may not change app ${app.id}`);
  app.available = available;
  const status = available ? "ENABLED" : "DISABLED";
  happened(app, { status, description: `App was ${status.toLowerCase()}`, body: detailOf(app, call) }, call);
  return { result: detailOf(app, call) };
}

function erase(call: AgaveCall, app: AppRecord): Answer {
  if (!call.caller.isAdmin) throw forbidden("Only administrators erase apps");
  call.world.apps.delete(app.id);
  return {};
}

/** A copy for all, which is never changed again; the next one gets another number. */
function publish(call: AgaveCall, app: AppRecord): Answer {
  if (!call.caller.isAdmin) throw forbidden("Only administrators publish apps");
  if (app.isPublic) throw badRequest("The app is public already");
  const { services, world } = call;
  const number = [...world.apps.values()].filter(
    ({ isPublic, name, version }) => isPublic && name === app.name && version === app.version,
  ).length;
  const publicId = `${app.id}u${String(number + 1)}`;
  const copy = registerApp(structuredClone(app), { services, world, owner: app.owner, publicId });
  copy.revision = number + 1;
  const status = number === 0 ? "PUBLISHED" : "REPUBLISHED";
  happened(app, { status, description: `App was published as ${publicId}`, body: detailOf(app, call) }, call);
  happened(
    copy,
    { status: "CREATED", description: `App was published from ${app.id}`, body: detailOf(copy, call) },
    call,
  );
  return { status: 202, result: detailOf(copy, call) };
}

function clone(call: AgaveCall, app: AppRecord, fields: JsonObject): Answer {
  const name = textOf(fields["name"]) || app.name;
  const version = textOf(fields["version"]) || app.version;
  const id = `${name}-${version}`;
  if (call.world.apps.get(id)?.isDeleted === false)
    throw badRequest(`An app with the id ${id} exists already`);
  const executionSystem = textOf(fields["executionSystem"]) || app.executionSystem;
  findSystem(call, executionSystem);
  const system =
    textOf(fields["storageSystem"]) ||
    textOf(fields["deploymentSystem"]) ||
    defaultSystem(call, "STORAGE").id;
  const deploymentPath = textOf(fields["deploymentPath"]) || `${call.username}/applications/${id}`;
  const more = { ...app.more, deploymentPath };
  const definition = {
    ...structuredClone(app),
    name,
    version,
    executionSystem,
    deploymentSystem: system,
    more,
  };
  // The folder of a private app stays where it is.
  const own = app.isPublic
    ? definition
    : {
        ...definition,
        deploymentSystem: app.deploymentSystem,
        more: { ...more, deploymentPath: app.more["deploymentPath"] },
      };
  const { services, world, username: owner } = call;
  const copy = registerApp({ ...own, available: true }, { services, world, owner });
  if (app.isPublic) copyAssets(call, app, copy);
  happened(
    app,
    { status: "CLONED", description: `App was cloned as ${id}`, body: detailOf(app, call) },
    call,
  );
  happened(
    copy,
    { status: "CREATED", description: `App was cloned from ${app.id}`, body: detailOf(copy, call) },
    call,
  );
  return { status: 202, result: detailOf(copy, call) };
}

/** Where an app's files are. */
function assetsOf(call: AgaveCall, { deploymentSystem, more }: AppRecord) {
  const system = call.world.systems.get(deploymentSystem);
  if (system === undefined) throw notFound(`No system found for id ${deploymentSystem}`);
  const path = pathOn(system, textOf(more["deploymentPath"]) ?? "", call.username);
  return { tree: treeOf(call.world, deploymentSystem), path };
}

function copyAssets(call: AgaveCall, from: AppRecord, to: AppRecord): void {
  copyTree(assetsOf(call, from), assetsOf(call, to));
}
