import { checkBaseUrl } from "../core/base-url.ts";
import { createCallers } from "../core/client.ts";
import { lazy } from "../core/concurrency/lazy.ts";
import type { Settings } from "../core/options.ts";
import { tokensOperations } from "../../generated/descartes/methods.ts";
import type { DescartesContext } from "./context.ts";
import type { DescartesCredentials } from "./log-in/credentials.ts";
import { createDescartesSession, type DescartesSession } from "./log-in/session.ts";

/** Where the services are. */
export interface ServiceUrls {
  /** The storage service, version included. */
  readonly url: string;
  /** The service that hands out tokens. */
  readonly iamUrl: string;
}

/** The parts of a client, connected; nothing is read or sent yet. */
export interface Connected extends DescartesContext {
  readonly session: DescartesSession;
}

/** Connects the parts of a client. */
export function createContext(
  credentials: DescartesCredentials,
  { url, iamUrl }: ServiceUrls,
  settings: Settings,
): Connected {
  const bindings = lazy(async () => (await import("../../generated/descartes/bindings.ts")).httpBindings);
  const session = createDescartesSession(credentials, {
    refresh: (variables, signal) => call(tokensOperations.refresh, variables, { signal }),
    clock: settings.clock,
    onWarning: settings.onWarning,
  });
  const { call } = createCallers({
    platform: "descartes",
    loginHint: "Check client id and client secret, or the token.",
    rightHint: "Ask for the right to this storage.",
    secrets: [
      credentials.refreshToken,
      credentials.clientSecret,
      typeof credentials.token === "string" ? credentials.token : undefined,
    ],
    settings,
    session,
    endpoints: {
      storage: { kind: "http", url, bindings, headers: {}, callIdHeader: "X-Request-Group" },
      iam: { kind: "http", url: iamUrl, bindings, headers: {} },
    },
    // Keys are what callers give, and what the service takes: there is nothing to look up.
    resolve: (_kind, reference) => String(reference),
  });
  return { call, settings, session };
}

/** Checks where the services are. */
export function checkUrls(
  { url, iamUrl }: Partial<ServiceUrls>,
  { allowInsecureHttp }: Settings,
): ServiceUrls {
  return {
    url: checkBaseUrl(url ?? "https://platform.descarteslabs.com/storage/v1", allowInsecureHttp),
    iamUrl: checkBaseUrl(iamUrl ?? "https://iam.descarteslabs.com", allowInsecureHttp),
  };
}
