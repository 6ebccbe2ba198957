import type { Exchange } from "@urql/core";
import type { ConnectionOptions } from "./transport/connection-options.ts";
import { LONGEST_TIMER_MS, systemClock, type Clock } from "./watch/clock.ts";
import { InvalidInputError } from "./errors.ts";
import { adaptiveLimit, type AdaptiveLimit } from "./concurrency/adaptive-limit.ts";
import type { Log, Logger } from "./observe/logger.ts";
import type { Limits } from "./transport/transport.ts";
import type { RequestEvent } from "./request-event.ts";

/** Options every call takes. */
export interface CallOptions {
  /** Ends this call: its request, waits and transfers. The call rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Limit for the whole call in milliseconds, retries included. Default: the client's `timeoutMs`; transfers have none. */
  readonly timeoutMs?: number;
  /** Throw when a read answers with data *and* errors, instead of passing the errors to `onWarning`. Default: the client's `strict`. */
  readonly strict?: boolean;
}

/** An error that came along with useful data. */
export interface Warning {
  /** The operation that was answered, e.g. `JobsList`. */
  readonly operation: string;
  readonly message: string;
  /** Where in the answer, e.g. `jobs.3.technology`. */
  readonly path: string | undefined;
}

/** How failed requests are repeated. Which may be repeated is not an option: see the retry table. */
export interface RetryOptions {
  /** Tries after the first. @defaultValue 3 */
  readonly retries?: number;
  /** The first wait is drawn from 0 to this many milliseconds, and the span doubles each time. @defaultValue 200 */
  readonly baseDelayMs?: number;
  /** The longest wait in milliseconds, also of a `Retry-After`: a longer one is reported instead of waited for. @defaultValue 30000 */
  readonly maxDelayMs?: number;
  /** Retries in hand for all calls together; each success gives a tenth of one back. @defaultValue 20 */
  readonly budget?: number;
}

/** Options of a client that are the same for every platform. */
export interface ClientOptions {
  /** The `fetch` to send with. Default: a keep-alive transport on Node, the runtime's `fetch` elsewhere. */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * How connections are made on Node: certificates, proxy, how many. Not together with `fetch`, which has its own ways.
   */
  readonly connection?: ConnectionOptions;
  /** Limit for one call in milliseconds, retries included; transfers and waits have their own. @defaultValue 120000 */
  readonly timeoutMs?: number;
  /** Until a connection stands, in milliseconds. @defaultValue 10000 */
  readonly connectTimeoutMs?: number;
  /** Until the first byte of an answer, in milliseconds. @defaultValue 60000 */
  readonly firstByteTimeoutMs?: number;
  /** Without any byte moving, in milliseconds. @defaultValue 60000 */
  readonly idleTimeoutMs?: number;
  /** Refuse answers that hold data and errors together. @defaultValue false */
  readonly strict?: boolean;
  /** Send credentials over plain `http` to hosts other than this machine. @defaultValue false */
  readonly allowInsecureHttp?: boolean;
  readonly retry?: RetryOptions;
  /** Called for errors that came along with useful data. What it throws is uncaught, as in an event listener. */
  readonly onWarning?: (warning: Warning) => void;
  /** Called after every request, retries included. What it throws is uncaught, as in an event listener. */
  readonly onRequest?: (event: RequestEvent) => void;
  /**
   * Told about requests (`debug`), retries and warnings (`warn`), answers after retries (`info`) and lost answers (`error`), in
   * one line each; `console` is one. What it throws is uncaught, as in an event listener.
   */
  readonly logger?: Logger;
  /** Time for waits, retries and caches; an emulator's clock makes tests instant. */
  readonly clock?: Clock;
  /** urql exchanges of your own, run before this library's. */
  readonly exchanges?: readonly Exchange[];
}

/** {@link ClientOptions} with every default settled, once, at the door. */
export interface Settings {
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly connection: ConnectionOptions | undefined;
  readonly timeoutMs: number;
  readonly limits: Limits;
  readonly strict: boolean;
  readonly allowInsecureHttp: boolean;
  readonly retry: Required<RetryOptions>;
  readonly onWarning: (warning: Warning) => void;
  readonly onRequest: ((event: RequestEvent) => void) | undefined;
  /** Writes a line of the log, where there is one. */
  readonly log: Log | undefined;
  readonly clock: Clock;
  readonly exchanges: readonly Exchange[];
  /** How many things long work handles at once, unless it is told. */
  readonly concurrency: AdaptiveLimit;
}

/** Tells a callback of the user's something; what it throws must not decide about the call. */
export function notify<Event>(listener: (event: Event) => void, event: Event): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

