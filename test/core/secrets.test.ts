import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RequestEvent, Warning } from "../../src/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { loopback } from "../node/loopback.ts";
import { instantClock } from "./support/clock.ts";
import { binding, madeUpPlatform, operation, type MadeUp } from "./support/made-up-platform.ts";
import { failure, rejection } from "./support/rejection.ts";
import { client, JOB, json, LOG_IN, well, wire, type Seen } from "./support/wire.ts";

// Every secret of these tests sings.
const CANARY = /CANARY|Q0FOQVJZ/u;
const SECRETS = {
  password: 'CANARY-pass"w\\ord',
  token: "CANARY-token",
  variable: "CANARY-variable: p@ss word/é",
  login: "CANARY-login",
  header: "CANARY-header",
  content: "CANARY-content",
};

const METHODS = ["log", "info", "warn", "error", "debug", "trace"] as const;
const written: unknown[] = [];

beforeEach(() => {
  for (const method of METHODS)
    vi.spyOn(console, method).mockImplementation((...words) => void written.push(words));
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((words) => written.push(words) > 0);
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(written.splice(0)).toEqual([]);
});

/** Everything that can be seen of a value. */
function shown(value: unknown): string {
  const causes: unknown[] = [];
  for (let at = value; at instanceof Error; at = at.cause) causes.push(at.name, at.message, at.stack);
  return [
    String(value),
    JSON.stringify(value),
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    inspect({ nested: [value] }, { depth: 20 }),
    JSON.stringify(causes),
  ].join("\n");
}

function expectSilence(...values: readonly unknown[]): void {
  for (const value of values) expect(shown(value)).not.toMatch(CANARY);
}

function textOf(body: unknown): string {
  const text = body instanceof FormData ? body.get("operations") : body;
  return typeof text === "string" ? text : "";
}

/** What a hostile platform says: everything that it was told. */
function echo({ headers, body, url }: Seen): string {
  const told = [headers.get("authorization"), headers.get("x-key"), url.search, url.pathname];
  const text = textOf(body);
  const { variables = {}, ...rest } = (text.startsWith("{") ? JSON.parse(text) : {}) as Record<
    string,
    unknown
  >;
  const strings: string[] = [];
  JSON.stringify([variables, rest], (key, value: unknown) => {
    if (key !== "query" && typeof value === "string")
      strings.push(value, JSON.stringify(value), encodeURIComponent(value));
    return value;
  });
  return [...told, ...strings].filter((word) => word).join(" ");
}

const ECHOES: Readonly<Record<string, (seen: Seen) => Response | Promise<Response>>> = {
  "a short text": (seen) => new Response(`You said ${echo(seen)}`.slice(0, 199), { status: 500 }),
  "a short text beside a 401": (seen) => new Response(echo(seen).slice(0, 150), { status: 401 }),
  "a short text beside a 403": (seen) => new Response(echo(seen).slice(0, 150), { status: 403 }),
  "a short text beside a 404": (seen) => new Response(echo(seen).slice(0, 150), { status: 404 }),
  "a message in JSON": (seen) => json({ message: echo(seen).slice(0, 150) }, { status: 400 }),
  "a page": (seen) => new Response(`<html>${echo(seen)}</html>`),
  "JSON that is cut short": (seen) => new Response(`{"said":${JSON.stringify(echo(seen))}`),
  "the errors of GraphQL": (seen) =>
    json({ errors: [{ message: echo(seen), extensions: { said: echo(seen), code: "X" } }] }),
  "errors beside data": (seen) =>
    json({
      data: { job: { id: JOB }, send: "x" },
      errors: [{ message: `bad: ${echo(seen)}`, path: ["job", "id"] }],
    }),
  "what GraphQL says of a variable": ({ body }) =>
    json({ errors: [{ message: `Variable "$x" got invalid value ${String(body)}; Expected type X.` }] }),
  "a redirect": (seen) =>
    new Response("", {
      status: 302,
      headers: { location: `https://elsewhere.invalid/?${encodeURIComponent(echo(seen))}` },
    }),
  "an exception": (seen) =>
    Promise.reject(
      new TypeError(`fetch failed`, { cause: new Error("no", { cause: inspect(seen.method) }) }),
    ),
};

