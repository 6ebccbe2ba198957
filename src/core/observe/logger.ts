/**
 * What a client tells its log: one line with a small object of facts each. Nothing in either is secret, nor a value of a call.
 *
 * @remarks `console` is one, and so are the loggers that take a text first and facts after it.
 */
export interface Logger {
  /** Every request, with its status and how long it took. */
  debug(message: string, facts: LogFacts): unknown;
  /** A call that was answered after retries. */
  info(message: string, facts: LogFacts): unknown;
  /** A retry, with its reason; a warning of the platform. */
  warn(message: string, facts: LogFacts): unknown;
  /** A write whose answer was lost. */
  error(message: string, facts: LogFacts): unknown;
}

/** What a line of the log is about. Which facts there are depends on the line. */
export interface LogFacts {
  readonly [fact: string]: string | number | undefined;
}

/** The call that a line is about, as far as it is known. */
export interface LoggedCall {
  readonly id?: string;
  readonly platform?: { readonly name: string };
  readonly operation: { readonly name: string };
}

/** A line of the log: what happened, and the facts of it. */
export interface LogLine extends LogFacts {
  readonly what: string;
}

/** Writes a line about a call. */
export type Log = (level: keyof Logger, call: LoggedCall, line: LogLine) => void;
