import { readNotifications, subscribe } from "../notifications/registration.ts";
import type { AgaveCall, CallBody } from "../wire/call.ts";
import type { Answer } from "../wire/route.ts";
import { badRequest } from "../wire/service-error.ts";
import { textOf, type Json } from "../wire/values.ts";
import { happened, remember } from "./events.ts";
import { join } from "./file-tree.ts";
import { demandSource, stage } from "./imports.ts";
import type { FileRecord } from "./records.ts";
import { demandRight, entryAt, placeOf, type FilePlace } from "./rules.ts";
import { handleOf } from "./shown.ts";

/** Takes a file into a folder: from the form itself, or from an address. */
export async function upload(call: AgaveCall): Promise<Answer> {
  const body = await call.body();
  const folder = placeOf(call);
  if (!entryAt(folder).isFolder) throw badRequest(`${folder.path} is not a folder`);
  demandRight(call, folder, "write");
  const field = fieldReader(body);
  const file = body.files.get("fileToUpload");
  const url = textOf(field("urlToIngest")) ?? "";
  if (file === undefined && url === "") throw badRequest("No file and no urlToIngest given");
  const name = nameFor(textOf(field("fileName")), file?.name, url);
  const place = { ...folder, path: join(folder.path, name) };
  if (folder.tree.find(place.path)?.isFolder === true && file !== undefined)
    throw badRequest(`There is a folder at ${place.path}`);
  const notifications = readNotifications(field("notifications") ?? field("callbackUrl"));
  if (file === undefined) demandSource(call, url);
  const record = begin(
    call,
    place,
    file === undefined ? url : `http://127.0.0.1/${encodeURIComponent(name)}`,
  );
  for (const definition of notifications)
    subscribe(definition, { ...partsOf(call), associatedUuid: record.uuid });
  if (file === undefined) stage({ actor: partsOf(call), record, place, url });
  else await receive(call, { record, place, file });
  return { status: 202, result: handleOf(call, record) };
}

/** What goes on after the answer needs no more of a call than this. */
function partsOf({ services, world, username, caller }: AgaveCall) {
  return { services, world, username, caller };
}

/** Names of fields count in any letter case. */
function fieldReader({ fields }: CallBody): (name: string) => Json | undefined {
  const folded = new Map(Object.entries(fields).map(([key, value]) => [key.toLowerCase(), value]));
  return (name) => folded.get(name.toLowerCase());
}

function nameFor(fileName: string | undefined, uploaded: string | undefined, url: string): string {
  if (fileName !== undefined && fileName !== "") return safe(fileName);
  if (uploaded !== undefined) return safe(uploaded);
  const last =
    url
      .replace(/[?#].*$/, "")
      .replace(/\/+$/, "")
      .split("/")
      .at(-1) ?? "";
  return safe(decoded(last));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The last segment of a name: no file lands in another folder than the one that was named. */
function safe(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  return last === "" || last === "." || last === ".." ? "unknown" : last;
}

function begin(call: AgaveCall, place: FilePlace, source: string): FileRecord {
  const isThere = place.tree.find(place.path) !== undefined;
  const record = remember(call, place.system.id, place.path);
  record.source = source;
  record.status = "STAGING_QUEUED";
  if (isThere) happened(record, { status: "OVERWRITTEN", description: "File is overwritten" }, call);
  happened(record, { status: "STAGING_QUEUED", description: "File/folder queued for staging" }, call);
  return record;
}

interface Receiving {
  readonly record: FileRecord;
  readonly place: FilePlace;
  readonly file: File;
}

/** The bytes of an upload are there at once; only its history takes its time. */
async function receive(call: AgaveCall, { record, place, file }: Receiving): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  place.tree.write(place.path, spliced(call, place, bytes));
  const { clock } = call.services;
  const actor = partsOf(call);
  const steps = ["STAGING", "STAGING_COMPLETED", "TRANSFORMING_COMPLETED"];
  for (const [index, status] of steps.entries()) {
    clock.at(clock.now() + index * 1000, () => {
      record.status = status;
      happened(record, { status, description: `Upload: ${status.toLowerCase().replace("_", " ")}` }, actor);
    });
  }
}

/** With a `Content-Range`, the bytes take the place of that part of the file. */
function spliced(call: AgaveCall, { tree, path }: FilePlace, bytes: Uint8Array): Uint8Array {
  const start = /^bytes[ =](\d+)-/.exec(call.request.headers.get("content-range") ?? "")?.[1];
  if (start === undefined) return bytes;
  const old = tree.read(path) ?? new Uint8Array();
  const whole = new Uint8Array(Math.max(old.byteLength, Number(start) + bytes.byteLength));
  whole.set(old);
  whole.set(bytes, Number(start));
  return whole;
}
