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
  // Not repeated where it may hold a password.
  if (!URL.canParse(text))
    return refuse(
      `${text.includes("@") ? "it" : JSON.stringify(text)} is no URL`,
      "Give one such as https://acme-workspace.example.io.",
    );
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return refuse(`its scheme is ${url.protocol}`, "Use https.");
  if (url.username !== "" || url.password !== "")
    return refuse("it holds user info", "Give user and password as options.");
  if (url.search !== "" || url.hash !== "")
    return refuse("it holds a query or a fragment", "Give scheme, host and path only.");
  if (url.protocol === "http:" && !allowInsecureHttp && !isLoopback(url.hostname)) {
    return refuse("plain http would send the password unprotected", "Use https, or set allowInsecureHttp.");
  }
  return url.origin + url.pathname.replace(/\/+$/u, "");
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
