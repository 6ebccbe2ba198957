import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { traceFootbridge } from "../../../src/index.ts";
import { emulateSaagie } from "../../../src/emulator/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";
import { instantClock } from "../support/clock.ts";
import { rejection } from "../support/rejection.ts";
import { client, JOB, json, well, wire } from "../support/wire.ts";

const exporter = new InMemorySpanExporter();
let stop = (): void => undefined;

beforeAll(() => {
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  api.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
});

beforeEach(() => {
  stop = traceFootbridge(api);
});

afterEach(() => {
  stop();
  exporter.reset();
});

afterAll(() => api.context.disable());

const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
const named = (name: string): ReadableSpan | undefined => spans().find((span) => span.name === name);
const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;
const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId;

test("a call is a span below the caller's own, and each request a span below the call", async () => {
  const { fetch } = wire((seen) =>
    seen.name === "JobsRun" ? new Response("", { status: 429 }) : well(seen),
  );
  const saagie = client(fetch, { token: "t", clock: instantClock() });
  const tracer = api.trace.getTracer("program");
  await tracer.startActiveSpan("nightly", async (own) => {
    await saagie.jobs.get(JOB);
    await rejection(saagie.jobs.run(JOB));
    own.end();
  });
  const own = named("nightly");
  const [get, run] = [named("saagie jobs.get"), named("saagie jobs.run")];
  expect([parentOf(get), parentOf(run)]).toEqual([idOf(own), idOf(own)]);
  expect(get).toMatchObject({
    kind: api.SpanKind.INTERNAL,
    status: { code: api.SpanStatusCode.UNSET },
    attributes: { "code.function.name": "jobs.get", "footbridge.platform": "saagie" },
  });
  const request = named("POST JobsGet");
  expect(parentOf(request)).toBe(idOf(get));
  expect(request).toMatchObject({
    kind: api.SpanKind.CLIENT,
    status: { code: api.SpanStatusCode.UNSET },
    attributes: {
      "http.request.method": "POST",
      "http.response.status_code": 200,
      "server.address": "127.0.0.1",
      "server.port": 1,
      "footbridge.operation": "JobsGet",
    },
  });
  expect(parentOf(named("POST JobsRun"))).toBe(idOf(run));
  expect(named("POST JobsRun")).toMatchObject({
    status: { code: api.SpanStatusCode.ERROR, message: "429" },
    attributes: { "http.response.status_code": 429, "error.type": "429" },
  });
  expect(run).toMatchObject({
    status: { code: api.SpanStatusCode.ERROR, message: "HTTP_STATUS" },
    attributes: { "error.type": "HTTP_STATUS" },
  });
});

test("tries of one request stand side by side below their call", async () => {
  let tries = 0;
  const { fetch } = wire((seen) => {
    tries += 1;
    return tries === 1 ? Promise.reject(new TypeError("fetch failed")) : well(seen);
  });
  await client(fetch, { token: "t", clock: instantClock() }).jobs.get(JOB);
  const call = named("saagie jobs.get");
  const sent = spans().filter(({ name }) => name === "POST JobsGet");
  expect(sent.map(parentOf)).toEqual([idOf(call), idOf(call)]);
  expect(sent.map(({ attributes }) => [attributes["error.type"], attributes["http.request.resend_count"]]))
    // Of a failed connection there is no status to tell.
    .toEqual([
      ["CONNECTION", undefined],
      [undefined, 1],
    ]);
});

test("all requests of a call that makes several are below it, beside those of others", async () => {
  const { url, platform, realm, user, password, fetch, clock } = emulateSaagie({ clock: "auto" });
  const saagie = new Saagie({ url, platform, realm, user, password, fetch, clock });
  await Promise.all([saagie.projects.ensure({ name: "Sales" }), saagie.technologies.list()]);
  const [ensured, listed] = [named("saagie projects.ensure"), named("saagie technologies.list")];
  const below = (span: ReadableSpan | undefined): readonly string[] =>
    spans().flatMap((one) => (parentOf(one) === idOf(span) ? [one.name] : []));
  expect(below(ensured)).toContain("POST ProjectsCreate");
  expect(below(listed).filter((name) => name.includes("Projects"))).toEqual([]);
  const requests = spans().filter(({ kind }) => kind === api.SpanKind.CLIENT);
  expect(requests.length).toBe(below(ensured).length + below(listed).length);
});

test("nothing is made once it is stopped", async () => {
  const saagie = client(wire(() => json({ data: { job: { id: JOB } } })).fetch, { token: "t" });
  stop();
  await saagie.jobs.get(JOB);
  expect(spans()).toEqual([]);
});
