import type { Services } from "../services.ts";
import type { AgaveCall, Caller } from "../wire/call.ts";
import { agaveUuid } from "../wire/history.ts";
import { ALL_RIGHTS, NO_RIGHTS, type Rights } from "../wire/permissions.ts";
import { forbidden, notFound } from "../wire/service-error.ts";
import type { TenantWorld } from "../world.ts";
import type { AppRecord } from "./records.ts";

/** What somebody may do with an app. */
export function rightsOn(app: AppRecord, { username, isAdmin }: Caller): Rights {
  if (isAdmin) return ALL_RIGHTS;
  if (app.isPublic) return { read: true, write: false, execute: true };
  if (app.owner === username) return ALL_RIGHTS;
  return app.pems[username] ?? app.pems["*"] ?? app.pems["public"] ?? NO_RIGHTS;
}

/**
 * The app that a path names.
 *
 * @throws ServiceError 404 where there is none, 403 for somebody who may not read it
 */
export function findApp(call: AgaveCall): AppRecord {
  const id = call.param("appId");
  const app = call.world.apps.get(id) ?? byUuid(call.world, id);
  if (app === undefined || app.isDeleted) throw notFound(`No app found for id ${id}`);
  if (!rightsOn(app, call.caller).read) throw forbidden(`User does not have permission to view app ${id}`);
  return app;
}

function byUuid({ apps }: TenantWorld, uuid: string): AppRecord | undefined {
  return [...apps.values()].find((app) => app.uuid === uuid);
}

/** The app that a path names, for somebody who may change it. */
export function findOwnApp(call: AgaveCall): AppRecord {
  const app = findApp(call);
  if (!rightsOn(app, call.caller).write)
    throw forbidden(`User does not have permission to change app ${app.id}`);
  return app;
}

/** Who does something to an app, and where. */
export interface AppActor {
  readonly services: Services;
  readonly world: TenantWorld;
  readonly username: string;
}

/** An event, in words. */
export interface AppEvent {
  readonly status: string;
  readonly description: string;
  /** The app as it is shown. */
  readonly body: unknown;
}

/** Writes an event to the history of an app, and tells those who asked to be told. */
export function happened(app: AppRecord, { status, description, body }: AppEvent, actor: AppActor): void {
  const { services, world, username } = actor;
  const created = services.clock.now();
  app.history.push({
    uuid: agaveUuid(services.ids, "025"),
    status,
    created,
    createdBy: username,
    description,
  });
  app.lastModified = created;
  const { id, uuid, name, version, owner, isPublic, available, deploymentSystem } = app;
  const macros = {
    APP_ID: id,
    APP_UUID: uuid,
    APP_NAME: name,
    APP_VERSION: version,
    APP_OWNER: owner,
    APP_IS_PUBLIC: String(isPublic),
    APP_AVAILABLE: String(available),
    APP_DEPLOYMENT_SYSTEM: deploymentSystem,
  };
  services.emit(world, { uuid, event: status, owner, macros, body });
}
