import type { AgaveCall } from "../wire/call.ts";
import type { Answer } from "../wire/route.ts";
import { badRequest, ServiceError } from "../wire/service-error.ts";
import { booleanOf, textOf, type JsonObject } from "../wire/values.ts";
import { copyTree } from "./copying.ts";
import { happened, remember, rememberOf } from "./events.ts";
import { isWithin, join, nameOf, parentOf } from "./file-tree.ts";
import type { FileRecord } from "./records.ts";
import { demandRight, entryAt, fileKey, pathOn, placeOf, recordsWithin, type FilePlace } from "./rules.ts";
import { handleOf } from "./shown.ts";

interface Doing {
  readonly call: AgaveCall;
  readonly place: FilePlace;
  readonly fields: JsonObject;
  /** What the body says as `path`. */
  readonly target: string;
}

const KNOWN_BUT_NOT_DONE: ReadonlySet<string> = new Set(["index", "touch", "list", "remove", "cksum"]);

/** Does to a file or folder what a request says. */
export async function manage(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const place = placeOf(call);
  const action = (textOf(fields["action"]) ?? "").toLowerCase();
  if (KNOWN_BUT_NOT_DONE.has(action)) throw new ServiceError(501, `Action ${action} is not supported`);
  const target = textOf(fields["path"]) ?? "";
  if (target === "" && ACTIONS[action] !== undefined) throw badRequest("No path given");
  const act = ACTIONS[action];
  if (act === undefined) throw badRequest(`Invalid action ${action || "(none)"}`);
  return act({ call, place, fields, target });
}

const ACTIONS: Readonly<Record<string, (doing: Doing) => Answer>> = {
  mkdir: makeFolder,
  copy,
  rename,
  move,
};

function makeFolder({ call, place, target }: Doing): Answer {
  const path = join(place.path, target);
  demandRight(call, { ...place, path }, "write");
  const existing = place.tree.find(path);
  if (existing?.isFolder === false) throw badRequest(`A file exists at ${path}`);
  const record = remember(call, place.system.id, path);
  if (existing !== undefined) return { result: handleOf(call, record), message: "Folder exists already" };
  if (blockedBy(place, path) !== undefined) throw badRequest(`A file stands in the way of ${path}`);
  place.tree.makeFolder(path);
  record.status = "CREATED";
  happened(record, { status: "CREATED", description: "New directory created" }, call);
  return { status: 201, result: handleOf(call, record), message: `Created ${path}` };
}

/** A file that lies where a folder above a path would be. */
function blockedBy({ tree }: FilePlace, path: string): string | undefined {
  for (let at = parentOf(path); at !== "/"; at = parentOf(at)) {
    if (tree.find(at)?.isFolder === false) return at;
  }
  return undefined;
}

function destination({ call, place, target }: Doing): FilePlace {
  const path = pathOn(place.system, target, call.username);
  const to = { ...place, path };
  demandRight(call, to, "write");
  if (blockedBy(place, path) !== undefined) throw badRequest(`A file stands in the way of ${path}`);
  return to;
}

function copy(doing: Doing): Answer {
  const { call, place, fields } = doing;
  const source = entryAt(place);
  demandRight(call, place, "read");
  const named = destination(doing);
  const isAppended = booleanOf(fields["append"]) === true && place.tree.find(named.path)?.isFolder === true;
  const to = isAppended ? { ...named, path: join(named.path, nameOf(place.path)) } : named;
  if (isWithin(to.path, place.path)) throw badRequest("A file or folder cannot be copied onto itself");
  const existing = place.tree.find(to.path);
  // What becomes of a file that is copied onto a folder is not documented; it is refused as a move is.
  if (existing !== undefined && existing.isFolder !== source.isFolder)
    throw badRequest(`There is a ${existing.isFolder ? "folder" : "file"} at ${to.path}`);
  copyTree(place, to);
  const record = remember(call, to.system.id, to.path);
  const status = existing === undefined ? "CREATED" : "OVERWRITTEN";
  happened(record, { status, description: `Copied from ${place.path}` }, call);
  return { result: handleOf(call, record), message: `Copied ${place.path} to ${to.path}` };
}

function rename(doing: Doing): Answer {
  const { call, place, target } = doing;
  entryAt(place);
  demandRight(call, place, "write");
  if (target.includes("/") || target === "." || target === "..") throw badRequest("A new name has no slash");
  const to = { ...place, path: join(parentOf(place.path), target) };
  demandRight(call, to, "write");
  if (place.tree.find(to.path) !== undefined) throw badRequest(`There is a file or folder at ${to.path}`);
  return relocate(doing, to, "RENAME");
}

function move(doing: Doing): Answer {
  const { call, place } = doing;
  const source = entryAt(place);
  demandRight(call, place, "write");
  const to = destination(doing);
  if (isWithin(to.path, place.path)) throw badRequest("A file or folder cannot be moved into itself");
  if (isWithin(place.path, to.path)) throw badRequest("A folder cannot be replaced by what is in it");
  const existing = place.tree.find(to.path);
  if (existing !== undefined && existing.isFolder !== source.isFolder)
    throw badRequest(`There is a ${existing.isFolder ? "folder" : "file"} at ${to.path}`);
  return relocate(doing, to, "MOVED");
}

function relocate({ call, place }: Doing, to: FilePlace, status: string): Answer {
  if (place.path === "/") throw badRequest("The root folder stays where it is");
  const record = rememberOf(call, place);
  place.tree.move(place.path, to.path);
  for (const moved of recordsWithin(call.world, place))
    rekey(call, moved, to.path + moved.path.slice(place.path.length));
  happened(record, { status, description: `Moved from ${place.path} to ${to.path}` }, call);
  return { result: handleOf(call, record), message: `Moved ${place.path} to ${to.path}` };
}

function rekey({ world }: AgaveCall, record: FileRecord, path: string): void {
  world.files.delete(fileKey(record.systemId, record.path));
  record.path = path;
  world.files.set(fileKey(record.systemId, path), record);
}