describe.each(Object.entries(ECHOES))("a platform that answers with %s", (_, answer) => {
  const secrets = { user: SECRETS.login, password: SECRETS.password, clock: instantClock() };

  test("makes nobody tell the password", async () => {
    const events: RequestEvent[] = [];
    const { fetch, seen } = wire((request) => (request.name === LOG_IN ? answer(request) : well(request)));
    const saagie = client(fetch, { ...secrets, onRequest: (event) => events.push(event) });
    // Some of these answers are taken for a token, which then is none.
    expectSilence(await rejection(saagie.jobs.get(JOB)), events, saagie);
    expect(JSON.stringify(seen[0]?.body)).toMatch(CANARY);
  });

  test("makes nobody tell the token or what was sent along, over GraphQL", async () => {
    const told: (RequestEvent | Warning)[] = [];
    const { fetch, seen } = wire(answer);
    const options: MadeUp = {
      fetch,
      clock: instantClock(),
      onRequest: (event) => told.push(event),
      onWarning: (warning) => told.push(warning),
      session: {
        acquire: () => Promise.resolve({ token: SECRETS.token, generation: 1 }),
        invalidate: () => undefined,
      },
    };
    const { call } = madeUpPlatform(options);
    const send = operation("mutation Send($x: X) { send(x: $x) }", { safety: "idempotent" });
    const variables = {
      x: {
        value: SECRETS.variable,
        list: [{ logins: [SECRETS.login] }],
        file: new File([SECRETS.content], "a.txt"),
      },
    };
    expectSilence(await call(send, variables).catch((error: unknown) => error), told);
    expect(seen[0]?.headers.get("authorization")).toMatch(CANARY);
  });

  test("makes nobody tell them over REST", async () => {
    const told: RequestEvent[] = [];
    const { fetch, seen } = wire(answer);
    const { call } = madeUpPlatform({
      fetch,
      clock: instantClock(),
      onRequest: (event) => told.push(event),
      session: {
        acquire: () => Promise.resolve({ token: SECRETS.token, generation: 1 }),
        invalidate: () => undefined,
      },
      bindings: {
        put: binding({
          path: "/things/{id}",
          method: "PUT",
          body: "JSON",
          arguments: {
            id: { place: "PATH", name: "id" },
            q: { place: "QUERY", name: "q" },
            key: { place: "HEADER", name: "X-Key" },
            value: { place: "BODY", name: "value" },
          },
        }),
      },
    });
    const put = operation(
      "mutation Put($a: X, $b: X, $c: X, $d: X) { put(id: $a, q: $b, key: $c, value: $d) { id } }",
      {
        safety: "idempotent",
        endpoint: "rest",
      },
    );
    const variables = {
      a: SECRETS.login,
      b: SECRETS.variable,
      c: SECRETS.header,
      d: { deep: [SECRETS.variable] },
    };
    expectSilence(await call(put, variables).catch((error: unknown) => error), told);
    expect(seen[0]?.url.href).toMatch(CANARY);
  });
});

describe("what is refused before it is sent tells no secret", () => {
  test.each<[string, () => unknown]>([
    ["a token that is none", () => client(undefined, { token: `${SECRETS.token} and more` })],
    ["a URL with a password", () => client(undefined, {}, `https://demo:${SECRETS.password}@acme.invalid`)],
    [
      "something with a password that is not a URL",
      () => client(undefined, {}, `demo:${SECRETS.token}@acme.invalid:x`),
    ],
    ["a URL with a token", () => client(undefined, {}, `https://acme.invalid/?token=${SECRETS.token}`)],
    ["a pasted URL with a password", () => Saagie.connect(`ftp://demo:${SECRETS.token}@acme.invalid/`, {})],
    ["a pasted text that is not a URL", () => Saagie.connect(`//demo:${SECRETS.token}@acme.invalid/`, {})],
  ])("%s", async (_, refused) => {
    expectSilence(await rejection(Promise.resolve().then(refused)));
  });

  test("a header's value", async () => {
    const { call } = madeUpPlatform({
      bindings: { get: binding({ path: "/x", arguments: { key: { place: "HEADER", name: "X-Key" } } }) },
    });
    const get = operation("query Get($key: X) { get(key: $key) }", { endpoint: "rest" });
    const error = await failure(call(get, { key: `${SECRETS.header}\r\nx: y` }));
    expect([error.code, error.message]).toEqual(["INVALID_INPUT", expect.stringContaining("X-Key")]);
    expectSilence(error);
  });

  test("a token function's answer", async () => {
    const saagie = client(wire(well).fetch, { token: () => Promise.resolve(`${SECRETS.token} and more`) });
    expectSilence(await failure(saagie.jobs.get(JOB)));
  });
});

