import type { AgaveCall } from "../wire/call.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, forbidden, notFound } from "../wire/service-error.ts";
import { isObject, textOf, type Json, type JsonObject } from "../wire/values.ts";
import type { MetadataRecord } from "./records.ts";
import { rightsOn } from "./rules.ts";

/** What is done to one item. */
export interface OneByOne {
  readonly create: (call: AgaveCall, body: JsonObject) => MetadataRecord;
  readonly change: (call: AgaveCall, item: MetadataRecord, body: JsonObject) => void;
  readonly drop: (call: AgaveCall, item: MetadataRecord) => void;
}

/** Calls for many items at once. */
export function bulkRoutes({ create, change, drop }: OneByOne): readonly Route[] {
  return [
    route("POST /meta/v2/bulk/create", "meta.bulkCreate", async (call) => {
      const items = (await listOf(call)).map((one) => create(call, objectOf(one)));
      return told(items.length, "created");
    }),
    route("POST /meta/v2/bulk/update", "meta.bulkUpdate", async (call) => {
      const changes = (await listOf(call)).map((one) => {
        const { uuid, update } = objectOf(one);
        return { item: own(call, textOf(uuid) ?? ""), update: objectOf(update ?? null) };
      });
      for (const { item, update } of changes) change(call, item, withPaths(item, update));
      return told(changes.length, "updated");
    }),
    route("POST /meta/v2/bulk/delete", "meta.bulkDelete", async (call) => {
      const items = (await listOf(call)).map((one) => own(call, textOf(one) ?? ""));
      for (const item of items) drop(call, item);
      return told(items.length, "deleted");
    }),
  ];
}

// What the answer says is not documented but for its type.
function told(count: number, what: string): Answer {
  return { result: `${String(count)} metadata items ${what}` };
}

async function listOf(call: AgaveCall): Promise<readonly Json[]> {
  const { value } = await call.body();
  if (!Array.isArray(value)) throw badRequest("The body is not a JSON array");
  return value as readonly Json[];
}

function objectOf(value: Json): JsonObject {
  if (!isObject(value)) throw badRequest("An entry is not a JSON object");
  return value;
}

function own({ world, caller }: AgaveCall, uuid: string): MetadataRecord {
  const item = world.metadata.get(uuid);
  if (item === undefined) throw notFound(`No metadata item found for user with id ${uuid}`);
  if (!rightsOn(item, caller).write) throw forbidden(`User does not have permission to write ${uuid}`);
  return item;
}

/** What an update with dotted names makes of an item. */
function withPaths({ name, value }: MetadataRecord, update: JsonObject): JsonObject {
  let changed: JsonObject = { name, value };
  for (const [path, one] of Object.entries(update))
    changed = withValue(changed, path.split("."), one ?? null);
  return changed;
}

function withValue(object: JsonObject, [first = "", ...rest]: readonly string[], value: Json): JsonObject {
  const inner = object[first];
  const next = rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value);
  return Object.fromEntries([...Object.entries(object).filter(([key]) => key !== first), [first, next]]);
}
