import { InvalidInputError } from "../../core/errors.ts";
import type { AgaveCredentials, AgaveTokens } from "./credentials.ts";

/** One session as a file holds it, with members that are not known. */
export type SessionFields = Readonly<Record<string, unknown>>;

/** What a session in a file tells. */
export interface SavedSession {
  readonly credentials: AgaveCredentials;
  readonly tenantId: string | undefined;
  readonly baseUrl: string | undefined;
  /** A file of certificate authorities to trust. */
  readonly caFile: string | undefined;
  /** Whether the file asks for certificates not to be verified, which is not heeded. */
  readonly isUnverified: boolean;
  readonly proxy: string | undefined;
}

/** By which a session is found again. */
export interface SessionKey {
  readonly apiKey: string;
  readonly username?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** Whether a value is an object with members. */
export function isFields(value: unknown): value is SessionFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that is one: what tools leave empty, or null, is absent. */
export function textAt(fields: SessionFields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

function numberAt(fields: SessionFields, name: string): number | undefined {
  const value = fields[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** The user, tenant and names of a session; the second of two names is that of `.agpy` files. */
export function readSession(fields: SessionFields): SavedSession {
  const given = {
    username: textAt(fields, "username"),
    apiKey: textAt(fields, "apikey", "api_key"),
    apiSecret: textAt(fields, "apisecret", "api_secret"),
    clientName: textAt(fields, "client_name"),
    token: textAt(fields, "access_token", "token"),
    refreshToken: textAt(fields, "refresh_token"),
    createdAt: numberAt(fields, "created_at"),
    expiresIn: numberAt(fields, "expires_in"),
    tokenUsername: undefined,
  };
  const { verify, proxies } = fields;
  return {
    credentials: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    tenantId: textAt(fields, "tenantid", "tenant_id"),
    baseUrl: textAt(fields, "baseurl", "api_server"),
    caFile: typeof verify === "string" && /[/\\.]/u.test(verify) ? verify : undefined,
    isUnverified: verify === false,
    proxy: isFields(proxies) ? textAt(proxies, "https", "http") : undefined,
  };
}

/** Whether a session in a file is the one that is looked for. */
export function isSession(fields: SessionFields, { apiKey, username, tenantId }: SessionKey): boolean {
  const { credentials, tenantId: itsTenant } = readSession(fields);
  const agrees = (left: string | undefined, right: string | undefined): boolean =>
    left === undefined || right === undefined || left === right;
  return (
    credentials.apiKey === apiKey && agrees(credentials.username, username) && agrees(itsTenant, tenantId)
  );
}

/** A session with new tokens: every other member stays, and times are written as they were. */
export function withTokens(fields: SessionFields, tokens: AgaveTokens): SessionFields {
  const { accessToken, refreshToken = "", createdAt, expiresIn } = tokens;
  const asBefore = (name: string, value: number): number | string =>
    typeof fields[name] === "number" ? value : String(value);
  const isOldest = "api_key" in fields && !("apikey" in fields);
  return {
    ...fields,
    [isOldest ? "token" : "access_token"]: accessToken,
    refresh_token: refreshToken,
    created_at: asBefore("created_at", createdAt),
    expires_in: expiresIn === undefined ? "" : asBefore("expires_in", expiresIn),
    expires_at: expiresIn === undefined ? "" : endText(createdAt + expiresIn, !("use_nonce" in fields)),
  };
}

/** A session as older tools read it. */
export function newSession(
  { credentials, tenantId, baseUrl }: Pick<SavedSession, "credentials" | "tenantId" | "baseUrl">,
  tokens: AgaveTokens | undefined,
): SessionFields {
  const { username = "", apiKey = "", apiSecret = "", clientName = "" } = credentials;
  const fields: SessionFields = {
    access_token: "",
    apikey: apiKey,
    apisecret: apiSecret,
    baseurl: baseUrl ?? "",
    client_name: clientName,
    created_at: "",
    devurl: "",
    expires_at: "",
    expires_in: 0,
    refresh_token: "",
    tenantid: tenantId ?? "",
    username,
  };
  return tokens === undefined ? { ...fields, expires_in: "" } : withTokens(fields, tokens);
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Tue Oct 16 20:48:36 UTC 2018`; the newest of the older tools writes local time without a zone. */
function endText(seconds: number, isUtc: boolean): string {
  const moment = new Date(seconds * 1000);
  // Read as if it were universal time, so that one way of writing serves both.
  const shown = isUtc ? moment : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const time = [shown.getUTCHours(), shown.getUTCMinutes(), shown.getUTCSeconds()].map(two).join(":");
  const date = `${DAYS[shown.getUTCDay()]} ${MONTHS[shown.getUTCMonth()]} ${String(shown.getUTCDate()).padStart(2)}`;
  return `${date} ${time} ${isUtc ? "UTC " : ""}${shown.getUTCFullYear()}`;
}

/**
 * Reads JSON with a byte order mark or without.
 *
 * @throws {@link InvalidInputError} naming the file, and nothing of what it holds.
 */
export function parseFile(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ""));
  } catch {
    // The parser's own error quotes the file: it is not passed on.
    throw new InvalidInputError(`${path} is not valid JSON.`);
  }
}
