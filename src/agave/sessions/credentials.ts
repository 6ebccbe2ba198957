import { InvalidInputError } from "../../core/errors.ts";

/** A pair of tokens, with its times. */
export interface AgaveTokens {
  readonly accessToken: string;
  /** Serves once: each renewal brings another. */
  readonly refreshToken?: string;
  /** When the pair was handed out, in seconds since 1970. */
  readonly createdAt: number;
  /** How long the access token serves from then on, in seconds, where that is known. */
  readonly expiresIn?: number;
}

/** A token of a tenant that is not behind OAuth. */
export interface JwtCredential {
  /** The header that the tenant reads, e.g. `X-JWT-Assertion-dev_sandbox`. */
  readonly header: string;
  readonly value: string;
}

/**
 * Who logs in.
 *
 * @remarks User name and password with the key and secret of an OAuth client get tokens; a refresh token with key and secret
 * renews them; a token alone serves as long as it lives. User name and password alone open `clients`, and nothing else. A nonce
 * opens one actor without a log-in.
 */
export interface AgaveCredentials {
  readonly username?: string;
  /** Kept in memory only. */
  readonly password?: string;
  /** The key of an OAuth client. */
  readonly apiKey?: string;
  /** Its secret. */
  readonly apiSecret?: string;
  /** The name of that client, by which a saved session is found again. */
  readonly clientName?: string;
  /** An access token. */
  readonly token?: string;
  readonly refreshToken?: string;
  /** When the tokens were handed out, in seconds since 1970. */
  readonly createdAt?: number;
  /** How long the access token serves from then on, in seconds. */
  readonly expiresIn?: number;
  /** The user to act as; needs a service account of an administrator. */
  readonly tokenUsername?: string;
  readonly jwt?: JwtCredential;
  /** A key that opens one actor. */
  readonly nonce?: string;
}

/**
 * Checks that credentials are whole and do not contradict each other.
 *
 * @throws {@link InvalidInputError} naming the piece that is missing or too much.
 */
export function checkCredentials(credentials: AgaveCredentials): void {
  const { username, password, apiKey, apiSecret, refreshToken, tokenUsername, jwt, nonce, token } =
    credentials;
  const refuse = (message: string, hint?: string): never => {
    throw new InvalidInputError(message, hint === undefined ? {} : { hint });
  };
  if (Boolean(apiKey) !== Boolean(apiSecret))
    refuse(`${apiKey ? "apiSecret" : "apiKey"} is missing.`, "Key and secret of a client belong together.");
  if (password && !username) refuse("username is missing.");
  if (tokenUsername && !password)
    refuse("password is missing.", "To act as another user takes the password of an administrator.");
  if (jwt && (!/^[\w-]+$/u.test(jwt.header) || !jwt.value)) refuse("jwt takes a header and a value.");
  if (jwt && (token || refreshToken || apiKey)) refuse("jwt and tokens exclude each other.");
  if (nonce && (jwt || token || refreshToken || apiKey || password))
    refuse("A nonce stands alone: what it opens is opened without a log-in.");
}

/** The tokens that credentials bring. */
export function givenTokens(
  { token, refreshToken, createdAt, expiresIn }: AgaveCredentials,
  nowMs: number,
): AgaveTokens | undefined {
  if (!token) return undefined;
  return {
    accessToken: token,
    ...(refreshToken ? { refreshToken } : {}),
    createdAt: createdAt ?? Math.floor(nowMs / 1000),
    // Without its beginning, a lifetime tells nothing.
    ...(createdAt === undefined || expiresIn === undefined ? {} : { expiresIn }),
  };
}

/** When an access token ends, in milliseconds since 1970, where that is known. */
export function endOf({ createdAt, expiresIn }: AgaveTokens): number | undefined {
  return expiresIn === undefined ? undefined : (createdAt + expiresIn) * 1000;
}
