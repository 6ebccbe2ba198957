import type { Clock } from "./watch/clock.ts";
import { AuthenticationError, InvalidInputError, isFootbridgeError } from "./errors.ts";
import { singleFlight, type SharedFlight } from "./concurrency/single-flight.ts";

/** What goes along with a request to say who asks, by the name of the header. */
export type LoginHeaders = Readonly<Record<string, string>>;

/** A token with the number of the log-in it came from. */
export interface TokenLease {
  readonly token: string;
  /** The headers that go along, perhaps none at all. Absent: the token as `Authorization: Bearer`. */
  readonly headers?: LoginHeaders;
  readonly generation: number;
}

/** Hands out tokens, or what else says who asks; any number of callers share one log-in. */
export interface Session {
  /**
   * The current token, logging in first where there is none. The signal ends this caller's wait; a log-in that nobody
   * waits for any more ends too.
   */
  acquire(signal: AbortSignal): Promise<TokenLease>;
  /** Reports that a ticket was refused. A late report about an older one changes nothing. */
  invalidate(lease: TokenLease): void;
}

/** How a {@link Session} logs in. */
export interface SessionOptions {
  /** Fetches a token. The signal is aborted when nobody waits for it any more. */
  readonly login: (signal: AbortSignal) => Promise<LoginResult>;
  readonly clock: Clock;
  /** After a failed log-in, further callers get the same failure for this long, in milliseconds. @defaultValue 1000 */
  readonly holdOffMs?: number;
  /**
   * A token this close to its end is renewed while it still serves, in milliseconds; a short-lived one in the last quarter
   * of its life. @defaultValue 60000
   */
  readonly renewAheadMs?: number;
}

/** What a log-in gives. */
export interface LoginResult {
  readonly token: string;
  /** The headers that go along, if not the token as `Authorization: Bearer`. */
  readonly headers?: LoginHeaders;
  /** When the token ends, in milliseconds since 1970, where that is known. */
  readonly expiresAt?: number;
}

interface Current extends TokenLease {
  readonly renewAt: number;
  readonly expiresAt: number;
}

interface Failure {
  readonly error: unknown;
  readonly until: number;
}

/** Creates a {@link Session}: one log-in at a time, renewed in the background where the lifetime is known. */
export function createSession(options: SessionOptions): Session {
  const { login, clock, holdOffMs = 1_000, renewAheadMs = 60_000 } = options;
  let current: Current | undefined;
  let flight: SharedFlight<TokenLease> | undefined;
  let failure: Failure | undefined;
  let generation = 0;

  const logIn = async (signal: AbortSignal): Promise<TokenLease> => {
    try {
      const result = await login(signal);
      // Nobody waited any more, and somebody else may have logged in since.
      signal.throwIfAborted();
      generation += 1;
      current = held({ ...result, generation }, clock.now(), renewAheadMs);
      failure = undefined;
      return current;
    } catch (error) {
      if (!signal.aborted) failure = { error, until: clock.now() + holdOffMs };
      throw error;
    } finally {
      if (!signal.aborted) flight = undefined;
    }
  };
  const start = (): SharedFlight<TokenLease> =>
    (flight ??= singleFlight(logIn, () => {
      flight = undefined;
    }));

  return {
    acquire: async (signal) => {
      signal.throwIfAborted();
      const now = clock.now();
      const isHeldOff = failure !== undefined && failure.until > now;
      if (current !== undefined && current.expiresAt > now) {
        // In the background: a failure is told to those who have no token left.
        if (current.renewAt <= now && !isHeldOff)
          start()
            .join()
            .catch(() => undefined);
        return current;
      }
      // Only refused credentials are held off: an outage is the retry exchange's business.
      if (flight === undefined && isHeldOff && isFootbridgeError(failure?.error, "AUTHENTICATION"))
        throw failure.error;
      return start().join(signal);
    },
    invalidate: (lease) => {
      if (current?.generation === lease.generation) current = undefined;
    },
  };
}

function held(
  { token, headers, expiresAt, generation }: LoginResult & TokenLease,
  now: number,
  renewAheadMs: number,
): Current {
  // A fresh token that has ended already tells of clocks that differ: its lifetime is not known then.
  const lease = { token, generation, ...(headers === undefined ? {} : { headers }) };
  if (expiresAt === undefined || expiresAt <= now) {
    return { ...lease, renewAt: Infinity, expiresAt: Infinity };
  }
  const renewAt = expiresAt - Math.min(renewAheadMs, (expiresAt - now) / 4);
  return { ...lease, renewAt, expiresAt };
}

/** A session over a token the caller already has: it cannot be renewed. */
export function fixedSession(token: string): Session {
  const lease: TokenLease = { token, generation: 1 };
  return { acquire: () => Promise.resolve(lease), invalidate: () => undefined };
}

/**
 * A session that says who asks in headers of its own, which cannot be renewed: {@link basicHeaders}, a header whose name
 * the platform decides, or none at all.
 *
 * @throws {@link InvalidInputError} naming a header that no request can have
 */
export function headerSession(headers: LoginHeaders): Session {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) throw new InvalidInputError(`"${name}" is not a name of a header.`);
    if (!HEADER_VALUE.test(value))
      throw new InvalidInputError(
        `The value for the header ${name} holds a character that no header can hold.`,
      );
  }
  const lease: TokenLease = { token: "", headers, generation: 1 };
  return { acquire: () => Promise.resolve(lease), invalidate: () => undefined };
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/u;
const HEADER_VALUE = /^[\u0020-\u007e\u0080-\u00ff]+$/u;

/**
 * The header of a log-in by name and password.
 *
 * @throws {@link InvalidInputError} for a name with a colon, which would end there
 */
export function basicHeaders(user: string, password: string): LoginHeaders {
  if (user.includes(":")) throw new InvalidInputError("A user name with a colon cannot be sent.");
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

const IN_HEADER = /^[\u0021-\u007e]+$/u;

/** Whether a text can be a token: it goes into a header, as visible characters. */
export function isTokenText(text: string): boolean {
  return IN_HEADER.test(text);
}

/**
 * Checks what should be a token. It goes into a header: anything but visible characters would break the request, or out of
 * it.
 *
 * @throws {@link AuthenticationError} when it is none
 */
export function checkToken(token: string, platform: string): string {
  if (IN_HEADER.test(token)) return token;
  throw new AuthenticationError("What should be a token is none.", {
    platform,
    hint: "Check the URL: something else may have answered the log-in.",
  });
}

/** A token without what pasting leaves around it: blanks, line breaks, a byte order mark, `Bearer` in front. */
export function bareToken(token: string): string {
  // `\s` knows the byte order mark, too.
  return token.trim().replace(/^Bearer(?:\s+|$)/iu, "");
}

/**
 * Checks a token that a user has given, e.g. in a variable.
 *
 * @throws {@link AuthenticationError} when what is left of it by {@link bareToken} cannot be a token.
 */
export function givenToken(token: string, platform: string): string {
  const bare = bareToken(token);
  if (IN_HEADER.test(bare)) return bare;
  throw new AuthenticationError("The token that was given is not valid.", {
    platform,
    hint: "It is empty, or holds a blank or another character that no token has: copy it again.",
  });
}

/** Reads the end of a JSON web token, in milliseconds since 1970; `undefined` for any other token. */
export function tokenExpiry(token: string): number | undefined {
  const payload = token.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    if (typeof claims !== "object" || claims === null || !("exp" in claims)) return undefined;
    return typeof claims.exp === "number" ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