test("a client and everything it hands out tell no secret", async () => {
  const { fetch } = wire((seen) => (seen.name === LOG_IN ? new Response(SECRETS.token) : well(seen)));
  const byPassword = client(fetch, { user: SECRETS.login, password: SECRETS.password });
  const byToken = client(fetch, { token: SECRETS.token });
  for (const saagie of [byPassword, byToken]) {
    const job = await saagie.jobs.get(JOB);
    expectSilence(
      saagie,
      saagie.jobs,
      saagie.projects,
      saagie.technologies,
      saagie.about,
      job,
      saagie.jobs.watch(JOB),
    );
  }
});

describe("a redirect", () => {
  const file = new File(["x".repeat(100_000)], "a.txt");
  const VERSION = { data: { jobVersion: { number: 1, packageInfo: { downloadUrl: "/package" } } } };

  test.each([
    ["the transport of Node", undefined],
    ["a fetch", globalThis.fetch],
  ] as const)("is not followed, neither elsewhere nor here, over %s", async (_, fetch) => {
    const elsewhere: string[] = [];
    const { url: other } = await loopback((request, answer) => {
      elsewhere.push(request.url ?? "");
      answer.end();
    });
    let target = "";
    const paths: string[] = [];
    const { url } = await loopback((request, answer) => {
      paths.push(request.url ?? "");
      request.resume();
      request.on("end", () => {
        if (target === "") return void answer.end(JSON.stringify(VERSION));
        answer.writeHead(307, { location: target }).end();
        target = request.url === LOG_IN ? target : "";
      });
    });
    const byPassword = client(fetch, { retry: { retries: 0 } }, url);
    const byToken = client(fetch, { token: "t" }, url);
    const { call } = madeUpPlatform({ url, ...(fetch === undefined ? {} : { fetch }) });
    const send = operation("mutation Send($file: Upload!) { send(file: $file) }", { safety: "write" });
    for (const location of [`${other}/stolen`, "/moved"]) {
      target = location;
      expect(await failure(byPassword.jobs.get(JOB))).toMatchObject({ code: "HTTP_STATUS", status: 307 });
      target = location;
      expect(await failure(byToken.jobs.get(JOB))).toMatchObject({ code: "HTTP_STATUS", status: 307 });
      target = location;
      expect(await failure(byToken.jobs.run(JOB))).toMatchObject({ code: "HTTP_STATUS", status: 307 });
      target = location;
      const upload = await failure(call(send, { file }));
      // A fetch does not tell the status of a redirect that it must not follow.
      expect(upload.code).toBe(fetch === undefined ? "HTTP_STATUS" : "PROTOCOL");
      expect(upload.hint).toContain("Redirects are not followed");
    }
    expect(elsewhere).toEqual([]);
    expect(paths.filter((path) => path === "/moved")).toEqual([]);
  });

  test("of a download is refused too", async () => {
    const { fetch, names } = wire((seen) =>
      seen.name === "JobsVersion"
        ? json(VERSION)
        : new Response("", { status: 302, headers: { location: "https://elsewhere.invalid/x?sig=CANARY" } }),
    );
    const error = await failure(client(fetch, { token: "t" }).jobs.openArtifact(JOB, 1));
    expect(error.message).toContain("the answer points to https://elsewhere.invalid");
    expectSilence(error);
    expect(names()).toEqual(["JobsVersion", "/package"]);
  });

  test("that a browser hides is told as what it is", async () => {
    const opaque = Object.defineProperty(new Response(), "type", { value: "opaqueredirect" });
    const error = await failure(client(wire(() => opaque).fetch, { token: "t" }).jobs.get(JOB));
    expect([error.code, error.message]).toEqual(["PROTOCOL", expect.stringContaining("redirect")]);
  });
});
