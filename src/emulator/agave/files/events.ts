import type { Services } from "../services.ts";
import { agaveUuid, type TransferProgress } from "../wire/history.ts";
import type { TenantWorld } from "../world.ts";
import { nameOf } from "./file-tree.ts";
import type { FileRecord } from "./records.ts";
import { fileKey, type FilePlace } from "./rules.ts";

/** Who does something to files, and where. */
export interface FileActor {
  readonly services: Services;
  readonly world: TenantWorld;
  readonly username: string;
}

/** The memory of a file: it is made where there is none. Whose it is the path tells, else it is the actor's. */
export function remember(actor: FileActor, systemId: string, path: string): FileRecord {
  const { services, world, username } = actor;
  const key = fileKey(systemId, path);
  const known = world.files.get(key);
  if (known !== undefined) return known;
  const now = services.clock.now();
  const record: FileRecord = {
    uuid: agaveUuid(services.ids, "002"),
    systemId,
    owner: impliedOwner(world, path) ?? username,
    created: now,
    path,
    lastModified: now,
    status: "CREATED",
    source: "",
    pems: {},
    history: [],
  };
  world.files.set(key, record);
  return record;
}

/** The memory of a file that was there before: it is not the actor's for having been touched. */
export function rememberOf(actor: FileActor, { system, path }: FilePlace): FileRecord {
  return remember({ ...actorOf(actor), username: system.owner }, system.id, path);
}

/** What a call has that goes on acting after it has been answered. */
function actorOf({ services, world, username }: FileActor): FileActor {
  return { services, world, username };
}

/** The user whose name the first segment of a path is. */
function impliedOwner({ profiles }: TenantWorld, path: string): string | undefined {
  const [, first = ""] = path.split("/");
  return profiles.has(first) ? first : undefined;
}

/** An event, in words. */
export interface FileEvent {
  readonly status: string;
  readonly description: string;
  readonly progress?: TransferProgress;
}

/** Writes an event to the history of a file, and tells those who asked to be told. */
export function happened(record: FileRecord, event: FileEvent, actor: FileActor): void {
  const { services, world, username } = actor;
  const created = services.clock.now();
  record.history.push({ uuid: agaveUuid(services.ids, "023"), created, createdBy: username, ...event });
  record.lastModified = created;
  const { uuid, path, owner, systemId, status } = record;
  const name = nameOf(path);
  const macros = {
    FILE_ID: uuid,
    FILE_UUID: uuid,
    FILE_NAME: name,
    FILE_PATH: path,
    FILE_OWNER: owner,
    FILE_SYSTEMID: systemId,
    FILE_STATUS: status,
    FILE_TYPE: "raw",
    TYPE: "file",
    FORMAT: "raw",
    PATH: path,
    SYSTEM: systemId,
    NAME: name,
    SOURCE: record.source,
    STATUS: status,
  };
  const body = { uuid, name, path, owner, systemId, status };
  services.emit(world, { uuid, event: event.status, owner, macros, body });
}
