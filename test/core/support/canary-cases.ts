import { DescartesStorage } from "../../../src/descartes/index.ts";
import {
  traceFootbridge,
  type ClientOptions,
  type RequestEvent,
  type SpanLike,
  type TracingApi,
  type Warning,
} from "../../../src/index.ts";
import { CANARIES } from "./canaries.ts";
import { listening as hearing } from "../observe/listening.ts";
import { instantClock } from "./clock.ts";
import { client, JOB, json, LOG_IN, well, wire, type Seen } from "./wire.ts";

/** What comes out of one call: its error or result, and all events. */
export type Out = readonly unknown[];

/** Something that answers in place of the platform, and repeats a text. */
export interface Failure {
  readonly kind: string;
  readonly answer: (quoted: string, seen: Seen) => Response | Promise<Response>;
}

/** A call that carries secrets. */
export interface Carrier {
  readonly name: string;
  /** Whether it speaks GraphQL, so that the platform can refuse it in GraphQL's way. */
  readonly graphql: boolean;
  readonly secrets: readonly string[];
  /** Runs the call; `answer` answers what carries the secrets. */
  readonly run: (answer: (seen: Seen) => Response | Promise<Response>) => Promise<Out>;
}

const page = (text: string, status: number): Response =>
  new Response(`<html><title>${text}</title></html>`, { status, headers: { "content-type": "text/html" } });

const STATUSES = [400, 401, 403, 404, 407, 409, 413, 422, 429, 500, 503, 520] as const;

/** Failures of every platform. */
export const HTTP_FAILURES: readonly Failure[] = [
  ...STATUSES.map((status): Failure => ({
    kind: `HTTP ${status} with a text`,
    answer: (quoted) => new Response(`You said ${quoted}.`, { status }),
  })),
  {
    kind: "HTTP 400 with a message in JSON",
    answer: (quoted) => json({ message: `Bad: ${quoted}`, [quoted]: quoted }, { status: 400 }),
  },
  { kind: "HTTP 403 with a page", answer: (quoted) => page(quoted, 403) },
  { kind: "HTTP 502 with a page", answer: (quoted) => page(quoted, 502) },
  { kind: "a page with 200", answer: (quoted) => page(quoted, 200) },
  {
    kind: "a redirect",
    answer: (quoted) =>
      new Response(quoted, {
        status: 302,
        headers: {
          location: `https://elsewhere.invalid/${encodeURIComponent(quoted)}?${encodeURIComponent(quoted)}`,
        },
      }),
  },
  { kind: "JSON that is cut", answer: (quoted) => new Response(`{"data":{"x":${JSON.stringify(quoted)}`) },
  {
    kind: "a connection that breaks",
    answer: () =>
      Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) }),
      ),
  },
];

/** Refusals in GraphQL's own way. */
export const GRAPHQL_FAILURES: readonly Failure[] = [
  {
    kind: "a refusal that quotes",
    answer: (quoted) => json({ data: null, errors: [{ message: `Not valid: ${quoted} is bad` }] }),
  },
  {
    kind: "a refusal that quotes in its fields",
    answer: (quoted) =>
      json({
        data: null,
        errors: [{ message: "Not valid", extensions: { name: quoted, [quoted]: "bad", code: quoted } }],
      }),
  },
  {
    kind: "a refusal of a right that quotes",
    answer: (quoted) =>
      json({ errors: [{ message: `Forbidden for ${quoted}`, extensions: { classification: "FORBIDDEN" } }] }),
  },
  {
    kind: "a refusal that knows no such thing",
    answer: (quoted) => json({ errors: [{ message: `${quoted} does not exist`, path: [quoted] }] }),
  },
  {
    kind: "a refusal with status 400",
    answer: (quoted) => json({ errors: [{ message: `got invalid value ${quoted}` }] }, { status: 400 }),
  },
  {
    kind: "an internal error that quotes",
    answer: (quoted) =>
      json({ errors: [{ message: quoted, extensions: { code: "INTERNAL_SERVER_ERROR" } }] }),
  },
  {
    kind: "a log-in that has ended",
    answer: (quoted) => json({ errors: [{ message: quoted, extensions: { code: "UNAUTHENTICATED" } }] }),
  },
  {
    kind: "throttling that quotes",
    answer: (quoted) => json({ errors: [{ message: `Rate limit of ${quoted} exceeded` }] }),
  },
  {
    kind: "warnings beside data",
    answer: (quoted, { name }) =>
      json({
        data: well({ name } as Seen) ? { job: { id: JOB, name: "x" } } : { x: 1 },
        errors: [
          { message: `Partly: ${quoted}`, path: ["job", quoted, 3], extensions: { [quoted]: quoted } },
        ],
      }),
  },
];

const PROJECT = "11111111-1111-4111-8111-111111111111";

interface Listening {
  readonly out: unknown[];
  readonly options: ClientOptions;
  readonly stop: () => void;
}

