/** Marks errors of this library; a registered symbol, so that a second copy of the package is recognised too. */
const BRAND: unique symbol = Symbol.for("footbridge.error") as never;

// Node looks here for how to print a value; the symbol is registered, so that nothing of Node is imported for it.
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** The stable codes: one for each thing a caller may want to do differently. */
export type ErrorCode =
  | "INVALID_INPUT"
  | "CONNECTION"
  | "DEADLINE"
  | "AUTHENTICATION"
  | "PERMISSION_DENIED"
  | "REFUSED"
  | "NOT_FOUND"
  | "AMBIGUOUS_NAME"
  | "HTTP_STATUS"
  | "PROTOCOL"
  | "OUTCOME_UNKNOWN"
  | "UNSUPPORTED"
  | "TRANSFER";

/** One try of a request: what went wrong and how long the client waited before the next one. */
export interface Attempt {
  /** What failed, e.g. `HTTP 503` or `connection lost`. */
  readonly failure: string;
  /** The wait before the next try, in milliseconds; absent after the last one. */
  readonly waitedMs?: number;
}

/** Facts an error may carry. Never variables, headers, tokens or file contents. */
export interface ErrorFacts {
  /** The platform that was spoken to, e.g. `saagie`. */
  readonly platform?: string;
  /** The operation, e.g. `JobsGet`. */
  readonly operation?: string;
  /** The HTTP status of the answer. */
  readonly status?: number;
  /** The id under which the platform was asked, where it takes one: its people find the request by it. */
  readonly requestId?: string;
  /** The failed tries, oldest first. */
  readonly attempts?: readonly Attempt[];
  /** The platform's own messages, by field name where it names one. */
  readonly fields?: Readonly<Record<string, string>>;
  /** What to do next, in one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The root of every error this library throws; an abort is the one exception: it rejects with the signal's own reason.
 *
 * @remarks Printing it shows what is on an allow-list and nothing else: `JSON.stringify` shows {@link FootbridgeError.toJSON},
 * and `util.inspect` (hence `console`) the same with the stack.
 */
export class FootbridgeError extends Error {
  override readonly name: string = "FootbridgeError";
  readonly code: ErrorCode;
  readonly platform: string | undefined;
  readonly operation: string | undefined;
  /** The method that was called, e.g. `jobs.create`; absent where nobody called one, as in a log-in that is renewed ahead. */
  readonly method: string | undefined = undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly fields: Readonly<Record<string, string>>;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(facts.hint ? `${message} ${facts.hint}` : message, "cause" in facts ? { cause: facts.cause } : {});
    this.code = code;
    this.platform = facts.platform;
    this.operation = facts.operation;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.attempts = facts.attempts ?? [];
    this.fields = facts.fields ?? {};
    this.hint = facts.hint;
    Object.defineProperty(this, BRAND, { value: true });
    Object.defineProperty(this, INSPECT, { value: printed });
  }

  /** The error as plain data: an allow-list, so that nothing secret can come along. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, platform, method, operation, status, requestId, attempts, fields, hint } =
      this;
    return { name, code, message, platform, method, operation, status, requestId, attempts, fields, hint };
  }
}

/** Adds a next step to an error that has been made already. */
export function addHint(error: FootbridgeError, hint: string): FootbridgeError {
  const { message, stack } = error;
  const longer = `${message} ${hint}`;
  const facts = { message: longer, hint: error.hint === undefined ? hint : `${error.hint} ${hint}` };
  // Members that are not listed, as those of every error.
  for (const [key, value] of Object.entries({ ...facts, stack: stack?.replace(message, () => longer) })) {
    const enumerable = Object.getOwnPropertyDescriptor(error, key)?.enumerable ?? false;
    Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
  }
  return error;
}

type InspectArguments = readonly [
  depth: number,
  options: object,
  inspect: (value: unknown, options: object) => string,
];

/** What Node prints: the stack, the facts, and the cause if it is one of this library's errors, by its kind otherwise. */
function printed(this: FootbridgeError, ...[, options, inspect]: InspectArguments): string {
  const { name: _, message: __, hint: ___, ...facts } = this.toJSON();
  const told = Object.entries({ ...facts, cause: shownCause(this.cause) }).filter(
    ([, value]) => !isEmpty(value),
  );
  return `${this.stack ?? String(this)} ${inspect(Object.fromEntries(told), options)}`;
}

/** Other people's errors may hold anything: only what kind of error it is gets shown. */
function shownCause(cause: unknown): unknown {
  if (!(cause instanceof Error) || isFootbridgeError(cause))
    return isFootbridgeError(cause) ? cause : undefined;
  const code = "code" in cause && typeof cause.code === "string" ? ` ${cause.code}` : "";
  return `${cause.name}${code}`;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0)
  );
}

/** Thrown before anything is sent: an argument, option or file is wrong. The message says which, and what is valid. */
export class InvalidInputError extends FootbridgeError {
  override readonly name = "InvalidInputError";
  constructor(message: string, facts?: ErrorFacts) {
    super("INVALID_INPUT", message, facts);
  }
}

/** How far a request had come when its connection failed. */
export type ConnectionPhase = "connect" | "send" | "receive";

/** Facts about a failed connection. */
export interface ConnectionFacts extends ErrorFacts {
  readonly phase: ConnectionPhase;
  /** `false` only where it is certain that nothing reached the platform. */
  readonly sent: boolean;
}

