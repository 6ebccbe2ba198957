import { decodeText, fromBase64, toBase64Url } from "../../bytes.ts";
import { TokenSigner } from "../../signed-tokens.ts";
import type { DescartesUser } from "../options.ts";
import type { Services } from "../services.ts";

const LEGACY_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const USUAL_KEYS: readonly string[] = ["client_id", "grant_type", "refresh_token", "scope"];
const LEGACY_KEYS: readonly string[] = [...USUAL_KEYS, "target", "api_type"];

/** Hands out a token for a refresh token, in the usual form or that of one legacy application. */
export async function answerTokenRequest(services: Services, request: Request): Promise<Response> {
  const body = await readBody(request);
  const missing = ["client_id", "grant_type", "refresh_token"].find((key) => typeof body[key] !== "string");
  if (missing !== undefined) return refusal(400, `${missing} is missing`);
  const isLegacy = body["grant_type"] === LEGACY_GRANT;
  if (!isLegacy && body["grant_type"] !== "refresh_token")
    return refusal(400, "this grant_type is not known");
  const known = isLegacy ? LEGACY_KEYS : USUAL_KEYS;
  const strange = Object.keys(body).find((key) => !known.includes(key));
  if (strange !== undefined) return refusal(400, `${strange} does not go with this grant_type`);
  if (isLegacy && (body["target"] !== body["client_id"] || body["api_type"] !== "app"))
    return refusal(400, "target and api_type do not fit");
  const user = [...services.world.users.values()].find(
    ({ clientId, refreshToken }) => clientId === body["client_id"] && refreshToken === body["refresh_token"],
  );
  if (user === undefined) return refusal(401, "these credentials are not known");
  const token = issue(services, user);
  return Response.json(isLegacy ? { id_token: token } : { access_token: token, id_token: token });
}

async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await request.json();
    return typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

// No document tells how refusals look: those of OAuth 2 are taken.
function refusal(status: 400 | 401, why: string): Response {
  const error = status === 400 ? "invalid_request" : "invalid_client";
  return Response.json({ error, error_description: why }, { status });
}

/** What signs the tokens of a user: they end with the refresh token. */
function signerOf({ sub, refreshToken }: DescartesUser): TokenSigner {
  return new TokenSigner("descartes", sub, refreshToken);
}

/** Makes a token; clients cannot verify the signature. */
function issue({ clock, ids, options }: Services, user: DescartesUser): string {
  const { sub, clientId, name, email, org, groups } = user;
  const now = clock.now();
  // Tokens count whole seconds.
  const expiresAt = Math.floor((now + options.tokenLifetimeMs) / 1000) * 1000;
  const times = { iat: Math.floor(now / 1000), exp: expiresAt / 1000 };
  const claims = { sub, aud: clientId, name, email, email_verified: email !== undefined, org, groups };
  const part = (value: object): string => toBase64Url(JSON.stringify(value));
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ ...claims, ...times })}`;
  return `${signed}.${signerOf(user).seal({ subject: [signed], expiresAt, nonce: ids.hex() })}`;
}

/** Finds out who calls; undefined without a token that is good. */
export function userOf({ world, clock }: Services, request: Request): string | undefined {
  const token = /^bearer\s+(.*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const [head = "", payload = "", seal = ""] = (token ?? "").split(".");
  const user = world.users.get(subjectIn(payload));
  const end = user === undefined ? undefined : signerOf(user).endOf(seal, [`${head}.${payload}`]);
  return end !== undefined && clock.now() < end ? user?.sub : undefined;
}

/** Whose token it says it is; empty when it says nothing. */
function subjectIn(payload: string): string {
  try {
    const claims: unknown = JSON.parse(decodeText(fromBase64(payload)));
    const isNamed = typeof claims === "object" && claims !== null && "sub" in claims;
    return isNamed && typeof claims.sub === "string" ? claims.sub : "";
  } catch {
    return "";
  }
}
