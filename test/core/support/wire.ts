import { Saagie, type ConnectOptions } from "../../../src/saagie/index.ts";
import { formOf, isForm } from "./sent-form.ts";

/** A request as a platform sees it. */
export interface Seen {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  /** The name of the GraphQL operation, or the path. */
  readonly name: string;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

/** A `fetch` that answers by a script, and what it was asked. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  readonly seen: readonly Seen[];
  /** The names of what was asked, log-ins left out. */
  names(): readonly string[];
  count(name: string): number;
}

/** The path of the token call. */
export const LOG_IN = "/authentication/api/open/authenticate";

/** Answers requests; log-ins get a token of their own each, unless the script answers them. */
export function wire(script: (seen: Seen) => Response | undefined | Promise<Response | undefined>): Wire {
  const all: Seen[] = [];
  const names = (): readonly string[] => all.map(({ name }) => name);
  return {
    seen: all,
    names: () => names().filter((name) => name !== LOG_IN),
    count: (wanted) => names().filter((name) => name === wanted).length,
    fetch: async (input, init) => {
      const seen = await read(new Request(input).url, init);
      all.push(seen);
      const answer = await script(seen);
      if (answer !== undefined) return answer;
      return new Response(`token-${names().filter((name) => name === LOG_IN).length}`);
    },
  };
}

async function read(address: string, init: RequestInit | undefined): Promise<Seen> {
  const url = new URL(address);
  const given = init?.body ?? undefined;
  const body = isForm(given) ? await formOf(given) : given;
  const text = body instanceof FormData ? body.get("operations") : body;
  const query = typeof text === "string" ? /(?:query|mutation) (\w+)/u.exec(text)?.[1] : undefined;
  return {
    url,
    method: init?.method ?? "GET",
    headers: new Headers(init?.headers),
    name: query ?? url.pathname,
    body,
    signal: init?.signal ?? new AbortController().signal,
  };
}

/** A GraphQL answer, or anything else as JSON. */
export function json(value: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(value), {
    ...init,
    headers: { "content-type": "application/json", ...(init.headers as Record<string, string> | undefined) },
  });
}

/** Never answers, but ends with the signal, as a `fetch` does. */
export function silence({ signal }: Pick<Seen, "signal">): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

export const JOB = "0db6d0a7-ad4b-45cd-8082-913a192daa25";
export const RUN = "a7f89b17-e078-46ab-ba48-be4fae8dd606";

/** What a job, a run and a stopped run look like, as far as anybody looks. */
const DATA: Readonly<Record<string, unknown>> = {
  JobsGet: { job: { id: JOB, name: "Daily report" } },
  JobsRun: { runJob: { id: RUN, status: "REQUESTED" } },
  JobsStop: { stopJobInstance: { id: RUN, status: "KILLING" } },
  PlatformInfo: { platform: { id: 1, name: "demo" } },
};

/** The answer of a platform on which everything is well. */
export function well({ name }: Seen): Response | undefined {
  return name in DATA ? json({ data: DATA[name] }) : undefined;
}

/** A client over a `fetch`. */
export function client(
  fetch: typeof globalThis.fetch | undefined,
  options: ConnectOptions = {},
  url = "http://127.0.0.1:1",
): Saagie {
  return new Saagie({
    url,
    platform: 1,
    realm: "demo",
    platformVersion: "2024.05",
    ...(options.token === undefined ? { user: "demo", password: "correct horse" } : {}),
    ...(fetch === undefined ? {} : { fetch }),
    ...options,
  });
}