function listening(): Listening {
  const out: unknown[] = [];
  const keep = (...told: unknown[]): void => void out.push(told);
  const heard = hearing();
  const stopTracing = traceFootbridge(tracing(keep));
  return {
    out,
    stop: () => {
      heard.stop();
      stopTracing();
      out.push(heard.published);
      // What is not told cannot leak: of every call there has to be some.
      if (heard.published.length < 4) throw new Error("Nothing was published.");
    },
    options: {
      clock: instantClock(),
      retry: { retries: 1 },
      onRequest: (event: RequestEvent) => void out.push(event),
      onWarning: (warning: Warning) => void out.push(warning),
      logger: { debug: keep, info: keep, warn: keep, error: keep },
    },
  };
}

/** Spans that keep whatever they are told. */
function tracing(keep: (...told: unknown[]) => void): TracingApi<SpanLike, object> {
  const startSpan = (...told: unknown[]): SpanLike => {
    keep(...told);
    return { setAttributes: keep, setStatus: keep, end: () => undefined };
  };
  return {
    trace: { getTracer: () => ({ startSpan }), setSpan: (context) => context },
    context: { active: () => ({}) },
  };
}

type Work = (saagie: ReturnType<typeof client>) => Promise<unknown>;

/** A call of Saagie; its log-in is answered well, unless that is what is asked about. */
function saagie(
  name: string,
  secrets: readonly string[],
  work: Work,
  { graphql = true, login = false }: { readonly graphql?: boolean; readonly login?: boolean } = {},
): Carrier {
  return {
    name: `saagie ${name}`,
    graphql: graphql && !login,
    secrets: [...secrets, CANARIES.password, ...(login ? [] : [CANARIES.token])],
    run: async (answer) => {
      const { out, options, stop } = listening();
      const { fetch } = wire((seen) => {
        if ((seen.name === LOG_IN) !== login)
          return seen.name === LOG_IN ? new Response(CANARIES.token) : well(seen);
        return answer(seen);
      });
      const user = client(fetch, { ...options, user: "demo", password: CANARIES.password });
      // What it is answered well is the caller's.
      out.push(
        await work(user).then(
          () => "done",
          (error: unknown) => error,
        ),
        user,
      );
      stop();
      return out;
    },
  };
}

function descartes(
  name: string,
  target: (seen: Seen) => boolean,
  work: (storage: DescartesStorage) => Promise<unknown>,
  secrets: readonly string[] = [CANARIES.uuid, CANARIES.uuidToken],
): Carrier {
  return {
    name: `descartes ${name}`,
    graphql: false,
    secrets,
    run: async (answer) => {
      const { out, options, stop } = listening();
      const { fetch } = wire((seen) => {
        if (target(seen)) return answer(seen);
        if (seen.url.pathname === "/token") return json({ access_token: CANARIES.uuidToken });
        return new Response("", { status: 204 });
      });
      const storage = new DescartesStorage({
        ...options,
        fetch,
        url: "http://127.0.0.1:1/storage/v1",
        iamUrl: "http://127.0.0.1:1",
        clientId: "application",
        refreshToken: CANARIES.uuid,
        tokenCache: false,
      });
      out.push(
        await work(storage).then(
          () => "done",
          (error: unknown) => error,
        ),
        storage,
      );
      stop();
      return out;
    },
  };
}

const isToken = ({ url }: Seen): boolean => url.pathname === "/token";
const isStorage = (seen: Seen): boolean => !isToken(seen);

/** Calls of both platforms, with secrets in whatever they send. */
export const CARRIERS: readonly Carrier[] = [
  saagie("reading a job", [], ({ jobs }) => jobs.get(JOB)),
  saagie("running a job", [], ({ jobs }) => jobs.run(JOB)),
  ...[CANARIES.uuid, CANARIES.spaced].map((value, at) =>
    saagie(`creating a ${at === 0 ? "password" : "variable"}`, [value], ({ environmentVariables }) =>
      environmentVariables.create({ project: PROJECT }, { name: "A", value, isPassword: at === 0 }),
    ),
  ),
  saagie("replacing variables", [CANARIES.uuidToken, CANARIES.short], ({ environmentVariables }) =>
    environmentVariables.replaceAll({ project: PROJECT }, { A: CANARIES.uuidToken, B: CANARIES.short }),
  ),
  saagie("creating Docker credentials", [CANARIES.uuidToken], ({ dockerCredentials }) =>
    dockerCredentials.create(PROJECT, { username: "ada", password: CANARIES.uuidToken }),
  ),
  saagie(
    "creating a user",
    [CANARIES.multi],
    ({ users }) => users.create({ login: "ada", password: CANARIES.multi }),
    {
      graphql: false,
    },
  ),
  saagie(
    "changing a password",
    [CANARIES.uuid, CANARIES.spaced],
    ({ users }) => users.changePassword("ada", { oldPassword: CANARIES.uuid, newPassword: CANARIES.spaced }),
    { graphql: false },
  ),
  saagie("the log-in", [], ({ jobs }) => jobs.get(JOB), { login: true }),
  descartes("the log-in", isToken, (storage) => storage.exists("a"), [CANARIES.uuid]),
  descartes("asking for a blob", isStorage, (storage) => storage.exists("a")),
  descartes("listing", isStorage, (storage) => storage.list()),
  descartes("reading", isStorage, (storage) => storage.getText("a")),
  descartes("deleting", isStorage, (storage) => storage.delete("a")),
  descartes("asking for a signed URL", isStorage, (storage) => storage.getSignedUrl("a")),
];
