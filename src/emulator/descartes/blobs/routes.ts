import { compareBytes, decodeText, encodeText, fromBase64, toBase64Url } from "../../bytes.ts";
import { byteAnswer } from "./byte-answer.ts";
import type { Services } from "../services.ts";
import { userOf } from "../tokens/routes.ts";
import { isStorageType, type BlobPlace, type StorageType } from "../world.ts";

/** What a request asks of the service. */
export interface ServiceCall {
  readonly operation: "get" | "exists" | "delete" | "list" | "getSignedUrl" | "getUploadUrl";
  readonly type: string;
  /** Empty for a listing. */
  readonly key: string;
}

/**
 * Reads a request to the service from its method and its path below the base URL, not decoded.
 *
 * @returns undefined when it is none, or its key is not well encoded
 */
export function readServiceCall(method: string, path: string): ServiceCall | undefined {
  // Some clients join a base URL and a path that both have a slash. Slashes of a key are its own.
  const [type = "", ...rest] = path.replace(/^\/+/, "").split("/");
  if (method === "DELETE") return withKey("delete", type, rest);
  if (method !== "GET" && method !== "HEAD") return undefined;
  const [verb = "", ...key] = rest;
  switch (verb) {
    case "list":
      return key.length === 0 ? { operation: "list", type, key: "" } : undefined;
    case "get":
      return withKey(method === "HEAD" ? "exists" : "get", type, key);
    case "get_signed_url":
      return withKey("getSignedUrl", type, key);
    case "new_resumable_url":
      return withKey("getUploadUrl", type, key);
    default:
      return undefined;
  }
}

function withKey(
  operation: ServiceCall["operation"],
  type: string,
  segments: readonly string[],
): ServiceCall | undefined {
  try {
    const key = segments.map(decodeURIComponent).join("/");
    return key === "" ? undefined : { operation, type, key };
  } catch {
    return undefined;
  }
}

/** Where signed URLs lead. */
export interface StoreOrigin {
  readonly origin: string;
}

/** Answers a call of somebody with a good token. */
export function answerService(
  services: Services,
  { operation, type, key }: ServiceCall,
  { request, origin }: StoreOrigin & { readonly request: Request },
): Response {
  const sub = userOf(services, request);
  if (sub === undefined) return new Response("Unauthorized", { status: 401 });
  const refused = services.rates.take(sub, operation);
  if (refused !== undefined) return refused;
  // What becomes of another type is not documented.
  if (!isStorageType(type)) return new Response("There is no such storage type", { status: 404 });
  const place = { sub, type, key };
  switch (operation) {
    case "list":
      return list(services, { sub, type }, request);
    case "delete":
      return remove(services, place);
    case "getUploadUrl":
      return new Response(`${origin}${beginUpload(services, place)}`);
    case "getSignedUrl":
      return new Response(`${origin}${signRead(services, place)}`);
    case "get":
    case "exists": {
      const blob = services.world.find(place);
      return blob === undefined ? missing() : byteAnswer(blob, request, services.options.ranges);
    }
  }
}

function missing(): Response {
  return new Response("There is no such blob", { status: 404 });
}

function remove({ world }: Services, place: BlobPlace): Response {
  // How the service refuses it is not documented.
  if (place.type === "products")
    return new Response("Products are deleted through the catalogue", { status: 403 });
  return world.delete(place) ? new Response("") : missing();
}

interface Namespace {
  readonly sub: string;
  readonly type: StorageType;
}

/** One page of keys, in the order of their bytes. What names the next page is good for this prefix and type only. */
function list({ world, options }: Services, namespace: Namespace, request: Request): Response {
  const prefix = new URL(request.url).searchParams.get("prefix") ?? "";
  const token = request.headers.get("x-next");
  const after = token === null ? undefined : readNext(token, { ...namespace, prefix });
  if (token !== null && after === undefined) return new Response("X-NEXT is not known", { status: 400 });
  const keys = [...world.blobsOf(namespace).keys()]
    .filter((key) => key.startsWith(prefix))
    .toSorted((left, right) => compareBytes(encodeText(left), encodeText(right)));
  if (keys.length === 0 && options.emptyListing === 404)
    return new Response("Nothing is stored", { status: 404 });
  const rest = after === undefined ? keys : keys.filter((key) => compareBytes(encodeText(key), after) > 0);
  const page = rest.slice(0, options.pageSize);
  const last = page.at(-1);
  const headers: Record<string, string> =
    rest.length > page.length && last !== undefined ? { "x-next": next({ ...namespace, prefix }, last) } : {};
  return Response.json(page, { headers });
}

type Listing = Namespace & { readonly prefix: string };

function next({ sub, type, prefix }: Listing, last: string): string {
  return toBase64Url(JSON.stringify([sub, type, prefix, last]));
}

function readNext(token: string, { sub, type, prefix }: Listing): Uint8Array | undefined {
  try {
    const [whose, which, what, last] = JSON.parse(decodeText(fromBase64(token))) as readonly unknown[];
    const isOurs = whose === sub && which === type && what === prefix && typeof last === "string";
    return isOurs ? encodeText(last) : undefined;
  } catch {
    return undefined;
  }
}

function beginUpload({ world, clock, ids, options }: Services, place: BlobPlace): string {
  const [id, signature] = [ids.uuid(), ids.hex()];
  const draft = world.contents.begin();
  const expiresAt = clock.now() + options.uploadMs;
  world.uploads.set(id, { place, signature, expiresAt, draft, isStored: false, turn: Promise.resolve() });
  return `/store/upload/${id}?upload_id=${signature}`;
}

function signRead({ world, clock, ids, options }: Services, place: BlobPlace): string {
  const [id, signature] = [ids.uuid(), ids.hex()];
  world.reads.set(id, { place, signature, expiresAt: clock.now() + options.signedUrlMs });
  return `/store/read/${id}?signature=${signature}`;
}