const RETRY: Required<RetryOptions> = Object.freeze({
  retries: 3,
  baseDelayMs: 200,
  maxDelayMs: 30_000,
  budget: 20,
});

/**
 * Checks that options are some, for doors that are no methods of a service: callers without a compiler give an address alone, or
 * nothing.
 *
 * @throws {@link InvalidInputError} when they are no object, or their signal is none.
 */
export function checkOptions(options: unknown): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new InvalidInputError(
      `The options must be an object, not ${options === null ? "null" : typeof options}.`,
    );
  const { signal } = options as { readonly signal?: unknown };
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new InvalidInputError("signal must be an AbortSignal.");
}

/**
 * Settles a client's options.
 *
 * @throws {@link InvalidInputError} naming an option that is no such number of milliseconds or of retries.
 */
export function settle(options: ClientOptions): Settings {
  checkOptions(options);
  for (const name of ["fetch", "onWarning", "onRequest"] as const) {
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw new InvalidInputError(`${name} must be a function.`);
  }
  const { fetch, clock = systemClock, exchanges = [], onRequest, onWarning } = options;
  const concurrency = adaptiveLimit();
  const log = logOf(options);
  return {
    fetch,
    connection: settleConnection(options),
    clock,
    exchanges,
    concurrency,
    log,
    onRequest: (event) => {
      concurrency.note(event);
      onRequest?.(event);
    },
    timeoutMs: milliseconds("timeoutMs", options.timeoutMs ?? 120_000),
    limits: {
      connectTimeoutMs: milliseconds("connectTimeoutMs", options.connectTimeoutMs ?? 10_000),
      firstByteTimeoutMs: milliseconds("firstByteTimeoutMs", options.firstByteTimeoutMs ?? 60_000),
      idleTimeoutMs: milliseconds("idleTimeoutMs", options.idleTimeoutMs ?? 60_000),
    },
    strict: options.strict ?? false,
    allowInsecureHttp: options.allowInsecureHttp ?? false,
    retry: settleRetry(options.retry),
    onWarning: (warning) => {
      logWarning(log, warning);
      onWarning?.(warning);
    },
  };
}

/**
 * The log of a client, whose logger decides about nothing by throwing.
 *
 * @throws {@link InvalidInputError} for what is no logger.
 */
export function logOf({ logger }: ClientOptions): Log | undefined {
  if (logger === undefined) return undefined;
  for (const level of ["debug", "info", "warn", "error"] as const)
    if (typeof (logger as Partial<Logger> | null)?.[level] !== "function")
      throw new InvalidInputError(`logger must be an object with a method ${level}, as console is.`);
  return (level, { id, platform, operation: { name } }, { what, ...more }) => {
    const facts = { platform: platform?.name, operation: name, requestId: id, ...more };
    // What a platform says may have several lines.
    const line = `${platform ? `${platform.name} ` : ""}${name}: ${what.replaceAll(/\s+/gu, " ")}`;
    notify(() => void logger[level](line, facts), undefined);
  };
}

/** Writes down what `onWarning` is told. */
export function logWarning(log: Log | undefined, { operation, message, path }: Warning): void {
  log?.("warn", { operation: { name: operation } }, { what: message, path });
}

function settleConnection({ connection, fetch }: ClientOptions): ConnectionOptions | undefined {
  if (connection === undefined) return undefined;
  if (fetch !== undefined)
    throw new InvalidInputError("The options connection and fetch exclude each other.", {
      hint: "Set certificates and proxy where that fetch is made.",
    });
  const { maxConnections, keepAliveMs } = connection;
  if (maxConnections !== undefined && (!Number.isSafeInteger(maxConnections) || maxConnections < 1))
    throw new InvalidInputError(
      `connection.maxConnections must be a whole number from 1, not ${maxConnections}.`,
    );
  if (keepAliveMs !== undefined) milliseconds("connection.keepAliveMs", keepAliveMs);
  return connection;
}

function settleRetry(options: RetryOptions = {}): Required<RetryOptions> {
  return {
    retries: count("retries", options.retries ?? RETRY.retries),
    baseDelayMs: milliseconds("baseDelayMs", options.baseDelayMs ?? RETRY.baseDelayMs),
    maxDelayMs: milliseconds("maxDelayMs", options.maxDelayMs ?? RETRY.maxDelayMs),
    budget: count("budget", options.budget ?? RETRY.budget),
  };
}

function count(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidInputError(`${name} must be a whole number from 0, not ${value}.`);
}

/** Checks a duration in milliseconds. */
export function milliseconds(name: string, value: number): number {
  if (value > 0 && value <= LONGEST_TIMER_MS) return value;
  throw new InvalidInputError(
    `${name} must be a number of milliseconds from 1 to ${LONGEST_TIMER_MS}, not ${value}.`,
  );
}
