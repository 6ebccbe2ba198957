import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import type { RequestEvent } from "../../src/index.ts";
import { loopback } from "../node/loopback.ts";
import { instantClock } from "./support/clock.ts";
import { binding, madeUpPlatform, operation } from "./support/made-up-platform.ts";
import { failure, rejection, until } from "./support/rejection.ts";
import { client, JOB, LOG_IN, well, wire } from "./support/wire.ts";

/** A listener, and what it was told, without what time decides. */
function listening(): {
  readonly onRequest: (event: RequestEvent) => void;
  readonly told: readonly object[];
} {
  const told: object[] = [];
  return {
    told,
    onRequest: ({ durationMs, error, ...event }) => {
      expect(durationMs).toBeGreaterThanOrEqual(0);
      told.push({ ...event, error: error?.code });
    },
  };
}

test("every request is told, retries and log-ins included", async () => {
  const { onRequest, told } = listening();
  let tries = 0;
  const { fetch } = wire((seen) => {
    if (seen.name === LOG_IN) return undefined;
    tries += 1;
    if (tries === 1) return new Response("", { status: 503 });
    if (tries === 2) throw new TypeError("fetch failed");
    if (tries === 3) return new Response('{"data":');
    return tries === 4 ? new Response("", { status: 401 }) : well(seen);
  });
  await client(fetch, { onRequest, clock: instantClock() }).jobs.get(JOB);
  const logIn = {
    platform: "saagie",
    operation: "SessionAuthenticate",
    endpoint: "rest",
    attempt: 1,
    status: 200,
    error: undefined,
  };
  const call = { platform: "saagie", operation: "JobsGet", endpoint: "platform", error: undefined };
  expect(told).toEqual([
    logIn,
    { ...call, attempt: 1, status: 503 },
    { ...call, attempt: 2, status: undefined, error: "CONNECTION" },
    { ...call, attempt: 3, status: 200 },
    { ...call, attempt: 4, status: 401 },
    logIn,
    { ...call, attempt: 5, status: 200 },
  ]);
});

describe("an answer", () => {
  test("is told when its body has ended, and as an error when that breaks off", async () => {
    const { onRequest, told } = listening();
    let begun: ServerResponse | undefined;
    const { url } = await loopback((_, answer) => {
      answer.writeHead(200, { "content-length": "100" });
      answer.write('{"data":');
      begun = answer;
    });
    const saagie = client(undefined, { token: "t", onRequest, retry: { retries: 0 } }, url);
    const call = failure(saagie.jobs.get(JOB));
    await until(() => begun !== undefined);
    expect(told).toEqual([]);
    begun?.destroy();
    await call;
    expect(told).toMatchObject([{ status: 200, error: "CONNECTION" }]);
  });

  test("that is a stream is told with its head", async () => {
    const { onRequest, told } = listening();
    const fetch = (): Promise<Response> => Promise.resolve(new Response(new ReadableStream()));
    const { call } = madeUpPlatform({
      fetch,
      onRequest,
      bindings: { file: binding({ path: "/f", response: "STREAM" }) },
    });
    await call(operation("query Open { file }", { endpoint: "rest" }), {});
    expect(told).toMatchObject([{ operation: "Open", status: 200, attempt: 1 }]);
  });

  test("that nobody waits for any more is told without one", async () => {
    const { onRequest, told } = listening();
    const controller = new AbortController();
    const { fetch } = wire(() => {
      controller.abort("enough");
      return new Promise(() => undefined);
    });
    await rejection(client(fetch, { token: "t", onRequest }).jobs.get(JOB, { signal: controller.signal }));
    await until(() => told.length === 1);
    expect(told).toMatchObject([{ status: undefined, error: undefined }]);
  });
});

test("a listener that throws decides nothing", async () => {
  const uncaught: unknown[] = [];
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => uncaught.push(error));
  const mistake = new Error("my mistake");
  const onRequest = (): never => {
    throw mistake;
  };
  try {
    const { fetch, names } = wire(well);
    expect(await client(fetch, { onRequest }).jobs.run(JOB)).toBeDefined();
    await until(() => uncaught.length === 2);
    expect([names(), uncaught]).toEqual([["JobsRun"], [mistake, mistake]]);
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
});
