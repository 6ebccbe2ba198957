import { basicOf } from "../gateway.ts";
import type { AgaveCall } from "../wire/call.ts";
import { openTo, route, type Route } from "../wire/route.ts";
import { textOf, type JsonObject } from "../wire/values.ts";
import type { ClientRecord } from "./records.ts";
import { NEVER, openToken, sealToken } from "./sealed.ts";

/** The token endpoint. */
export const tokenRoutes: readonly Route[] = openTo("public", [
  route("POST /token", "token.create", answerToken),
  route("POST /oauth2/token", "token.create", answerToken),
  route("POST /revoke", "token.revoke", revoke),
  route("POST /oauth2/revoke", "token.revoke", revoke),
]);

type Grant = { readonly username: string } | Response;

async function answerToken(call: AgaveCall): Promise<Response> {
  const fields = await fieldsOf(call);
  const client = clientOf(call, fields);
  if (client === undefined) return refusal(401, "invalid_client", "A valid OAuth client could not be found");
  const scope = textOf(fields["scope"]);
  if (scope !== undefined && scope !== "PRODUCTION")
    return refusal(400, "invalid_scope", `The scope ${scope} is not known`);
  const grant = grantOf(call, client, fields);
  return grant instanceof Response ? grant : issue(call, client, grant.username);
}

async function fieldsOf(call: AgaveCall): Promise<JsonObject> {
  const fields = await call.fields();
  // The query counts where the form says nothing.
  return { ...Object.fromEntries(call.query), ...fields };
}

function clientOf(call: AgaveCall, fields: JsonObject): ClientRecord | undefined {
  const [key, secret] = basicOf(call.request.headers.get("authorization")) ?? [
    textOf(fields["client_id"]),
    textOf(fields["client_secret"]),
  ];
  return [...call.world.clients.values()].find((client) => client.key === key && client.secret === secret);
}

function grantOf(call: AgaveCall, client: ClientRecord, fields: JsonObject): Grant {
  switch (fields["grant_type"]) {
    case "password":
      return passwordGrant(call, fields);
    case "admin_password":
      return adminGrant(call, fields);
    case "refresh_token":
      return refreshGrant(call, client, fields);
    default:
      return refusal(400, "unsupported_grant_type", "The grant type is not supported");
  }
}

function passwordGrant(call: AgaveCall, fields: JsonObject): Grant {
  const [username = "", password = ""] = [textOf(fields["username"]), textOf(fields["password"])];
  if (username === "" || password === "")
    return refusal(400, "invalid_request", "Missing parameters: username, password");
  const profile = call.world.profiles.get(username);
  return profile?.password === password
    ? { username }
    : refusal(400, "invalid_grant", "Provided Authorization Grant is invalid");
}

function adminGrant(call: AgaveCall, fields: JsonObject): Grant {
  const grant = passwordGrant(call, fields);
  if (grant instanceof Response) return grant;
  const username = textOf(fields["token_username"]) ?? "";
  if (username === "") return refusal(400, "invalid_request", "Missing parameters: token_username");
  const isAllowed = call.world.profiles.get(grant.username)?.isAdmin === true;
  return isAllowed && call.world.profiles.has(username)
    ? { username }
    : refusal(400, "invalid_grant", "Provided Authorization Grant is invalid");
}

function refreshGrant(call: AgaveCall, client: ClientRecord, fields: JsonObject): Grant {
  const token = textOf(fields["refresh_token"]) ?? "";
  if (token === "") return refusal(400, "invalid_request", "Missing parameters: refresh_token");
  const known = openToken(call, token);
  if (known?.kind !== "refresh" || known.clientKey !== client.key || call.world.revoked.has(known.nonce))
    return refusal(400, "invalid_grant", "Provided Authorization Grant is invalid");
  // It is good once, and the access token it came with is not good any longer.
  call.world.revoked.add(known.nonce).add(known.partner);
  return { username: known.username };
}

function issue(call: AgaveCall, { key }: ClientRecord, username: string): Response {
  const { ids, options } = call.services;
  const [access, refresh] = [ids.hex(), ids.hex()];
  const expiresAt = call.now + options.tokenLifetimeMs;
  const whose = { username, clientKey: key };
  const accessToken = sealToken(call, { ...whose, kind: "access", nonce: access, partner: "", expiresAt });
  const refreshToken = sealToken(call, {
    ...whose,
    kind: "refresh",
    nonce: refresh,
    partner: access,
    expiresAt: NEVER,
  });
  return Response.json({
    scope: "default",
    token_type: "bearer",
    expires_in: Math.floor(options.tokenLifetimeMs / 1000),
    refresh_token: refreshToken,
    access_token: accessToken,
  });
}

async function revoke(call: AgaveCall): Promise<Response> {
  const fields = await fieldsOf(call);
  if (clientOf(call, fields) === undefined)
    return refusal(401, "invalid_client", "A valid OAuth client could not be found");
  const token = textOf(fields["token"]) ?? "";
  const known = openToken(call, token);
  if (known !== undefined) call.world.revoked.add(known.nonce);
  if (known?.kind === "refresh") call.world.revoked.add(known.partner);
  // One that is not known is no fault: it is not good in any case.
  return new Response("");
}

// How refusals look is not documented: those of OAuth 2 are taken.
function refusal(status: 400 | 401, error: string, why: string): Response {
  return Response.json({ error, error_description: why }, { status });
}
