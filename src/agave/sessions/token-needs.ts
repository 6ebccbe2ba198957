import type {
  TokensRequestResult,
  TokensRequestVariables,
  TokensRefreshVariables,
} from "../../../generated/agave/methods.ts";
import type { AgaveTokens } from "./credentials.ts";
import type { Clock } from "../../core/watch/clock.ts";

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
