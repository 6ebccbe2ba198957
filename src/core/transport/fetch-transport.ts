import { LONGEST_TIMER_MS } from "../watch/clock.ts";
import { ConnectionError, InvalidInputError, isFootbridgeError } from "../errors.ts";
import { encodeMultipart } from "../http/multipart.ts";
import { OpaqueRedirectError } from "./opaque-redirect-error.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";
import { isVirtual } from "../content/virtual-blob.ts";
import { webStream } from "../content/web-stream.ts";
import { raceAbort } from "../concurrency/race-abort.ts";

/**
 * A {@link Transport} over a WHATWG `fetch`: the caller's own, an emulator's, or the runtime's.
 *
 * @remarks `fetch` cannot tell connecting, sending and waiting apart: they share the sum of their limits, and a file is given
 * time to be sent on top. A failure counts as possibly sent.
 */
export function fetchTransport(fetch: typeof globalThis.fetch): Transport {
  return async (request) => {
    const watch = watchProgress(request);
    const { headers, body } = encoded(request);
    try {
      const response = await watch.race(
        // `window: null` with `redirect: "error"` keeps Node from teeing the body: memory stays constant.
        fetch(request.url, {
          method: request.method,
          headers,
          ...(body === undefined ? {} : { body, duplex: "half" }),
          redirect: request.expectsRedirect || isReplayable(body) ? "manual" : "error",
          window: null,
          signal: watch.signal,
        }),
      );
      // What a browser makes of a redirect that it was told not to follow.
      if (response.type === "opaqueredirect") throw new OpaqueRedirectError();
      return toTransportResponse(response, watch);
    } catch (error) {
      watch.end();
      throw asConnectionError(error, watch.signal, "send");
    }
  };
}

interface Encoded extends Pick<TransportRequest, "headers"> {
  readonly body: Exclude<TransportRequest["body"], FormData>;
}

/** A form as bytes: a `fetch` from elsewhere knows its own `FormData` only, and would send the name of ours. */
function encoded({ headers, body }: TransportRequest): Encoded {
  if (body instanceof Blob && isVirtual(body)) return { headers, body: body.stream() };
  if (!(body instanceof FormData)) return { headers, body };
  const { contentType, pieces } = encodeMultipart(body);
  const isInside = !pieces.some((piece) => piece instanceof Blob && isVirtual(piece));
  return {
    headers: { ...headers, "content-type": contentType },
    body: isInside ? new Blob(pieces as BlobPart[], { type: contentType }) : webStream(bytesOf(pieces)),
  };
}

async function* bytesOf(pieces: readonly (Uint8Array | Blob)[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of pieces) {
    if (!(piece instanceof Blob)) {
      yield piece;
      continue;
    }
    // By hand: not every runtime iterates streams.
    const reader = piece.stream().getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  }
}

function isReplayable(body: TransportRequest["body"]): boolean {
  return body === undefined || typeof body === "string";
}

interface ProgressWatch {
  readonly signal: AbortSignal;
  race<T>(work: Promise<T>): Promise<T>;
  /** A byte is due: the idle limit starts. */
  due(): void;
  /** Nothing is asked for at present, so nothing can be late. */
  rest(): void;
  end(): void;
}

/** One controller that the caller's signal and the stage limits abort. */
function watchProgress({ signal, limits, body }: TransportRequest): ProgressWatch {
  const controller = new AbortController();
  const end = (): void => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  };
  const stop = (reason: unknown): void => {
    end();
    controller.abort(reason);
  };
  const onAbort = (): void => stop(signal.reason);
  const startTimer = (phase: "send" | "receive", ms: number): ReturnType<typeof setTimeout> =>
    setTimeout(() => {
      const missing = phase === "send" ? "answer" : "byte";
      stop(new ConnectionError(`No ${missing} within ${Math.round(ms)} ms.`, { phase, sent: true }));
    }, ms);
  const firstMs = limits.connectTimeoutMs + limits.firstByteTimeoutMs + sendingMs(body);
  let timer = startTimer("send", Math.min(firstMs, LONGEST_TIMER_MS));
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    race: (work) => raceAbort(work, controller.signal),
    rest: () => clearTimeout(timer),
    due: () => {
      clearTimeout(timer);
      if (!controller.signal.aborted) timer = startTimer("receive", limits.idleTimeoutMs);
    },
    end,
  };
}

// What a slow line sends in a millisecond. It only keeps a dead connection from being waited for without end.
const SLOW_BYTES_PER_MS = 32;

/** The time that a file may take to be sent. */
function sendingMs(body: TransportRequest["body"]): number {
  if (body === undefined || typeof body === "string") return 0;
  if (body instanceof ReadableStream) return Infinity;
  const files = body instanceof Blob ? [body] : [...body.values()];
  return (
    files.reduce((sum, file) => sum + (file instanceof Blob ? file.size : file.length), 0) / SLOW_BYTES_PER_MS
  );
}

function toTransportResponse(response: Response, watch: ProgressWatch): TransportResponse {
  watch.rest();
  const body = toWebStream(response.body);
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    text: () => readText(watchedStream(body, watch)),
    stream: () => watchedStream(body, watch),
    discard: () => {
      watch.end();
      void body?.cancel().catch(() => undefined);
    },
  };
}

/**
 * The body as a web stream: some `fetch` functions, such as node-fetch, give a stream of Node's.
 *
 * @throws {@link InvalidInputError} when it is neither.
 */
function toWebStream(body: unknown): ReadableStream<Uint8Array> | null {
  if (body === null || body === undefined) return null;
  if (typeof body === "object" && "getReader" in body) return body as ReadableStream<Uint8Array>;
  if (typeof body === "object" && Symbol.asyncIterator in body)
    return webStream(body as AsyncIterable<Uint8Array>);
  throw new InvalidInputError(
    "The fetch that was given answers with a body that cannot be read as a stream.",
    {
      hint: "Give a fetch of the WHATWG's kind, such as the runtime's own.",
    },
  );
}

/** The body as text, read piece by piece: only silence is limited, not length. */
async function readText(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    parts.push(decoder.decode(piece.value, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

/** The body, chunk by chunk, as the reader asks for it. */
function watchedStream(
  body: ReadableStream<Uint8Array> | null,
  watch: ProgressWatch,
): ReadableStream<Uint8Array> {
  const reader = (body ?? new Blob([]).stream()).getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          watch.due();
          const { done, value } = await watch.race(reader.read());
          watch.rest();
          if (done) {
            watch.end();
            controller.close();
          } else controller.enqueue(value);
        } catch (error) {
          watch.end();
          void reader.cancel().catch(() => undefined);
          controller.error(asConnectionError(error, watch.signal, "receive"));
        }
      },
      async cancel(reason) {
        watch.end();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function asConnectionError(error: unknown, signal: AbortSignal, phase: "send" | "receive"): unknown {
  if (signal.aborted) return signal.reason;
  if (isFootbridgeError(error)) return error;
  if (error instanceof Error && error.cause instanceof Error && /redirect/u.test(error.cause.message))
    return new OpaqueRedirectError();
  const code = codeOf(error);
  const what =
    phase === "send" ? "The platform could not be reached, or the connection broke" : "The answer broke off";
  return new ConnectionError(`${what}${code === undefined ? "" : ` (${code})`}.`, {
    phase,
    sent: true,
    cause: error,
  });
}

/** The system's word for a failure, e.g. `ECONNRESET`; runtimes hide it at different depths. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string" && /^[A-Z][A-Z0-9_]+$/u.test(error.code))
    return error.code;
  return codeOf(error.cause);
}
