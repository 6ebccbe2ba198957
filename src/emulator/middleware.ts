import type { Context, MiddlewareHandler, Next } from "hono";
import type { VirtualClock } from "./clock.ts";
import { ConnectionBroken, tear } from "./connection.ts";
import type { Faults } from "./faults/faults.ts";
import type { Fault } from "./faults/fault.ts";
import { redact, type RequestLogEntry } from "./request-log.ts";

/** What a platform finds out about a request before it answers, for the request log and the faults. */
export interface Call {
  readonly endpoint: string;
  /** The name for the log. */
  readonly operation?: string;
  /** All names by which a fault may mean this request. */
  readonly operations: readonly string[];
  readonly variables?: unknown;
}

/** The Hono environment of every emulated platform. */
export interface CallEnvironment {
  Variables: { call?: Call };
}

/** One `/` wherever a client wrote several: some clients join a base URL and a path that both have one. */
export function singleSlashes(path: string): string {
  return path.replace(/\/{2,}/g, "/");
}

/** How many requests are remembered: an emulator may listen for days. */
const LOG_LENGTH = 100_000;

/** Writes every request to the log once its answer is known, also when there is none. */
export function requestLogging(
  log: RequestLogEntry[],
  clock: VirtualClock,
): MiddlewareHandler<CallEnvironment> {
  return async (c, next) => {
    const at = clock.now();
    let status = 0;
    try {
      await next();
      status = c.res.status;
    } finally {
      log.push(entryOf(c, at, status));
      if (log.length > LOG_LENGTH) log.splice(0, log.length - LOG_LENGTH);
    }
  };
}

function entryOf(c: Context<CallEnvironment>, at: number, status: number): RequestLogEntry {
  const call = c.get("call");
  const userAgent = c.req.header("user-agent");
  const requestGroup = c.req.header("x-request-group");
  return {
    at,
    method: c.req.method,
    path: c.req.path,
    endpoint: call?.endpoint ?? "unknown",
    ...(call?.operation !== undefined && { operation: call.operation }),
    status,
    ...(userAgent !== undefined && { userAgent }),
    ...(requestGroup !== undefined && { requestGroup }),
    ...(call?.variables !== undefined && { variables: redact(call.variables) }),
  };
}

/** Commits the faults that are waiting for a request like this one. */
export function faultInjection(faults: Faults, clock: VirtualClock): MiddlewareHandler<CallEnvironment> {
  return async (c, next) => {
    const { operations = [], operation } = c.get("call") ?? {};
    const fault = faults.take({
      method: c.req.method,
      path: c.req.path,
      operations,
      ...(operation !== undefined && { operationName: operation }),
    });
    if (fault === undefined) {
      await next();
      return undefined;
    }
    if (fault.latencyMs !== undefined) await clock.sleepAtWork(fault.latencyMs, c.req.raw.signal);
    const answer = await commit(fault, c, next);
    if (fault.slowMs !== undefined && answer === undefined) c.res = slowed(c.res, fault.slowMs, clock);
    return answer;
  };
}

/** An answer whose body comes piece by piece, each after a wait. */
function slowed(response: Response, ms: number, clock: VirtualClock): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        await clock.sleep(ms);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, response);
}

async function commit(fault: Fault, c: Context<CallEnvironment>, next: Next): Promise<Response | undefined> {
  if (fault.reset === "before") throw new ConnectionBroken("broken before the request had any effect");
  if (fault.graphqlErrors !== undefined) return refuseInGraphQL(fault, fault.graphqlErrors);
  if (fault.status !== undefined) {
    return new Response(fault.body ?? "an injected fault", {
      status: fault.status,
      headers: headersOf(fault),
    });
  }
  if (fault.cutUpload !== undefined) c.req.raw = cutOff(c.req.raw, fault.cutUpload);
  await next();
  if (fault.reset === "after") throw new ConnectionBroken("broken after the request had its effect");
  if (fault.tear !== undefined) throw await tear(c.res, fault.tear);
  if (fault.retryAfter !== undefined) c.res.headers.set("retry-after", String(fault.retryAfter));
  for (const [name, value] of Object.entries(fault.headers ?? {})) c.res.headers.set(name, value);
  return undefined;
}

/** An answer as a platform gives it that has not done what it was asked for. */
function refuseInGraphQL(fault: Fault, failures: Exclude<Fault["graphqlErrors"], undefined>): Response {
  const list = typeof failures === "string" ? [failures] : failures;
  const errors = list.map((failure) => (typeof failure === "string" ? { message: failure } : failure));
  const headers = headersOf({ ...fault, body: "{}" });
  return Response.json({ data: null, errors }, { status: fault.status ?? 200, headers });
}

/** A request whose body breaks off. */
function cutOff(request: Request, bytes: number): Request {
  if (request.body === null) return request;
  const reader = request.body.getReader();
  let left = bytes;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // Not together with the last bytes: a stream that fails lets go of what has not been read.
        if (left <= 0) {
          controller.error(new ConnectionBroken("broken while the request was arriving"));
          await reader.cancel().catch(() => undefined);
          return;
        }
        const { done, value } = await reader.read();
        if (done) return controller.close();
        controller.enqueue(value.subarray(0, left));
        left -= value.byteLength;
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  // From its parts: what a server hands over may only look like a request.
  const { method, headers, signal } = request;
  const init: RequestInit & { readonly duplex: "half" } = { method, headers, signal, body, duplex: "half" };
  return new Request(request.url, init);
}

function headersOf({ body, retryAfter, headers: more }: Fault): Headers {
  const headers = new Headers({
    "content-type": body?.startsWith("{") === true ? "application/json" : "text/plain",
    ...more,
  });
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  return headers;
}
