import { BodyTorn, ConnectionBroken, fetchFailed, tornResponse } from "./connection.ts";

/** A function with the signature of the global `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Answers a request or throws {@link ConnectionBroken} or {@link BodyTorn}. */
export type Handler = (request: Request) => Promise<Response>;

/**
 * Makes a `fetch` that reaches some base URLs, without a socket, and nothing else.
 *
 * @remarks It fails as Node's `fetch` does: `TypeError: fetch failed` with a `cause` that has a `code`, and
 * the signal's reason when it is aborted, also while a body is on its way in either direction.
 */
export function inProcessFetch(baseUrls: () => readonly string[], handle: Handler): Fetch {
  return async (input, init) => {
    init?.signal?.throwIfAborted();
    const request = new Request(input, streaming(await settled(init)));
    const { signal } = request;
    signal.throwIfAborted();
    const origins = baseUrls().map((url) => new URL(url).origin);
    if (!origins.includes(new URL(request.url).origin)) {
      throw fetchFailed("ECONNREFUSED", `connect ECONNREFUSED: only ${origins.join(", ")} is emulated`);
    }
    const response = await untilAborted(answer(guardBody(request, signal), handle), signal);
    return response.body === null ? response : new Response(guard(response.body, signal), response);
  };
}

/** A form whose files have been read: a file that cannot be is told here, not lost inside Node's stream of the form. */
async function inMemory(form: FormData): Promise<FormData> {
  const read = new FormData();
  for (const [name, value] of form) {
    if (typeof value === "string") read.append(name, value);
    else read.append(name, await new Response(value.stream()).blob(), value.name);
  }
  return read;
}

/** A form as bytes: Node's own stream of one fails, unseen by anybody, when it is left in the middle. */
async function settled(init: RequestInit | undefined): Promise<RequestInit | undefined> {
  if (!(init?.body instanceof FormData)) return init;
  const form = new Response(await inMemory(init.body));
  const headers = new Headers(init.headers);
  headers.set("content-type", form.headers.get("content-type") ?? "multipart/form-data");
  const body = form.arrayBuffer();
  return { ...init, headers, body: await (init.signal ? untilAborted(body, init.signal) : body) };
}

async function answer(request: Request, handle: Handler): Promise<Response> {
  try {
    return await handle(request);
  } catch (error) {
    if (error instanceof ConnectionBroken) throw fetchFailed("ECONNRESET", "read ECONNRESET");
    if (error instanceof BodyTorn) return tornResponse(error);
    throw error;
  }
}

/** Node wants to be told that a request with a stream is sent before its answer is read. */
interface StreamingInit extends RequestInit {
  readonly duplex: "half";
}

function streaming(init: RequestInit | undefined): RequestInit | undefined {
  if (!(init?.body instanceof ReadableStream)) return init;
  const told: StreamingInit = { duplex: "half", ...init };
  return told;
}

/** A request whose body ends with the signal: otherwise an aborted upload would be read to its end. */
function guardBody(request: Request, signal: AbortSignal): Request {
  if (request.body === null) return request;
  const guarded: StreamingInit = { body: guard(request.body, signal), duplex: "half" };
  return new Request(request, guarded);
}

/** Passes a stream on until the signal is aborted, then fails with its reason and lets the source go. */
function guard(source: ReadableStream<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let onAbort: (() => void) | undefined;
  const end = (): void => {
    if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        onAbort = () => {
          controller.error(signal.reason);
          reader.cancel(signal.reason).catch(() => undefined);
        };
        signal.addEventListener("abort", onAbort, { once: true });
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (signal.aborted) return;
          if (!done) return controller.enqueue(value);
          end();
          controller.close();
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      cancel(reason) {
        end();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
