import { Agave, type AgaveOptions } from "../../../src/agave/index.ts";

/** A request as the platform saw it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
}

/** What is answered: a result for the envelope, or a whole answer. */
export type Answer = Response | { readonly result: unknown };

/** A client of a platform whose answers a test gives. */
export interface Scripted {
  readonly agave: Agave;
  readonly asked: readonly Asked[];
}

/** Wraps a result as the services do. */
export function envelope(result: unknown, status = 200): Response {
  return Response.json({ status: "success", message: null, version: "2.2.27", result }, { status });
}

/** Connects a client to a function that answers. */
export function scripted(
  answer: (request: Asked) => Answer | Promise<Answer>,
  options: AgaveOptions = { token: "access-token" },
): Scripted {
  const asked: Asked[] = [];
  const send: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const seen: Asked = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await request.text(),
    };
    asked.push(seen);
    const given = await answer(seen);
    return given instanceof Response ? given : envelope(given.result);
  };
  const agave = new Agave({ baseUrl: "https://api.example.org", fetch: send, ...options });
  return { agave, asked };
}

/** A clock whose time passes as fast as anybody waits. */
export function quickClock(): NonNullable<AgaveOptions["clock"]> {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
      // Others get their turn.
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}
