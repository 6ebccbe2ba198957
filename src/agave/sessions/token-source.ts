import { isFootbridgeError } from "../../core/errors.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import { givenToken } from "../../core/session.ts";
import { endOf, givenTokens, type AgaveCredentials, type AgaveTokens } from "./credentials.ts";
import type { TokenNeeds } from "./token-needs.ts";

// Loaded when there is something to renew: a token that serves needs none of it.
const requesting = lazy(() => import("./request-tokens.ts"));

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
    const { requestTokens } = await requesting();
    const tokens = await requestTokens(this.#needs, this.#credentials, this.#tokens);
    this.#tokens = tokens;
    try {
      await this.#needs.onToken?.(tokens);
    } catch {
      // What a program does with its tokens does not decide about the call, and its error may quote them.
      this.#needs.warn("onToken failed: the tokens serve, but may not have been kept.");
    }
    return tokens;
  }
}

function wordsOf(error: unknown): string {
  // Of other errors the words may hold anything.
  return isFootbridgeError(error) ? error.message : "for an unforeseen reason.";
}
