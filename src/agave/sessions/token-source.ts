import type { Clock } from "../../core/clock.ts";
import { AuthenticationError, isFootbridgeError, type HttpError } from "../../core/errors.ts";
import { givenToken } from "../../core/session.ts";
import type {
  TokensRefreshVariables,
  TokensRequestResult,
  TokensRequestVariables,
} from "../../../generated/agave/methods.ts";
import {
  basicAuthorization,
  endOf,
  givenTokens,
  type AgaveCredentials,
  type AgaveTokens,
} from "./credentials.ts";

/** Where tokens are kept between programs. */
export interface TokenKeeper {
  /** Works while no other process renews these tokens. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** The tokens as they are kept now. */
  readonly read: () => Promise<AgaveTokens | undefined>;
  readonly write: (tokens: AgaveTokens) => Promise<void>;
}

/** What a token source needs of the client around it. */
export interface TokenNeeds {
  readonly request: (variables: TokensRequestVariables) => Promise<TokensRequestResult>;
  readonly refresh: (variables: TokensRefreshVariables) => Promise<TokensRequestResult>;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  /** Told of every new pair before it is used. */
  readonly onToken?: ((tokens: AgaveTokens) => void | Promise<void>) | undefined;
  readonly keeper?: TokenKeeper | undefined;
}

const SCOPE = "PRODUCTION";

/** The tokens of one client: given, kept, renewed or asked for. */
export class TokenSource {
  #credentials: AgaveCredentials;
  readonly #needs: TokenNeeds;
  #tokens: AgaveTokens | undefined;
  #handedOut: string | undefined;
  #clients = 0;
  #flight: Promise<AgaveTokens> | undefined;
  #renewal: Promise<AgaveTokens> | undefined;

  constructor(credentials: AgaveCredentials, needs: TokenNeeds) {
    this.#credentials = credentials;
    this.#needs = needs;
    this.#tokens = givenTokens(credentials, needs.clock.now());
    if (this.#tokens) givenToken(this.#tokens.accessToken, "agave");
  }

  /** What the client logs in with. */
  get credentials(): AgaveCredentials {
    return this.#credentials;
  }

  /** How many OAuth clients were taken over. */
  get clients(): number {
    return this.#clients;
  }

  /** The present tokens, if there are some. */
  get tokens(): AgaveTokens | undefined {
    return this.#tokens;
  }

  /** Takes over the key and secret of an OAuth client. */
  adopt(client: { readonly apiKey: string; readonly apiSecret: string; readonly clientName: string }): void {
    this.#credentials = { ...this.#credentials, ...client };
    this.#clients += 1;
  }

  /**
   * A token that has not been handed out before: the one that was given, or a new one.
   *
   * @remarks A renewal is never given up half way, since its refresh token serves once: whoever asks next gets what it brought.
   */
  next(): Promise<AgaveTokens> {
    this.#flight ??= this.#fresh().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #fresh(): Promise<AgaveTokens> {
    const present = (await this.#renewal?.catch(() => undefined)) ?? this.#tokens;
    const isNew = present !== undefined && present.accessToken !== this.#handedOut;
    const tokens = isNew && !this.#hasEnded(present) ? present : await this.renew();
    this.#handedOut = tokens.accessToken;
    return tokens;
  }

  /**
   * Renews the tokens, whether or not they serve yet.
   *
   * @remarks One renewal for all who ask at the same time: its refresh token serves once.
   */
  renew(): Promise<AgaveTokens> {
    this.#renewal ??= this.#renewed().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewed(): Promise<AgaveTokens> {
    const { keeper } = this.#needs;
    if (keeper === undefined) return this.#grant();
    return keeper.exclusively(async () => {
      const kept = await keeper.read();
      if (kept !== undefined) {
        const isNew = kept.accessToken !== this.#tokens?.accessToken;
        this.#tokens = kept;
        // Another process has renewed them meanwhile.
        if (isNew && !this.#hasEnded(kept)) return kept;
      }
      const tokens = await this.#grant();
      await keeper.write(tokens).catch((error: unknown) => {
        this.#needs.warn(`The tokens are not kept: ${wordsOf(error)}`);
      });
      return tokens;
    });
  }

  #hasEnded(tokens: AgaveTokens): boolean {
    return (endOf(tokens) ?? Infinity) <= this.#needs.clock.now();
  }

  async #grant(): Promise<AgaveTokens> {
    const tokens = await this.#ask();
    this.#tokens = tokens;
    try {
      await this.#needs.onToken?.(tokens);
    } catch {
      // What a program does with its tokens does not decide about the call, and its error may quote them.
      this.#needs.warn("onToken failed: the tokens serve, but may not have been kept.");
    }
    return tokens;
  }

  async #ask(): Promise<AgaveTokens> {
    const { apiKey, apiSecret, username, password } = this.#credentials;
    const refreshToken = this.#tokens?.refreshToken ?? this.#credentials.refreshToken;
    if (!apiKey || !apiSecret) throw this.#cannotRenew();
    const authorization = basicAuthorization(apiKey, apiSecret);
    const hasPassword = Boolean(username && password);
    if (refreshToken) {
      try {
        return await this.#refresh(authorization, refreshToken);
      } catch (error) {
        // A refresh token that was used, or whose answer was lost, serves no more; the password does.
        if (!hasPassword || !(isRefusal(error) || isFootbridgeError(error, "OUTCOME_UNKNOWN")))
          throw refused(error);
      }
    }
    if (username && password) return this.#logIn(authorization, { username, password });
    throw this.#cannotRenew();
  }

  async #refresh(authorization: string, refreshToken: string): Promise<AgaveTokens> {
    const createdAt = this.#nowInSeconds();
    const answer = await this.#needs.refresh({
      authorization,
      grantType: "refresh_token",
      refreshToken,
      scope: SCOPE,
    });
    return toTokens(answer, { createdAt, refreshToken });
  }

  async #logIn(
    authorization: string,
    { username, password }: { readonly username: string; readonly password: string },
  ): Promise<AgaveTokens> {
    const { tokenUsername } = this.#credentials;
    const createdAt = this.#nowInSeconds();
    try {
      const answer = await this.#needs.request({
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

  #nowInSeconds(): number {
    return Math.floor(this.#needs.clock.now() / 1000);
  }

  #cannotRenew(): AuthenticationError {
    const { username, password, token } = this.#credentials;
    const facts = { platform: "agave" };
    if (token || this.#tokens)
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

function wordsOf(error: unknown): string {
  // Of other errors the words may hold anything.
  return isFootbridgeError(error) ? error.message : "for an unforeseen reason.";
}
