import { fromBase64, decodeText, toBase64Url } from "../../bytes.ts";
import type { Context, Services } from "../services.ts";
import type { UserRecord } from "../users/records.ts";

/** What a client sends to get a token. */
interface Credentials {
  readonly login?: unknown;
  readonly password?: unknown;
}

/**
 * Hands out a token: the body of the answer as it is, not JSON.
 *
 * @remarks It has the three parts of a JSON Web Token, since cookies carry it under that name, but none of
 * them tells when it expires: clients of the platform learn that by a 401.
 */
export async function answerTokenRequest(services: Services, request: Request): Promise<Response> {
  const user = await checkCredentials(services, request);
  if (user === undefined) return new Response("Bad credentials", { status: 401 });
  const part = (value: object): string => toBase64Url(JSON.stringify(value));
  const token = [
    part({ alg: "none" }),
    part({ sub: user.login, realm: services.realm }),
    services.signer.seal({
      subject: subjectOf(services, user.login),
      expiresAt: services.clock.now() + services.tokenLifetimeMs,
      nonce: services.ids.hex(),
    }),
  ].join(".");
  return new Response(token, { headers: { "content-type": "text/plain" } });
}

async function checkCredentials(services: Services, request: Request): Promise<UserRecord | undefined> {
  const body = await readJson(request);
  const { login, password } = body as Credentials;
  // Clients write the realm as they like: one sends it as typed, another in lower case.
  const realm = request.headers.get("saagie-realm")?.toLowerCase();
  if (realm !== services.realm.toLowerCase() || typeof login !== "string") return undefined;
  const user = services.world.users.get(login);
  // Nobody logs in as a user without a password, not even with none.
  return typeof password === "string" && user?.password === password ? user : undefined;
}

async function readJson(request: Request): Promise<object> {
  try {
    const body: unknown = await request.json();
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
}

/**
 * Finds out who calls: by a bearer token, the platform's cookie with a token, or Basic credentials.
 *
 * @returns undefined when nobody known does, or the token is not good any more.
 */
export function authenticate(services: Services, request: Request, platformId: number): Context | undefined {
  const user = userOf(services, request);
  return user === undefined ? undefined : { ...services, user, platformId };
}

/** Who sends a request, by whatever it carries; undefined without good credentials. */
export function userOf(services: Services, request: Request): UserRecord | undefined {
  const [, scheme = "", value = ""] = /^(\S+)\s+(.*)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  if (scheme.toLowerCase() === "bearer") return byToken(services, value);
  if (scheme.toLowerCase() === "basic") return byPassword(services, value);
  const name = `SAAGIETOKEN${services.realm.toUpperCase()}`;
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const cookie = cookies.find((candidate) => candidate.startsWith(`${name}=`));
  return cookie === undefined ? undefined : byToken(services, cookie.slice(name.length + 1));
}

/** What a token is sealed for: the login alone may be that of somebody else by now. */
function subjectOf({ world }: Services, login: string): readonly string[] {
  return [login, String(world.formerUsers.get(login)?.count ?? 0)];
}

function byToken(services: Services, token: string): UserRecord | undefined {
  const [, payload = "", seal = ""] = token.split(".");
  const login = loginIn(payload);
  const end = login === undefined ? undefined : services.signer.endOf(seal, subjectOf(services, login));
  const isGood = login !== undefined && end !== undefined && services.clock.now() < end;
  return isGood ? services.world.users.get(login) : undefined;
}

function loginIn(payload: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(decodeText(fromBase64(payload)));
    const isNamed = typeof claims === "object" && claims !== null && "sub" in claims;
    return isNamed && typeof claims.sub === "string" ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}

function byPassword({ world }: Services, encoded: string): UserRecord | undefined {
  const [, login = "", password = ""] = /^([^:]*):(.*)$/s.exec(decodeText(fromBase64(encoded))) ?? [];
  const user = world.users.get(login);
  return user !== undefined && user.password === password ? user : undefined;
}

/** The answer to a call without good credentials. It is plain text: a GraphQL answer would be taken for one. */
export function unauthorized(): Response {
  return new Response("Unauthorized", { status: 401 });
}
