import { fromBase64, decodeText } from "../bytes.ts";
import { openToken } from "./oauth/sealed.ts";
import type { Services } from "./services.ts";
import type { Caller } from "./wire/call.ts";
import type { Access } from "./wire/route.ts";
import { ServiceError } from "./wire/service-error.ts";
import type { TenantWorld } from "./world.ts";

/** A refusal of the gateway, before any service is asked: it has no envelope. */
export class GatewayFault extends Error {
  override readonly name = "GatewayFault";
  readonly code: number;
  readonly status: number;

  constructor(code: number, status = 401) {
    super(`The gateway refuses with ${String(code)}`);
    this.code = code;
    this.status = status;
  }
}

const MESSAGES: Readonly<Record<number, string>> = {
  900901: "Invalid Credentials",
  900902: "Missing Credentials",
  900903: "Invalid Credentials",
  900904: "Invalid Credentials",
  900905: "Incorrect Access Token Type is provided",
};

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  900901: "The access token is not known. Make sure that you have given the correct one",
  900902: "No Authorization header with a bearer token was sent",
  900903: "The access token has expired",
  900904: "The access token is not active any more",
  900905: "The Authorization header is not a bearer token",
};

/** Words a fault, as JSON or as the XML of older gateways. */
export function faultResponse({ code, status }: GatewayFault, form: "json" | "xml"): Response {
  const message = MESSAGES[code] ?? "Runtime Error";
  const description = DESCRIPTIONS[code] ?? message;
  const headers = { "www-authenticate": 'OAuth2 realm="Agave"' };
  if (form === "json") return Response.json({ fault: { code, message, description } }, { status, headers });
  const inner =
    `<ams:code>${String(code)}</ams:code><ams:message>${message}</ams:message>` +
    `<ams:description>${description}</ams:description>`;
  const xml = `<ams:fault xmlns:ams="http://wso2.org/apimanager/security">${inner}</ams:fault>`;
  return new Response(xml, { status, headers: { ...headers, "content-type": "application/xml" } });
}

const NOBODY: Caller = Object.freeze({ username: "", isAdmin: false });

/** What the gateway looks at. */
export interface Arrival {
  readonly services: Services;
  readonly world: TenantWorld;
  readonly request: Request;
}

/**
 * Finds out who calls.
 *
 * @throws {@link GatewayFault} without a good token; ServiceError 401 where a service asks for a password itself
 */
export function callerOf(arrival: Arrival, access: Access): Caller {
  const { world, request } = arrival;
  const header = request.headers.get("authorization");
  const nonce = new URL(request.url).searchParams.get("x-nonce");
  if (access === "public") return NOBODY;
  if (access === "basic") return passwordCaller(world, header);
  if (access === "nonce" && header === null && nonce !== null) return { ...NOBODY, nonce };
  const jwt = jwtOf(request.headers);
  // Where users run commands, nobody is taken for one without a secret: the signature is not verified here.
  const isTrusted = arrival.services.options.executor !== "process";
  return jwt === undefined || !isTrusted ? tokenCaller(arrival, header) : jwtCaller(world, jwt);
}

function tokenCaller({ services, world }: Arrival, header: string | null): Caller {
  if (header === null) throw new GatewayFault(900902);
  const token = /^bearer\s+(\S+)\s*$/i.exec(header)?.[1];
  if (token === undefined) throw new GatewayFault(900905);
  const known = openToken({ services, world }, token);
  if (known === undefined || known.kind !== "access") throw new GatewayFault(900901);
  const { nonce, clientKey } = known;
  // A client that is gone takes its tokens with it.
  const isOrphan = clientKey !== "" && ![...world.clients.values()].some(({ key }) => key === clientKey);
  if (world.revoked.has(nonce) || isOrphan) throw new GatewayFault(900904);
  if (services.clock.now() >= known.expiresAt) throw new GatewayFault(900903);
  return named(world, known.username);
}

function passwordCaller(world: TenantWorld, header: string | null): Caller {
  const [username, password] = basicOf(header) ?? [];
  const profile = username === undefined ? undefined : world.profiles.get(username);
  if (profile === undefined || profile.password !== password)
    throw new ServiceError(401, "Login failed. Please recheck the username and password and try again.");
  return named(world, profile.username);
}

function named(world: TenantWorld, username: string): Caller {
  return { username, isAdmin: world.profiles.get(username)?.isAdmin === true };
}

/** Name and password of Basic authentication. */
export function basicOf(header: string | null): readonly [string, string] | undefined {
  const encoded = /^basic\s+(\S+)\s*$/i.exec(header ?? "")?.[1];
  const [, name, password] = /^([^:]*):(.*)$/s.exec(decodeText(fromBase64(encoded ?? ""))) ?? [];
  return name === undefined || password === undefined ? undefined : [name, password];
}

function jwtOf(headers: Headers): string | undefined {
  return [...headers].find(([name]) => name.startsWith("x-jwt-assertion"))?.[1];
}

/** Behind no gateway services read who calls themselves; the signature is nobody's business here. */
function jwtCaller(world: TenantWorld, jwt: string): Caller {
  try {
    const claims = JSON.parse(decodeText(fromBase64(jwt.split(".")[1] ?? ""))) as Record<string, unknown>;
    const subject = claims["http://wso2.org/claims/enduser"] ?? claims["sub"];
    const username = /([^/@]+)(@.*)?$/.exec(typeof subject === "string" ? subject : "")?.[1] ?? "";
    if (world.profiles.has(username)) return named(world, username);
  } catch {
    // Told below, like a user who is not known.
  }
  throw new ServiceError(401, "Permission denied. No valid authentication credentials found in the request.");
}
