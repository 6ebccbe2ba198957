import { createCallers } from "../core/client.ts";
import { AuthenticationError, InvalidInputError, isFootbridgeError } from "../core/errors.ts";
import { lazy } from "../core/concurrency/lazy.ts";
import { notify, type Settings } from "../core/options.ts";
import {
  checkToken,
  createSession,
  fixedSession,
  givenToken,
  tokenExpiry,
  type Session,
} from "../core/session.ts";
import { sessionOperations } from "../../generated/saagie/methods.ts";
import type { ExportSource } from "./bundle/format/manifest.ts";
import type { SaagieContext } from "./context.ts";
import { loadHistory } from "./versions/load-history.ts";
import { createPlatformVersion } from "./versions/platform-version.ts";
import { Projects } from "./projects/projects.ts";
import { createReferences } from "./references/references.ts";
import type { SaagieCredentials } from "./credentials.ts";
import { Technologies } from "./technologies/technologies.ts";

/** What a context needs of the options of a client. */
export interface ContextOptions extends SaagieCredentials {
  readonly platformVersion?: string;
}

/** The same, with what a client shows of it. */
export interface ClientContext extends SaagieContext {
  readonly projects: Projects;
  /** The token that calls go with; logs in where there is none. */
  readonly token: (signal: AbortSignal) => Promise<string>;
}

/**
 * Connects the parts of a client of one platform, before anything is sent.
 *
 * @throws {@link InvalidInputError} when credentials are missing or wrong in form, or the version is none
 */
export function createContext(
  options: ContextOptions,
  { url, realm, platform }: ExportSource,
  settings: Settings,
): ClientContext {
  const version = createPlatformVersion(options.platformVersion, { call: () => call, settings });
  const session = sessionOf(options, settings, (signal) => login(signal));
  const { call, batch } = createCallers({
    platform: "saagie",
    loginHint: "Check user, password and realm, or the token.",
    rightHint: "Ask for the right in this project or platform.",
    secrets: [options.password, typeof options.token === "string" ? options.token : undefined],
    settings,
    session,
    gate: { history: loadHistory, version },
    endpoints: {
      platform: { kind: "graphql", url: `${url}/projects/api/platform/${platform}/graphql` },
      gateway: { kind: "graphql", url: `${url}/gateway/api/graphql` },
      rest: {
        kind: "http",
        url,
        bindings: lazy(async () => (await import("../../generated/saagie/bindings.ts")).httpBindings),
        headers: { "Saagie-Realm": realm },
      },
    },
    resolve: (kind, reference, lookUp) => references.resolve(kind, reference, lookUp),
  });
  const login = async (signal: AbortSignal): Promise<string> => {
    const { user = "", password = "" } = options;
    return call(sessionOperations.authenticate, { login: user, password }, { signal });
  };
  const source = { url, realm, platform };
  const references = createReferences(source, call);
  const { clock, concurrency } = settings;
  const technologies = new Technologies(call, clock);
  const projects = new Projects({ call, batch, clock, concurrency, references, source, technologies });
  const parts = { call, batch, clock, concurrency, references, source, version, technologies, projects };
  return {
    ...parts,
    warn: (warning) => notify(settings.onWarning, warning),
    token: async (signal) => (await session.acquire(signal)).token,
  };
}

function sessionOf(
  { user, password, token }: SaagieCredentials,
  { clock }: Settings,
  login: (signal: AbortSignal) => Promise<string>,
): Session {
  if (typeof token === "string") return fixedSession(givenToken(token, "saagie"));
  const fetchToken = typeof token === "function" ? token : login;
  if (token === undefined && (!user || !password)) {
    throw new InvalidInputError(`${user ? "The password" : "The user"} is missing.`, {
      hint: "Give user and password, or a token.",
    });
  }
  return createSession({
    clock,
    login: async (signal) => {
      const fresh = await fetchToken(signal).catch((error: unknown) => Promise.reject(asRefusedLogin(error)));
      const checked = token === undefined ? checkToken(fresh, "saagie") : givenToken(fresh, "saagie");
      const expiresAt = tokenExpiry(checked);
      return { token: checked, ...(expiresAt === undefined ? {} : { expiresAt }) };
    },
  });
}

function asRefusedLogin(error: unknown): unknown {
  if (!isFootbridgeError(error, "AUTHENTICATION")) return error;
  return new AuthenticationError("Saagie refuses these credentials.", {
    platform: "saagie",
    status: error.status ?? 401,
    operation: "SessionAuthenticate",
    hint: "Check user, password and realm.",
  });
}
