import { createCallers, type Callers, type Endpoint, type ResolveOptions } from "../core/client.ts";
import type { FailureReader } from "../core/http/failures.ts";
import { lazy } from "../core/concurrency/lazy.ts";
import { notify, type Settings } from "../core/options.ts";
import { basicHeaders, createSession, headerSession, type Session } from "../core/session.ts";
import { tokensOperations } from "../../generated/agave/methods.ts";
import type { AgaveContext } from "./context.ts";
import { checkCredentials, endOf, type AgaveCredentials, type AgaveTokens } from "./sessions/credentials.ts";
import { resolveReference } from "./references/resolve.ts";
import { TokenSource } from "./sessions/token-source.ts";
import type { TokenKeeper } from "./sessions/token-needs.ts";

/** The parts of a client, connected; nothing is read or sent yet. */
export interface Connected extends AgaveContext {
  readonly tokens: TokenSource;
  /** Calls with user name and password instead of a token. */
  readonly basic: () => Callers;
}

/** What a client is connected with, beside its settings. */
export interface ConnectOptions {
  readonly baseUrl: string;
  readonly credentials: AgaveCredentials;
  readonly onToken?: ((tokens: AgaveTokens) => void | Promise<void>) | undefined;
  readonly keeper?: TokenKeeper | undefined;
}

let failureReader: FailureReader | undefined;

// What reads failures comes with the bindings: no answer is read before a request was built from them.
const bindings = lazy(async () => {
  const [{ httpBindings }, { readFailure }] = await Promise.all([
    import("../../generated/agave/bindings.ts"),
    import("./failures.ts"),
  ]);
  failureReader = readFailure;
  return httpBindings;
});

const readFailure: FailureReader = (answer) => failureReader?.(answer);

/** An endpoint of Agave. */
export function agaveEndpoint(url: string, query: Readonly<Record<string, string>> = {}): Endpoint {
  return { kind: "http", url, bindings, headers: {}, query, readFailure };
}

/**
 * Connects the parts of a client.
 *
 * @throws InvalidInputError naming a credential that is missing or too much.
 */
export function createContext(
  { baseUrl, credentials, onToken, keeper }: ConnectOptions,
  settings: Settings,
): Connected {
  checkCredentials(credentials);
  const tokens = new TokenSource(credentials, {
    request: (variables) => call(tokensOperations.request, variables),
    refresh: (variables) => call(tokensOperations.refresh, variables),
    clock: settings.clock,
    warn: (message) => notify(settings.onWarning, { operation: "TokensRequest", message, path: undefined }),
    onToken,
    keeper,
  });
  const { nonce } = credentials;
  const setup = {
    platform: "agave",
    secrets: secretsOf(credentials),
    settings,
    endpoints: { api: agaveEndpoint(baseUrl, nonce === undefined ? {} : { "x-nonce": nonce }) },
    rightHint: "Ask the owner, or an administrator of the tenant, for the right to do this.",
    resolve: (kind: string, reference: unknown, options: ResolveOptions): string | Promise<string> =>
      resolveReference(call, { kind, reference, options }),
  };
  const { call, raw } = createCallers({
    ...setup,
    loginHint: "Check user name, password, key and secret, or the token.",
    session: sessionOf(credentials, tokens, settings),
  });
  const basic = (): Callers => {
    const { username = "", password = "" } = tokens.credentials;
    const session = headerSession(basicHeaders(username, password));
    return createCallers({ ...setup, loginHint: "Check user name and password.", session });
  };
  return { call, raw, settings, baseUrl, tokens, basic };
}

function sessionOf({ jwt, nonce }: AgaveCredentials, tokens: TokenSource, { clock }: Settings): Session {
  if (nonce !== undefined) return headerSession({});
  if (jwt !== undefined) return headerSession({ [jwt.header]: jwt.value });
  const begin = (): Session =>
    createSession({
      clock,
      login: async () => {
        const next = await tokens.next();
        const expiresAt = endOf(next);
        return { token: next.accessToken, ...(expiresAt === undefined ? {} : { expiresAt }) };
      },
    });
  // A client that was created meanwhile is tried at once, whatever failed before.
  let [session, clients] = [begin(), tokens.clients];
  const current = (): Session => {
    if (tokens.clients !== clients) [session, clients] = [begin(), tokens.clients];
    return session;
  };
  return {
    acquire: (signal) => current().acquire(signal),
    invalidate: (lease) => current().invalidate(lease),
  };
}

function secretsOf(credentials: AgaveCredentials): readonly (string | undefined)[] {
  const { password, apiSecret, token, refreshToken, jwt, nonce } = credentials;
  return [password, apiSecret, token, refreshToken, jwt?.value, nonce];
}
