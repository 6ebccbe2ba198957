import { createRequest, type Client, type OperationResult } from "@urql/core";
import type { DocumentNode } from "graphql";
import { pipe, take, toPromise } from "wonka";
import { deadline } from "./watch/deadline.ts";
import {
  addHint,
  ConnectionError,
  isFootbridgeError,
  OutcomeUnknownError,
  type FootbridgeError,
} from "./errors.ts";
import { withCall, type CallContext, type PlatformWords } from "./exchanges/call-context.ts";
import { letRepeat } from "./retry/lost-write.ts";
import type { Operation, OperationFacts } from "./operation.ts";
import type { CallOptions, Settings } from "./options.ts";
import { isOutcomeUnknown, type RetryBudget } from "./retry/retry-table.ts";
import { unwrap, unwrapBatch, type UnwrapOptions } from "./unwrap.ts";
import { raceAbort } from "./concurrency/race-abort.ts";

/** What {@link run} needs of the client around it. */
export interface RunContext {
  readonly platform: PlatformWords;
  readonly client: Client;
  readonly budget: RetryBudget;
  readonly settings: Settings;
}

/**
 * Options of one run: a caller's, plus `transfer` for calls whose body is large: these have no limit for the whole; and
 * `raw`, where all that came is asked for.
 */
export interface RunOptions extends CallOptions {
  readonly transfer?: boolean;
  readonly raw?: boolean;
}

/** One run's variables, perhaps still to be looked up, and its options. */
export interface RunRequest<Variables> {
  /** Given the options for look-ups, which count towards the limit of the run. */
  readonly variables: (options: CallOptions) => Variables | Promise<Variables>;
  readonly options: RunOptions;
}

// urql shares the source of equal queries; every call of ours is its own, so that one abort ends one call.
let lastKey = 0;

/**
 * Runs one operation and returns the value of its root field, or all of `data` where it has no one root field.
 *
 * @throws the errors of `errors.ts`; the signal's reason on abort.
 */
export async function run<Result, Variables>(
  context: RunContext,
  operation: Operation<Result, Variables>,
  { variables, options }: RunRequest<Variables>,
): Promise<Result> {
  const request = { operation, document: await documentOf(operation), variables, options };
  return send(context, request, (result) =>
    unwrap(result, unwrapOptions(context, options)),
  ) as Promise<Result>;
}

/** Which things one run reads, with the variables that are the same for all. */
export interface BatchRequest {
  readonly ids: readonly string[];
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  readonly options: RunOptions;
}

/**
 * Reads many things in one request, through the operation that reads one. What does not exist is left out; an error that
 * belongs to one of them stands in its place.
 */
export async function runBatch<Result, Variables>(
  context: RunContext,
  operation: Operation<Result, Variables>,
  { ids, shared, options }: BatchRequest,
): Promise<ReadonlyMap<string, Result | FootbridgeError>> {
  if (ids.length === 0) return new Map();
  // Loaded when it is first asked for: only waits and exports read so.
  const { batchRead } = await import("./concurrency/batch.ts");
  const { document, variables, aliases } = batchRead(await documentOf(operation), ids, shared);
  const request = { operation, document, variables: () => variables, options };
  return send(context, request, (result) => {
    const outcomes = unwrapBatch(result, aliases, unwrapOptions(context, options));
    const found = ids
      .map((id, at) => [id, outcomes[at]] as const)
      .filter(([, outcome]) => outcome !== undefined);
    return new Map(found as readonly (readonly [string, Result | FootbridgeError])[]);
  });
}

// Loaded once: `import()` asks its way through the module system each time, which takes as long as a request in places.
const documents = new WeakMap<OperationFacts, DocumentNode>();

async function documentOf<Result, Variables>(operation: Operation<Result, Variables>): Promise<DocumentNode> {
  const document = documents.get(operation) ?? (await operation.document());
  documents.set(operation, document);
  return document;
}

function unwrapOptions(
  { platform, settings }: RunContext,
  { strict = settings.strict, raw = false }: RunOptions,
): UnwrapOptions {
  return { platform: platform.name, strict, raw, onWarning: settings.onWarning };
}

interface Request extends RunRequest<unknown> {
  readonly operation: OperationFacts;
  readonly document: DocumentNode;
}

