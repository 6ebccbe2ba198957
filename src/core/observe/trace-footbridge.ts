import { diagnosticsChannel } from "./channels.ts";
import type { CallMessage, RequestMessage } from "./messages.ts";

/** What is set on spans. */
type Attributes = Readonly<Record<string, string | number>>;

/** A span of OpenTelemetry, as far as it is used here. */
export interface SpanLike {
  setAttributes(attributes: Record<string, string | number>): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/** A tracer of OpenTelemetry, as far as it is used here. `Context` is whatever the API passes around. */
export interface TracerLike<Span extends SpanLike, Context> {
  startSpan(
    name: string,
    options: { kind: number; attributes: Record<string, string | number> },
    context: Context,
  ): Span;
}

/** The API of OpenTelemetry, as far as it is used here: the package `@opentelemetry/api` is one. */
export interface TracingApi<Span extends SpanLike, Context> {
  readonly trace: {
    getTracer(name: string): TracerLike<Span, Context>;
    setSpan(context: Context, span: Span): Context;
  };
  readonly context: { active(): Context };
}

// Of OpenTelemetry's enums, which a program without it does not have.
const INTERNAL = 0;
const CLIENT = 2;
const ERROR = 2;

/**
 * Makes spans of OpenTelemetry of what all clients of this process do: one of each call of a method, below the span that is
 * active where it is called, and below that one of each request. Nothing in them is secret.
 *
 * @param api - the module `@opentelemetry/api`, of the version that the program sets up
 * @returns what ends it. Outside Node, where there are no channels to listen to, nothing is made.
 * @example
 * ```ts
 * import * as api from "@opentelemetry/api";
 * import { traceFootbridge } from "footbridge";
 *
 * const stop = traceFootbridge(api);
 * ```
 */
export function traceFootbridge<Span extends SpanLike, Context>(api: TracingApi<Span, Context>): () => void {
  const tracer = api.trace.getTracer("footbridge");
  const spans = new WeakMap<object, Span>();
  // By the id: requests know the call that they belong to by nothing else.
  const calls = new Map<string, Context>();
  const end = (message: CallMessage | RequestMessage, attributes: Attributes, failure?: string): void => {
    const span = spans.get(message);
    span?.setAttributes({ ...attributes, ...(failure === undefined ? {} : { "error.type": failure }) });
    if (failure !== undefined) span?.setStatus({ code: ERROR, message: failure });
    span?.end();
  };
  const endCall = (message: CallMessage): void => {
    calls.delete(message.callId);
    end(message, {}, message.code);
  };
  const endRequest = (message: RequestMessage): void => end(message, answerOf(message), failureOf(message));
  return listenAll([
    [
      "call:start",
      (message: CallMessage) => {
        const { platform, method, callId } = message;
        const attributes = { "code.function.name": method, "footbridge.platform": platform };
        const context = api.context.active();
        const span = tracer.startSpan(`${platform} ${method}`, { kind: INTERNAL, attributes }, context);
        spans.set(message, span);
        calls.set(callId, api.trace.setSpan(context, span));
      },
    ],
    ["call:end", endCall],
    ["call:error", endCall],
    [
      "request:start",
      (message: RequestMessage) => {
        const name = `${message.httpMethod} ${message.operation}`;
        const options = { kind: CLIENT, attributes: { ...questionOf(message) } };
        const context = calls.get(message.callId) ?? api.context.active();
        spans.set(message, tracer.startSpan(name, options, context));
      },
    ],
    ["request:end", endRequest],
    ["request:error", endRequest],
  ]);
}

/** A listener of a channel, whose messages are of one kind. */
type Listened = readonly [event: string, listener: (message: never) => void];

function listenAll(listened: readonly Listened[]): () => void {
  const diagnostics = diagnosticsChannel();
  for (const [event, listener] of listened)
    diagnostics?.subscribe(`footbridge:${event}`, listener as (message: unknown) => void);
  return () => {
    for (const [event, listener] of listened)
      diagnostics?.unsubscribe(`footbridge:${event}`, listener as (message: unknown) => void);
  };
}

/** Of a request that is sent, in the words of the semantic conventions. */
function questionOf(message: RequestMessage): Attributes {
  const { platform, operation, endpoint, httpMethod, host, port, attempt, requestBytes } = message;
  return {
    "http.request.method": httpMethod,
    "footbridge.platform": platform,
    "footbridge.operation": operation,
    "footbridge.endpoint": endpoint,
    ...(host === undefined || port === undefined ? {} : { "server.address": host, "server.port": port }),
    ...(attempt > 1 ? { "http.request.resend_count": attempt - 1 } : {}),
    ...(requestBytes === undefined ? {} : { "http.request.body.size": requestBytes }),
  };
}

function answerOf({ status, responseBytes }: RequestMessage): Attributes {
  return {
    ...(status === undefined ? {} : { "http.response.status_code": status }),
    ...(responseBytes === undefined ? {} : { "http.response.body.size": responseBytes }),
  };
}

/** What the conventions take for an error: no whole answer, or a status that says no. */
function failureOf({ code, status = 0 }: RequestMessage): string | undefined {
  return code ?? (status >= 400 ? String(status) : undefined);
}
