import type { Clock } from "../../core/watch/clock.ts";
import { AuthenticationError, HttpError, InvalidInputError, isFootbridgeError } from "../../core/errors.ts";
import { notify, type Warning } from "../../core/options.ts";
import {
  bareToken,
  checkToken,
  createSession,
  fixedSession,
  givenToken,
  isTokenText,
  type LoginResult,
  type Session,
} from "../../core/session.ts";
import type { TokensRefreshResult, TokensRefreshVariables } from "../../../generated/descartes/methods.ts";
import { readClaims, type Claims } from "./claims.ts";
import {
  sourceOf,
  type CredentialSource,
  type DescartesCredentials,
  type RefreshCredentials,
} from "./credentials.ts";
import { sha1Hex } from "./sha1.ts";
import { loginFile, tokenCache, type TokenStore } from "./token-file.ts";

/** A session that knows whom it is for. */
export interface DescartesSession extends Session {
  /** What the present token says of whom it is for. */
  claims(signal?: AbortSignal): Promise<Claims>;
}

/** What a session needs of the client around it. */
export interface SessionNeeds {
  /** Asks the token endpoint. */
  readonly refresh: (variables: TokensRefreshVariables, signal: AbortSignal) => Promise<TokensRefreshResult>;
  readonly clock: Clock;
  readonly onWarning: (warning: Warning) => void;
}

// A token is renewed this long before it ends; it still serves meanwhile.
const RENEW_AHEAD_MS = 500_000;

/**
 * Creates the session of a client; nothing is read or sent before a token is needed.
 *
 * @throws {@link InvalidInputError} naming the credential that is missing.
 */
export function createDescartesSession(
  credentials: DescartesCredentials,
  needs: SessionNeeds,
): DescartesSession {
  const warn = (message: string): void =>
    notify(needs.onWarning, { operation: "TokensRefresh", message, path: undefined });
  const source = sourceOf(credentials, warn);
  const session = sessionOf(source, { ...needs, warn });
  return {
    ...session,
    claims: async (signal = new AbortController().signal) => {
      const claims = readClaims((await session.acquire(signal)).token);
      if (claims !== undefined) return claims;
      throw new AuthenticationError("The token is not JSON web token: it does not say whom it is for.");
    },
  };
}

interface Tools extends SessionNeeds {
  readonly warn: (message: string) => void;
}

function sessionOf(source: CredentialSource, tools: Tools): Session {
  if (source.kind === "token" && typeof source.token === "string")
    return fixedSession(givenToken(source.token, "descartes"));
  const { clock } = tools;
  const login = source.kind === "token" ? fromFunction(source.token) : fromClient(source, tools);
  return createSession({ login, clock, renewAheadMs: RENEW_AHEAD_MS });
}

type Login = (signal: AbortSignal) => Promise<LoginResult>;

function fromFunction(token: string | ((signal: AbortSignal) => Promise<string>)): Login {
  return async (signal) =>
    toLogin(givenToken(typeof token === "string" ? token : await token(signal), "descartes"));
}

/** Takes the token that serves longest, given or kept, and renews where none does. */
function fromClient(source: Exclude<CredentialSource, { readonly kind: "token" }>, tools: Tools): Login {
  const store = storeOf(source);
  // What was handed out and has come back was refused, or is about to end: only one that ends later is worth a try.
  let outlived = 0;
  return async (signal) => {
    const { client, tokens } = await readKept(source, await store(), tools);
    signal.throwIfAborted();
    const after = Math.max(outlived, tools.clock.now());
    const [best] = tokens
      .filter((token) => isFor(token, client.clientId) && endOf(token) > after)
      .toSorted((left, right) => endOf(right) - endOf(left));
    const handOut = (token: string): LoginResult => {
      outlived = Math.max(outlived, endOf(token));
      return toLogin(token);
    };
    if (best !== undefined) return handOut(best);
    const whole = checkClient(client, (await store())?.path);
    const fresh = handOut(checkToken(await renew(whole, tools, signal), "descartes"));
    await keep(await store(), { token: fresh.token, client: whole }, tools);
    return fresh;
  };
}

/** When a token ends; 0 where that is not known, or where it is not a token. */
function endOf(token: string): number {
  return (isTokenText(token) && readClaims(token)?.expiresAt) || 0;
}