/** The only caller of urql. */
async function send<T>(
  context: RunContext,
  { operation, document, variables, options }: Request,
  read: (result: OperationResult) => T,
): Promise<T> {
  const { client, settings, platform } = context;
  const limit = deadline(options, options.transfer ? undefined : settings.timeoutMs);
  const { signal } = limit;
  let isHeld = false;
  const keepAlive = (): (() => void) => {
    isHeld = true;
    return limit.end;
  };
  const call: CallContext = {
    id: crypto.randomUUID().replaceAll("-", ""),
    platform,
    operation,
    signal,
    headers: {},
    attempts: [],
    effect: { mayHaveHappened: false, lost: false },
    ...(options.raw ? { raw: true } : {}),
    keepAlive,
  };
  try {
    signal.throwIfAborted();
    const settled = await variables({
      signal,
      ...(options.strict === undefined ? {} : { strict: options.strict }),
    });
    if (operation.safety !== "read") platform.secrets.remember([settled, operation.literals]);
    lastKey += 1;
    const urqlOperation = client.createRequestOperation(
      operation.safety === "read" ? "query" : "mutation",
      // The variables are added afterwards: urql would write them out for a key that is ours anyway.
      { query: known(operation, document), variables: settled as Record<string, unknown>, key: lastKey },
      withCall(call),
    );
    const source = client.executeRequestOperation(urqlOperation);
    return read(await raceAbort(pipe(source, take(1), toPromise), signal));
  } catch (error) {
    isHeld = false;
    // The caller's own reason goes back untouched, even where it is an error of this library.
    const isOwnReason = options.signal?.aborted === true && error === options.signal.reason;
    if (!isFootbridgeError(error) || isOwnReason) throw error;
    const whole = completed(error, call);
    if (whole !== error) lostWrite(whole, context, { call, signal: options.signal });
    throw whole;
  } finally {
    if (!isHeld) limit.end();
  }
}

/** The document as urql is given it: ours are known to it, while one of the caller's own it would keep for ever. */
function known({ field }: OperationFacts, document: DocumentNode): DocumentNode {
  return field === undefined ? document : createRequest(document, {}).query;
}

/** What became of a write is not known: that is logged, and whoever finds out may go by what the client allows. */
function lostWrite(
  lost: FootbridgeError,
  { settings, budget }: RunContext,
  { call, signal }: { readonly call: CallContext; readonly signal: AbortSignal | undefined },
): void {
  const { log } = settings;
  const { code, status, attempts } = lost;
  const reason = attempts.at(-1)?.failure;
  log?.("error", call, { what: "the answer was lost", code, status, attempt: attempts.length, reason });
  letRepeat(lost, { ...settings, budget, signal, log: log && ((line) => log("warn", call, line)) });
}

/** Adds what only the run knows to an error, and tells a lost write from a failed one. */
function completed(error: FootbridgeError, call: CallContext): FootbridgeError {
  const { operation, attempts, effect, platform } = call;
  const { name, safety } = operation;
  // An error of a call on the way, such as a log-in, is told as it is: callers who share that call share the error.
  if (error.operation !== undefined && error.operation !== name) return error;
  Object.assign(error, {
    platform: error.platform ?? platform.name,
    operation: name,
    attempts: attempts.length > 0 ? [...attempts] : error.attempts,
  });
  const isLost = effect.mayHaveHappened && (isOutcomeUnknown(error) || isFootbridgeError(error, "DEADLINE"));
  if (safety === "write" && isLost) return outcomeUnknown(error, name);
  if (safety === "idempotent" && (isLost || effect.lost))
    return addHint(error, "It may have taken effect all the same; to repeat it does no harm.");
  return error;
}

function outcomeUnknown(error: FootbridgeError, name: string): OutcomeUnknownError {
  const { platform, status, requestId } = error;
  const isSilent = error instanceof ConnectionError || isFootbridgeError(error, "DEADLINE");
  const what = isSilent
    ? `The answer to ${name} was lost.`
    : `What came in answer to ${name} does not tell whether it was done.`;
  return new OutcomeUnknownError(what, {
    ...(platform === undefined ? {} : { platform }),
    operation: name,
    attempts: error.attempts.length > 0 ? error.attempts : [{ failure: error.code }],
    cause: error,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
    hint: "It may have taken effect: look before you repeat it.",
  });
}
