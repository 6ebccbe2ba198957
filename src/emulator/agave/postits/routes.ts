import { sealToken } from "../oauth/sealed.ts";
import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { openTo, route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, forbidden, notFound, ServiceError } from "../wire/service-error.ts";
import { dateText, numberOf, textOf, type JsonObject } from "../wire/values.ts";
import type { PostitRecord } from "./records.ts";

/** The postits service: to redeem one needs no log-in. */
export const postitRoutes: readonly Route[] = [
  route("GET /postits/v2", "postits.list", list),
  route("POST /postits/v2", "postits.create", create),
  route("DELETE /postits/v2/{postit}", "postits.delete", revoke),
  ...openTo("public", [
    route("GET /postits/v2/{postit}", "postits.redeem", redeem),
    route("POST /postits/v2/{postit}", "postits.redeem", redeem),
    route("PUT /postits/v2/{postit}", "postits.redeem", redeem),
  ]),
];

const METHODS: ReadonlySet<string> = new Set(["GET", "PUT", "POST", "DELETE"]);
const LIFETIME_SECONDS = 2_592_000;

function isActive({ isRevoked, expires, remainingUses }: PostitRecord, now: number): boolean {
  return !isRevoked && expires > now && remainingUses !== 0;
}

function list(call: AgaveCall): Answer {
  const own = [...call.world.postits.values()].filter(
    (postit) => postit.creator === call.username && isActive(postit, call.now),
  );
  return { result: paged(own, call.query).map((postit) => shown(postit, call)) };
}

async function create(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const url = textOf(fields["url"]) ?? "";
  if (url !== call.base && !url.startsWith(`${call.base}/`))
    throw badRequest("Invalid url value: it is not of this tenant");
  const method = (textOf(fields["method"]) ?? "").toUpperCase();
  // One is required in effect, and what is missing is told in an odd way.
  if (!METHODS.has(method)) throw new ServiceError(501, `Invalid method value ${method || "(none)"}`);
  const lifetime = numberOf(fields["lifetime"]) ?? LIFETIME_SECONDS;
  if (lifetime < 1) throw badRequest("Invalid lifetime value");
  const postit: PostitRecord = {
    postit: call.services.ids.hex(),
    creator: call.username,
    internalUsername: textOf(fields["internalUsername"]) ?? null,
    url,
    method,
    created: call.now,
    expires: call.now + lifetime * 1000,
    remainingUses: readUses(fields),
    isRevoked: false,
  };
  call.world.postits.set(postit.postit, postit);
  const uses = postit.remainingUses === -1 ? { remainingUses: "unlimited" } : {};
  return { result: { ...shown(postit, call), ...uses } };
}

function readUses(fields: JsonObject): number {
  const given = fields["maxUses"];
  if (given === "unlimited") return -1;
  const uses = given === undefined || given === null || given === "" ? 1 : numberOf(given);
  if (uses === undefined || !Number.isInteger(uses) || (uses < 1 && uses !== -1))
    throw badRequest("Invalid maxUses value");
  return uses;
}

function revoke(call: AgaveCall): Answer {
  const postit = call.world.postits.get(call.param("postit"));
  if (postit === undefined) throw notFound("Postit not found");
  if (postit.creator !== call.username && !call.caller.isAdmin)
    throw forbidden("User does not have permission to revoke this postit");
  postit.isRevoked = true;
  return { result: shown(postit, call) };
}

/** Does what the postit stands for, in the name of who made it; the method of the call does not count. */
async function redeem(call: AgaveCall): Promise<Response> {
  const postit = call.world.postits.get(call.param("postit"));
  if (postit === undefined || !isActive(postit, call.now))
    throw notFound("Postit has expired or does not exist");
  if (postit.remainingUses > 0) postit.remainingUses -= 1;
  const url = new URL(postit.url);
  if (call.query.get("force") === "true") url.searchParams.set("force", "true");
  const nonce = call.services.ids.hex();
  const token = lend(call, postit.creator, nonce);
  try {
    return await call.services.self(forwarded(call, { url, method: postit.method, token }));
  } finally {
    call.world.revoked.add(nonce);
  }
}

/** A token for one call. */
function lend(call: AgaveCall, username: string, nonce: string): string {
  const expiresAt = call.now + 60_000;
  return sealToken(call, { kind: "access", username, clientKey: "", nonce, partner: "", expiresAt });
}

interface Forward {
  readonly url: URL;
  readonly method: string;
  readonly token: string;
}

function forwarded({ request }: AgaveCall, { url, method, token }: Forward): Request {
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${token}`);
  const takesBody = method !== "GET" && request.body !== null;
  const init: RequestInit & { duplex?: "half" } = { method, headers };
  if (takesBody) Object.assign(init, { body: request.body, duplex: "half" });
  return new Request(url, init);
}

/** A moment as this service writes it: without milliseconds. */
function shortDate(at: number): string {
  return dateText(at).replace(/\.\d{3}/, "");
}

function shown(postit: PostitRecord, call: AgaveCall): object {
  const { creator, internalUsername, remainingUses, url, method, created, expires } = postit;
  const path = url.slice(call.base.length);
  return {
    creator,
    internalUsername,
    authenticated: true,
    created: shortDate(created),
    expires: shortDate(expires),
    remainingUses,
    postit: postit.postit,
    noauth: false,
    url,
    method,
    _links: {
      self: call.link(`/postits/v2/${postit.postit}`),
      profile: call.link(`/profiles/v2/${creator}`),
      file: call.link(path),
    },
  };
}