/** Whether a token was given to this application, as far as it says. */
function isFor(token: string, clientId: string | undefined): boolean {
  const audience = readClaims(token)?.audience;
  return audience === undefined || clientId === undefined || audience.includes(clientId);
}

function storeOf(
  source: Exclude<CredentialSource, { readonly kind: "token" }>,
): () => Promise<TokenStore | undefined> {
  if (source.kind === "file") return () => loginFile(source.path);
  return () => tokenCache(source.cache, () => sha1Hex(source.client.refreshToken));
}

interface Kept {
  readonly client: Partial<RefreshCredentials>;
  readonly tokens: readonly string[];
}

/** Credentials, and the tokens that may still serve. */
async function readKept(
  source: Exclude<CredentialSource, { readonly kind: "token" }>,
  store: TokenStore | undefined,
  { warn }: Tools,
): Promise<Kept> {
  if (source.kind === "file") return (await store?.read()) ?? { client: {}, tokens: [] };
  const cached = await store?.read().catch((error: unknown) => {
    // A cache is a convenience.
    warn(`The token that was kept cannot be used: ${messageOf(error)}`);
    return undefined;
  });
  const given = source.token === undefined ? [] : [bareToken(source.token)];
  return { client: source.client, tokens: [...given, ...(cached?.tokens ?? [])] };
}

function checkClient(
  { clientId, refreshToken, scope }: Partial<RefreshCredentials>,
  path: string | undefined,
): RefreshCredentials {
  if (clientId !== undefined && refreshToken !== undefined)
    return { clientId, refreshToken, ...(scope === undefined ? {} : { scope }) };
  const missing = clientId === undefined ? "client id" : "client secret or refresh token";
  throw new AuthenticationError(
    path === undefined ? `There is no ${missing}.` : `There is no ${missing} in ${path}.`,
    {
      platform: "descartes",
      hint: "Give clientId and clientSecret, set DESCARTESLABS_CLIENT_ID and DESCARTESLABS_CLIENT_SECRET, or save a log-in with saveLogin.",
    },
  );
}

async function renew(client: RefreshCredentials, { refresh }: Tools, signal: AbortSignal): Promise<string> {
  try {
    const { accessToken, idToken } = await refresh(requestFor(client), signal);
    const token = accessToken || idToken;
    if (token) return token;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new AuthenticationError("The token service refuses these credentials.", {
      platform: "descartes",
      operation: "TokensRefresh",
      ...(error.status === undefined ? {} : { status: error.status }),
      hint: "Check client id and secret, or log in anew.",
    });
  }
  throw new AuthenticationError("The token service answered without a token.", {
    platform: "descartes",
    operation: "TokensRefresh",
  });
}

function isRefusal(error: unknown): error is AuthenticationError | HttpError {
  if (isFootbridgeError(error, "AUTHENTICATION") || isFootbridgeError(error, "PERMISSION_DENIED"))
    return true;
  return error instanceof HttpError && (error.status === 400 || error.status === 422);
}

/** The one application that is spoken to in an older form. */
const LEGACY_CLIENT = "ZOBAi4UROl5gKZIpxxlwOEfx8KpqXf2c";
const LEGACY_SCOPE = "openid name groups org email";

function requestFor({ clientId, refreshToken, scope }: RefreshCredentials): TokensRefreshVariables {
  const scopes = scope?.join(" ") || undefined;
  if (clientId !== LEGACY_CLIENT)
    return { clientId, refreshToken, grantType: "refresh_token", ...(scopes && { scope: scopes }) };
  const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  const more = { target: clientId, apiType: "app", scope: scopes ?? LEGACY_SCOPE };
  return { clientId, refreshToken, grantType, ...more };
}

async function keep(
  store: TokenStore | undefined,
  { token, client }: { readonly token: string; readonly client: RefreshCredentials },
  { warn }: Tools,
): Promise<void> {
  try {
    await store?.keep(token, client);
  } catch (error) {
    // The token serves all the same; the next program asks for one of its own.
    warn(`The token is not kept: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  // Of other errors the words may hold anything.
  return error instanceof InvalidInputError ? error.message : "for an unforeseen reason.";
}

function toLogin(token: string): LoginResult {
  const { expiresAt } = readClaims(token) ?? {};
  return { token, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
