import type { Environment } from "../../core/environment.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { InvalidInputError } from "../../core/errors.ts";

/**
 * Who logs in: a token, or a client id with its secret, or the log-in file. Credentials that are given are not mixed with
 * those of the file.
 */
export interface DescartesCredentials {
  /** A token: the text, or a function that gets a fresh one. Beside a client id it serves while it ends later than one that was kept. */
  readonly token?: string | ((signal: AbortSignal) => Promise<string>);
  /** The id of the OAuth application. */
  readonly clientId?: string;
  /** Its long-lived secret. Client secret and refresh token are two names of one thing; the latter wins. */
  readonly clientSecret?: string;
  readonly refreshToken?: string;
  /** Scopes to ask for. @defaultValue those that the service gives */
  readonly scope?: readonly string[];
  /**
   * The log-in file, where no credentials are given; a renewed token is kept in it.
   *
   * @defaultValue `.descarteslabs/token_info.json` in the home folder
   */
  readonly tokenFile?: string;
  /**
   * Where a token for given credentials is kept between programs: a path, or `true` for a file of its own in the folder
   * `.descarteslabs` of the home folder. @defaultValue nowhere, but for `fromEnvironment`
   */
  readonly tokenCache?: string | boolean;
}

/** Credentials by which tokens are asked for. */
export interface RefreshCredentials {
  readonly clientId: string;
  readonly refreshToken: string;
  readonly scope?: readonly string[];
}

/** What log-ins come from: settled when a client is made, read when it is first needed. */
export type CredentialSource =
  | { readonly kind: "token"; readonly token: string | ((signal: AbortSignal) => Promise<string>) }
  | {
      readonly kind: "client";
      readonly client: RefreshCredentials;
      readonly token: string | undefined;
      readonly cache: string | boolean;
    }
  | { readonly kind: "file"; readonly path: string | undefined };

/**
 * Decides what log-ins come from.
 *
 * @param warn - told of credentials that contradict each other
 * @throws {@link InvalidInputError} naming the piece that is missing
 */
export function sourceOf(
  credentials: DescartesCredentials,
  warn: (message: string) => void,
): CredentialSource {
  const { token, clientId, clientSecret, refreshToken, scope, tokenFile, tokenCache = false } = credentials;
  const secret = refreshToken || clientSecret;
  if (clientSecret && refreshToken && clientSecret !== refreshToken)
    warn(
      "Client secret and refresh token are two names of one thing, and differ: the refresh token is used.",
    );
  if (clientId && secret) {
    if (typeof token === "function")
      throw new InvalidInputError("A function that gets tokens leaves nothing for the client id to do.", {
        hint: "Give one of them.",
      });
    const client = { clientId, refreshToken: secret, ...(scope === undefined ? {} : { scope }) };
    return { kind: "client", client, token: token || undefined, cache: tokenCache };
  }
  if (token) return { kind: "token", token };
  if (!clientId && !secret) return { kind: "file", path: tokenFile };
  throw new InvalidInputError(clientId ? "The client secret is missing." : "The client id is missing.", {
    hint: "Give clientId and clientSecret, a token, or none of them to use the log-in file.",
  });
}

/** Reads the credentials that the environment tells; none where options bring some. */
export function credentialsFromEnvironment(
  environment: Environment,
  given: DescartesCredentials,
): DescartesCredentials {
  const read = (...names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  const { clientId, clientSecret, refreshToken, token, tokenFile } = given;
  const isCached = read("DESCARTESLABS_NO_JWT_CACHE")?.toLowerCase() !== "true";
  const cache = { tokenCache: isCached };
  if ([clientId, clientSecret, refreshToken, token, tokenFile].some((value) => value !== undefined))
    return cache;
  return {
    ...cache,
    ...omitUndefined({
      clientId: read("DESCARTESLABS_CLIENT_ID", "CLIENT_ID"),
      clientSecret: read("DESCARTESLABS_CLIENT_SECRET", "CLIENT_SECRET"),
      refreshToken: read("DESCARTESLABS_REFRESH_TOKEN"),
      token: read("DESCARTESLABS_TOKEN"),
      tokenFile: read("DESCARTESLABS_TOKEN_INFO_PATH"),
    }),
  };
}
