import type { AgaveCall } from "../wire/call.ts";
import { shownEvent } from "../wire/history.ts";
import { paged } from "../wire/paging.ts";
import { openTo, route, type Answer, type Answering, type Route } from "../wire/route.ts";
import { forbidden, notFound, ServiceError } from "../wire/service-error.ts";
import { downloadAnswer } from "./download.ts";
import { happened, rememberOf } from "./events.ts";
import { manage } from "./manage.ts";
import { clearPems, grantPems, listPems } from "./pems.ts";
import { demandRight, entryAt, placeOf, recordAt, recordsWithin, treeOf, type FilePlace } from "./rules.ts";
import { rowOf } from "./shown.ts";
import { upload } from "./uploads.ts";

/** Every call exists twice: on a system by its id, and on the caller's default system. */
function both(
  method: string,
  place: string,
  [names, answer]: readonly [string, Answering],
): readonly Route[] {
  const [onSystem = "", onDefault = `${onSystem}OnDefaultSystem`] = names.split(" ");
  return [
    route(`${method} /files/v2/${place}/system/{systemId}/{path*}`, `files.${onSystem}`, answer),
    route(`${method} /files/v2/${place}/{path*}`, `files.${onDefault}`, answer),
  ];
}

/** The files service. */
export const fileRoutes: readonly Route[] = [
  ...both("GET", "media", ["download downloadFromDefaultSystem", download]),
  ...both("POST", "media", ["importData importToDefaultSystem", upload]),
  ...both("PUT", "media", ["manage", manage]),
  ...both("DELETE", "media", ["delete deleteFromDefaultSystem", remove]),
  ...both("GET", "listings", ["list", list]),
  ...both("GET", "history", ["getHistory", history]),
  ...both("GET", "pems", ["listPermissions", listPems]),
  ...both("POST", "pems", ["updatePermissions", grantPems]),
  ...both("DELETE", "pems", ["deletePermissions", clearPems]),
  ...openTo("public", [
    route("GET /files/v2/download/{owner}/system/{systemId}/{path*}", "files.publicDownload", publicDownload),
  ]),
];

function list(call: AgaveCall): Answer {
  const place = placeOf(call);
  const entry = entryAt(place);
  demandRight(call, place, "read");
  const entries = entry.isFolder ? place.tree.list(place.path) : [];
  return { result: paged([entry, ...entries], call.query).map((row) => rowOf(call, place, row)) };
}

function download(call: AgaveCall): Response {
  const place = placeOf(call);
  const entry = entryAt(place);
  demandRight(call, place, "read");
  const answer = downloadAnswer({ tree: place.tree, entry, request: call.request });
  if (answer.ok && call.request.method === "GET") {
    const record = rememberOf(call, place);
    happened(record, { status: "DOWNLOAD", description: "File was downloaded" }, call);
  }
  return answer;
}

/** What is shared with the user called public needs no log-in. */
function publicDownload(call: AgaveCall): Response {
  const system = call.world.systems.get(call.param("systemId"));
  if (system === undefined || system.isDeleted) throw notFound("No such system");
  const path = `/${call.param("path")}`.replace(/\/{2,}/g, "/");
  const place: FilePlace = { system, tree: treeOf(call.world, system.id), path };
  const entry = entryAt(place);
  const record = recordAt(call.world, place);
  if (record?.pems["public"]?.read !== true) throw forbidden("The file is not public");
  return downloadAnswer({ tree: place.tree, entry, request: call.request });
}

function remove(call: AgaveCall): Answer {
  const place = placeOf(call);
  const record = recordAt(call.world, place);
  const isThere = place.tree.find(place.path) !== undefined;
  if (!isThere && record === undefined) throw notFound(`No file or folder found at ${place.path}`);
  // What the platform does not remember it refuses with another number.
  demandRight(call, place, { right: "write", status: record === undefined ? 401 : 403 });
  if (place.path === "/") throw new ServiceError(400, "The root folder cannot be deleted");
  place.tree.remove(place.path);
  for (const gone of recordsWithin(call.world, place)) {
    gone.status = "DELETED";
    happened(gone, { status: "DELETED", description: "File or folder was deleted" }, call);
  }
  return {};
}

function history(call: AgaveCall): Answer {
  const place = placeOf(call);
  const record = recordAt(call.world, place);
  if (record === undefined) throw notFound(`No history found for ${place.path}`);
  demandRight(call, place, "read");
  return { result: paged(record.history, call.query).map(shownEvent) };
}
