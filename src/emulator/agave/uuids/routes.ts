import type { AgaveCall } from "../wire/call.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import { booleanOf, textOf } from "../wire/values.ts";
import { resolveUuid } from "./resolve.ts";

/** The service that tells what an identifier stands for. */
export const uuidRoutes: readonly Route[] = [
  route("GET /uuids/v2/{uuid}", "uuids.get", get),
  route("POST /uuids/v2", "uuids.list", list),
];

async function get(call: AgaveCall): Promise<Answer> {
  const result = await shown(call, call.param("uuid"));
  if (result === undefined) throw notFound(`No resource found for uuid ${call.param("uuid")}`);
  return { result };
}

async function list(call: AgaveCall): Promise<Answer> {
  const { value, fields } = await call.body();
  const uuids = Array.isArray(value) ? (value as readonly unknown[]) : fields["uuids"];
  if (!Array.isArray(uuids)) throw badRequest("No uuids given");
  const found = await Promise.all(uuids.map((uuid) => shown(call, textOf(uuid) ?? "")));
  return { result: found.filter((one) => one !== undefined) };
}

async function shown(call: AgaveCall, uuid: string): Promise<unknown> {
  const found = resolveUuid(call.world, uuid);
  if (found === undefined) return undefined;
  const isExpandable = booleanOf(call.query.get("expand")) === true && found.type !== "FILE";
  const resource = isExpandable ? await expanded(call, found.path) : undefined;
  return resource ?? { uuid, type: found.type, _links: { self: call.link(found.path) } };
}

/** The resource itself, as the caller sees it. */
async function expanded(call: AgaveCall, path: string): Promise<unknown> {
  const headers = { authorization: call.request.headers.get("authorization") ?? "" };
  const response = await call.services.self(new Request(call.base + path, { headers }));
  return response.ok ? ((await response.json()) as { readonly result?: unknown }).result : undefined;
}
