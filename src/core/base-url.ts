import { InvalidInputError } from "./errors.ts";

/**
 * Checks the base URL of a platform and returns it without a trailing slash.
 *
 * @throws {@link InvalidInputError} when it is no http(s) URL, holds user info, a query or a fragment, or is plain `http` to
 * another machine.
 */
export function checkBaseUrl(text: string, allowInsecureHttp: boolean): string {
  const refuse = (why: string, hint: string): never => {
    throw new InvalidInputError(`The platform's URL is refused: ${why}.`, { hint });
  };
  // Not repeated: who mixes up options puts a password or a token here.
  if (!URL.canParse(text))
    return refuse("it is not a URL", "Give one such as https://acme-workspace.example.io.");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return refuse(`its scheme is ${shownScheme(url)}`, "Use https.");
  if (url.username !== "" || url.password !== "")
    return refuse("it holds user info", "Give user and password as options.");
  if (url.search !== "" || url.hash !== "")
    return refuse("it holds a query or a fragment", "Give scheme, host and path only.");
  if (url.protocol === "http:" && !allowInsecureHttp && !isLoopback(url.hostname)) {
    return refuse("plain http would send the password unprotected", "Use https, or set allowInsecureHttp.");
  }
  return url.origin + url.pathname.replace(/\/+$/u, "");
}

// What people mean by a scheme. Whatever else stands before a colon may be the user of `user:password`.
const SCHEMES: ReadonlySet<string> = new Set(["ws:", "wss:", "ftp:", "file:", "data:", "blob:"]);

/** The scheme of a URL for a message, if it surely is one. */
export function shownScheme({ protocol }: URL): string {
  return SCHEMES.has(protocol) ? protocol.slice(0, -1) : "another one";
}

/** Whether a host name or address is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    /^127(?:\.\d{1,3}){3}$/u.test(hostname) ||
    hostname === "[::1]"
  );
}
