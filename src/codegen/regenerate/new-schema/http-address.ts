import { RegenerateError } from "../regenerate-error.ts";

/** Where an endpoint answers, and what everything of that platform lies below. */
export interface HttpAddress {
  readonly endpoint: URL;
  readonly base: string;
}

/** What follows the base URL on every page and endpoint of a platform. */
const BELOW_BASE = /\/(?:projects|gateway)\/.*$/;

/** Tells whether a text is the address of a server, and no file. */
export function isHttpAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/**
 * Reads the address of a GraphQL endpoint, or of the page of a platform as the browser shows it.
 *
 * @param endpoint - for an address that is no GraphQL endpoint, which of the platform's to ask, e.g. "gateway"
 * @throws RegenerateError for what is no such address, and for plain http except to this machine: a token goes along
 */
export function readHttpAddress(text: string, endpoint: string): HttpAddress {
  // What may hold a password is not repeated.
  if (!URL.canParse(text)) throw new RegenerateError({ place: "--from", message: "this is not a URL" });
  const url = new URL(text);
  const place = url.origin + url.pathname;
  if (url.username !== "" || url.password !== "") {
    throw new RegenerateError({
      place,
      message: "give user and password in the environment, not in the URL",
    });
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new RegenerateError({ place, message: "plain http would send the token unprotected: use https" });
  }
  const base = url.origin + url.pathname.replace(BELOW_BASE, "").replace(/\/+$/, "");
  if (/\/graphql\/?$/.test(url.pathname)) return { endpoint: url, base };
  if (endpoint === "gateway") return { endpoint: new URL(`${base}/gateway/api/graphql`), base };
  const [, platform] = /\/projects\/platform\/(\d+)/.exec(url.pathname) ?? [];
  if (endpoint !== "platform" || platform === undefined) {
    const message = "give the address of a GraphQL endpoint, or of a platform's page (…/projects/platform/6)";
    throw new RegenerateError({ place, message });
  }
  return { endpoint: new URL(`${base}/projects/api/platform/${platform}/graphql`), base };
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname) ||
    hostname === "[::1]"
  );
}