/** Thrown when the platform cannot be reached, or the connection breaks before the answer is complete. */
export class ConnectionError extends FootbridgeError {
  override readonly name = "ConnectionError";
  readonly phase: ConnectionPhase;
  readonly sent: boolean;
  constructor(message: string, facts: ConnectionFacts) {
    super("CONNECTION", message, facts);
    this.phase = facts.phase;
    this.sent = facts.sent;
  }
}

/** Thrown when a time limit of the caller passes: of one request, or of a wait (then `lastState` is what was last seen). */
export class DeadlineError extends FootbridgeError {
  override readonly name = "DeadlineError";
  readonly lastState: string | undefined;
  constructor(message: string, facts: ErrorFacts & { readonly lastState?: string } = {}) {
    super("DEADLINE", message, facts);
    this.lastState = facts.lastState;
  }
}

/** Thrown when the platform does not accept the credentials, also after a fresh log-in. */
export class AuthenticationError extends FootbridgeError {
  override readonly name = "AuthenticationError";
  constructor(message: string, facts?: ErrorFacts) {
    super("AUTHENTICATION", message, facts);
  }
}

/** Thrown when the user is known but may not do this. */
export class PermissionError extends FootbridgeError {
  override readonly name = "PermissionError";
  constructor(message: string, facts?: ErrorFacts) {
    super("PERMISSION_DENIED", message, facts);
  }
}

/** Thrown when the platform understood the request and refused it; `fields` holds its reason for each field. */
export class RefusedError extends FootbridgeError {
  override readonly name = "RefusedError";
  constructor(message: string, facts?: ErrorFacts) {
    super("REFUSED", message, facts);
  }
}

/** Thrown when the thing asked for does not exist, or is not visible to this user. `near` lists similar names. */
export class NotFoundError extends FootbridgeError {
  override readonly name = "NotFoundError";
  readonly near: readonly string[];
  constructor(message: string, facts: ErrorFacts & { readonly near?: readonly string[] } = {}) {
    super("NOT_FOUND", message, facts);
    this.near = facts.near ?? [];
  }
}

/** Thrown when a name stands for several things; `ids` are theirs, so that the caller can choose one. */
export class AmbiguousNameError extends FootbridgeError {
  override readonly name = "AmbiguousNameError";
  readonly ids: readonly string[];
  constructor(message: string, facts: ErrorFacts & { readonly ids: readonly string[] }) {
    super("AMBIGUOUS_NAME", message, facts);
    this.ids = facts.ids;
  }
}

/** Thrown for an HTTP status that no other error stands for, after the retries that are safe. */
export class HttpError extends FootbridgeError {
  override readonly name = "HttpError";
  /** What the platform asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, facts: ErrorFacts & { readonly retryAfterMs?: number }) {
    super("HTTP_STATUS", message, facts);
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Thrown when an answer is not what the platform's contract says, e.g. HTML where JSON was due. */
export class ProtocolError extends FootbridgeError {
  override readonly name = "ProtocolError";
  constructor(message: string, facts?: ErrorFacts) {
    super("PROTOCOL", message, facts);
  }
}

/** Thrown when the answer to a write was lost and no look-up can tell whether it took effect. Nothing was repeated. */
export class OutcomeUnknownError extends FootbridgeError {
  override readonly name = "OutcomeUnknownError";
  constructor(message: string, facts?: ErrorFacts) {
    super("OUTCOME_UNKNOWN", message, facts);
  }
}

/** Thrown before sending, when this version of the platform cannot do what was asked. */
export class UnsupportedByPlatformError extends FootbridgeError {
  override readonly name = "UnsupportedByPlatformError";
  constructor(message: string, facts?: ErrorFacts) {
    super("UNSUPPORTED", message, facts);
  }
}

/** Thrown when a transfer ended short, or its checksum differs; no half file is left under its final name. */
export class TransferError extends FootbridgeError {
  override readonly name = "TransferError";
  constructor(message: string, facts?: ErrorFacts) {
    super("TRANSFER", message, facts);
  }
}

/** The class of the errors of each code. */
export interface ErrorByCode {
  readonly INVALID_INPUT: InvalidInputError;
  readonly CONNECTION: ConnectionError;
  readonly DEADLINE: DeadlineError;
  readonly AUTHENTICATION: AuthenticationError;
  readonly PERMISSION_DENIED: PermissionError;
  readonly REFUSED: RefusedError;
  readonly NOT_FOUND: NotFoundError;
  readonly AMBIGUOUS_NAME: AmbiguousNameError;
  readonly HTTP_STATUS: HttpError;
  readonly PROTOCOL: ProtocolError;
  readonly OUTCOME_UNKNOWN: OutcomeUnknownError;
  readonly UNSUPPORTED: UnsupportedByPlatformError;
  readonly TRANSFER: TransferError;
}

/**
 * Tells whether a value is an error of this library, of a given code if one is named.
 *
 * @remarks Works across copies of the package, where `instanceof` does not.
 * @example
 * ```ts
 * try {
 *   await saagie.jobs.get({ project: "Sales", name: "Daily report" });
 * } catch (error) {
 *   if (!isFootbridgeError(error, "NOT_FOUND")) throw error;
 * }
 * ```
 */
export function isFootbridgeError<Code extends ErrorCode>(
  value: unknown,
  code: Code,
): value is ErrorByCode[Code];
export function isFootbridgeError(value: unknown, code?: ErrorCode): value is FootbridgeError;
export function isFootbridgeError(value: unknown, code?: ErrorCode): value is FootbridgeError {
  if (typeof value !== "object" || value === null || !(BRAND in value)) return false;
  return code === undefined || ("code" in value && value.code === code);
}
