import { tunnelRefusal } from "./proxy.ts";

/** What went wrong on a connection, in words that name neither path nor header. */
export interface ConnectionFailure {
  readonly message: string;
  readonly hint?: string;
}

const KNOWN: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNREFUSED: "nothing listens there",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "there is no route to the network",
  ECONNRESET: "it was closed by the other side",
  EPIPE: "it was closed by the other side",
  ETIMEDOUT: "the other side does not react",
};

const TLS = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/u;

/** Puts an error of `node:http` into words. */
export function describeFailure(error: Error, origin: string, proxy?: URL): ConnectionFailure {
  const code = codeOf(error);
  const way = proxy === undefined ? origin : `${origin} through the proxy ${proxy.host}`;
  const refusal = proxy && tunnelRefusal(error);
  if (refusal !== undefined) return refused(way, refusal);
  const message = `The connection to ${way} failed: ${KNOWN[code] ?? error.message} (${code}).`;
  if (!TLS.test(code)) return { message };
  return {
    message,
    hint: "Its certificate must be valid for this host; an authority of your own is named in NODE_EXTRA_CA_CERTS, or in the option connection.ca.",
  };
}

function refused(way: string, status: number): ConnectionFailure {
  const message = `The connection to ${way} failed: the proxy answered ${status}.`;
  if (status !== 407) return { message, hint: "Ask those who run the proxy whether this host is allowed." };
  return {
    message,
    hint: "It wants a log-in: give user and password in its URL, as in http://user:password@proxy.example:3128.",
  };
}

function codeOf(error: Error): string {
  if ("code" in error && typeof error.code === "string") return error.code;
  // A host with several addresses: every one failed, and the first says as much as the others.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return error.name;
}
