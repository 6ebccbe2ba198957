import { byteAnswer } from "./byte-answer.ts";
import type { Services } from "../services.ts";
import type { UploadSession } from "../world.ts";

/** The store takes parts, other than the last, in multiples of this. */
const UNIT_BYTES = 262_144;

/** What a request asks of the object store. */
export interface StoreCall {
  readonly operation: "download" | "upload";
  readonly id: string;
}

/** Reads a request to the object store from its method and path. */
export function readStoreCall(method: string, path: string): StoreCall | undefined {
  const [, place, id] = /^\/store\/(read|upload)\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  if (place === "read")
    return method === "GET" || method === "HEAD" ? { operation: "download", id } : undefined;
  return method === "PUT" ? { operation: "upload", id } : undefined;
}

/** Answers a request with a signed URL. A log-in has no business there, and whoever sends one is told so. */
export async function answerStore(services: Services, call: StoreCall, request: Request): Promise<Response> {
  if (request.headers.has("authorization"))
    return new Response("A signed URL takes no Authorization header", { status: 400 });
  return call.operation === "download"
    ? download(services, call.id, request)
    : upload(services, call.id, request);
}

function download({ world, clock }: Services, id: string, request: Request): Response {
  const read = world.reads.get(id);
  // That it is 403, and not 400, is not documented.
  const isGood =
    read !== undefined &&
    read.signature === new URL(request.url).searchParams.get("signature") &&
    clock.now() < read.expiresAt;
  if (!isGood) return new Response("The signature is not good, or not any more", { status: 403 });
  const blob = world.find(read.place);
  return blob === undefined
    ? new Response("No such object", { status: 404 })
    : byteAnswer(blob, request, true);
}

async function upload(services: Services, id: string, request: Request): Promise<Response> {
  const session = services.world.uploads.get(id);
  if (session === undefined || session.signature !== new URL(request.url).searchParams.get("upload_id"))
    return new Response("No such upload", { status: 404 });
  if (services.clock.now() >= session.expiresAt) return new Response("The upload has ended", { status: 410 });
  return inTurn(session, () => take(services, session, request));
}

/** One request after the other: what arrives of one that breaks off is settled before the next is answered. */
function inTurn(session: UploadSession, work: () => Promise<Response>): Promise<Response> {
  const answer = session.turn.then(work);
  const settled = (): void => undefined;
  session.turn = answer.then(settled, settled);
  return answer;
}

async function take(services: Services, session: UploadSession, request: Request): Promise<Response> {
  if (session.isStored) return new Response("");
  const range = request.headers.get("content-range");
  if (range === null) return whole(services, session, request);
  const [, question, first, last, total] = /^bytes (?:(\*)|(\d+)-(\d+))\/(\d+|\*)$/.exec(range.trim()) ?? [];
  if (total === undefined) return new Response("Content-Range is not understood", { status: 400 });
  const size = total === "*" ? undefined : Number(total);
  if (question !== undefined) return session.draft.size === size ? commit(services, session) : more(session);
  return part(services, session, { request, first: Number(first), last: Number(last), size });
}

/** All bytes at once, from the beginning. */
async function whole(services: Services, session: UploadSession, request: Request): Promise<Response> {
  await session.draft.truncate(0);
  await receive(session, request);
  return commit(services, session);
}

interface Part {
  readonly request: Request;
  readonly first: number;
  readonly last: number;
  /** Of the whole; undefined while the client does not know. */
  readonly size: number | undefined;
}

async function part(
  services: Services,
  session: UploadSession,
  { request, first, last, size }: Part,
): Promise<Response> {
  const held = session.draft.size;
  // A real store may take bytes twice; here a client that does not go on where it was is told so.
  if (first !== held) return new Response(`Byte ${held} is due, not ${first}`, { status: 400 });
  await receive(session, request);
  if (session.draft.size !== last + 1) {
    await session.draft.truncate(held);
    return new Response("The part has another length than Content-Range says", { status: 400 });
  }
  if (session.draft.size === size) return commit(services, session);
  await session.draft.truncate(whole256(session.draft.size));
  return more(session);
}

/** Takes the body up. What has arrived of one that breaks off is kept, as far as it fills whole units. */
async function receive({ draft }: UploadSession, request: Request): Promise<void> {
  if (request.body === null) return;
  try {
    for await (const piece of request.body) await draft.append(piece);
  } catch (error) {
    await draft.truncate(whole256(draft.size));
    throw error;
  }
}

function whole256(bytes: number): number {
  return Math.floor(bytes / UNIT_BYTES) * UNIT_BYTES;
}

async function commit({ world }: Services, session: UploadSession): Promise<Response> {
  world.store(session.place, await session.draft.finish());
  session.isStored = true;
  return new Response("");
}

function more({ draft }: UploadSession): Response {
  return new Response(null, {
    status: 308,
    headers: draft.size === 0 ? {} : { range: `bytes=0-${draft.size - 1}` },
  });
}
