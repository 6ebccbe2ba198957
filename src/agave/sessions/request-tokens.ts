import { AuthenticationError, isFootbridgeError, type HttpError } from "../../core/errors.ts";
import { givenToken } from "../../core/session.ts";
import type { TokensRequestResult } from "../../../generated/agave/methods.ts";
import type { AgaveCredentials, AgaveTokens } from "./credentials.ts";
import type { TokenNeeds } from "./token-needs.ts";

const SCOPE = "PRODUCTION";

type Asking = Pick<TokenNeeds, "request" | "refresh" | "clock">;

/**
 * Asks for new tokens: with the refresh token, or else with the password.
 *
 * @throws AuthenticationError when there is nothing to ask with, or the log-in is refused.
 */
export async function requestTokens(
  needs: Asking,
  credentials: AgaveCredentials,
  present: AgaveTokens | undefined,
): Promise<AgaveTokens> {
  const { apiKey, apiSecret, username, password } = credentials;
  const refreshToken = present?.refreshToken ?? credentials.refreshToken;
  if (!apiKey || !apiSecret) throw cannotRenew(credentials, present);
  const authorization = basicAuthorization(apiKey, apiSecret);
  const hasPassword = Boolean(username && password);
  if (refreshToken) {
    try {
      return await refresh(needs, authorization, refreshToken);
    } catch (error) {
      // A refresh token that was used, or whose answer was lost, serves no more; the password does.
      if (!hasPassword || !(isRefusal(error) || isFootbridgeError(error, "OUTCOME_UNKNOWN")))
        throw refused(error);
    }
  }
  if (username && password)
    return logIn(needs, authorization, { username, password, tokenUsername: credentials.tokenUsername });
  throw cannotRenew(credentials, present);
}

async function refresh(needs: Asking, authorization: string, refreshToken: string): Promise<AgaveTokens> {
  const createdAt = nowInSeconds(needs);
  const answer = await needs.refresh({
    authorization,
    grantType: "refresh_token",
    refreshToken,
    scope: SCOPE,
  });
  return toTokens(answer, { createdAt, refreshToken });
}

interface LogIn {
  readonly username: string;
  readonly password: string;
  readonly tokenUsername: string | undefined;
}

async function logIn(
  needs: Asking,
  authorization: string,
  { username, password, tokenUsername }: LogIn,
): Promise<AgaveTokens> {
  const createdAt = nowInSeconds(needs);
  try {
    const answer = await needs.request({
      authorization,
      grantType: tokenUsername ? "admin_password" : "password",
      username,
      password,
      ...(tokenUsername ? { tokenUsername } : {}),
      scope: SCOPE,
    });
    return toTokens(answer, { createdAt });
  } catch (error) {
    throw refused(error);
  }
}

function nowInSeconds({ clock }: Asking): number {
  return Math.floor(clock.now() / 1000);
}

function cannotRenew(
  { username, password, token }: AgaveCredentials,
  present: AgaveTokens | undefined,
): AuthenticationError {
  const facts = { platform: "agave" };
  if (token || present)
    return new AuthenticationError("The access token has ended, or is refused, and cannot be renewed.", {
      ...facts,
      hint: "Give apiKey, apiSecret and refreshToken as well, or a new token.",
    });
  if (username && password)
    return new AuthenticationError("There is no OAuth client to log in with.", {
      ...facts,
      hint: "Create one with clients.create, or give apiKey and apiSecret.",
    });
  return new AuthenticationError("There is nothing to log in with.", {
    ...facts,
    hint: "Give username, password, apiKey and apiSecret, or a token.",
  });
}

function toTokens(
  { accessToken, refreshToken, expiresIn }: TokensRequestResult,
  former: { readonly createdAt: number; readonly refreshToken?: string },
): AgaveTokens {
  const next = refreshToken || former.refreshToken;
  return {
    accessToken: givenToken(accessToken, "agave"),
    ...(next ? { refreshToken: next } : {}),
    createdAt: former.createdAt,
    ...(expiresIn == null ? {} : { expiresIn }),
  };
}

function isRefusal(error: unknown): error is AuthenticationError | HttpError {
  if (isFootbridgeError(error, "AUTHENTICATION") || isFootbridgeError(error, "PERMISSION_DENIED"))
    return true;
  return isFootbridgeError(error) && (error.status === 400 || error.status === 422);
}

/** The error of a log-in that was refused; any other stays itself. */
function refused(error: unknown): unknown {
  if (!isRefusal(error) || (isFootbridgeError(error, "AUTHENTICATION") && error.operation === undefined))
    return error;
  return new AuthenticationError("The platform refuses the log-in.", {
    platform: "agave",
    ...(error.operation === undefined ? {} : { operation: error.operation }),
    ...(error.status === undefined ? {} : { status: error.status }),
    hint: "Check user name and password, and key and secret of the client; a refresh token serves once.",
  });
}

/** The value of an `Authorization` header for a name and a secret. */
function basicAuthorization(name: string, secret: string): string {
  const bytes = new TextEncoder().encode(`${name}:${secret}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}
