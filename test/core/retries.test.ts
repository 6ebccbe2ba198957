import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ErrorCode, FootbridgeError, HttpError, RequestEvent } from "../../src/index.ts";
import type { Saagie } from "../../src/saagie/index.ts";
import { fakeTimers, listen } from "../node/loopback.ts";
import { instantClock } from "./support/clock.ts";
import { failure, until } from "./support/rejection.ts";
import { client, json, JOB, LOG_IN, RUN, silence, well, wire } from "./support/wire.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const CALLS = {
  read: (saagie: Saagie) => saagie.jobs.get(JOB),
  idempotent: (saagie: Saagie) => saagie.jobs.stop(RUN),
  write: (saagie: Saagie) => saagie.jobs.run(JOB),
} as const;

interface Row {
  readonly failing: string;
  readonly answer: () => Response | Promise<Response>;
  /** How often a read and an idempotent write are sent, and what their error is. */
  readonly repeated: { readonly requests: number; readonly code: ErrorCode };
  /** The error of a write, which is sent once. */
  readonly write: ErrorCode;
}

const status = (code: number) => () => new Response("no", { status: code });
const passing = (code: number, write: ErrorCode): Row => ({
  failing: `HTTP ${code}`,
  answer: status(code),
  repeated: { requests: 4, code: "HTTP_STATUS" },
  write,
});
const final = (code: number, error: ErrorCode): Row => ({
  failing: `HTTP ${code}`,
  answer: status(code),
  repeated: { requests: 1, code: error },
  write: error,
});

/** A status that tells of a failure, and not of what was done before it. */
const unclear = (code: number): Row => ({ ...final(code, "HTTP_STATUS"), write: "OUTCOME_UNKNOWN" });
/** An answer that cannot be the platform's. */
const notOurs = (failing: string, answer: Row["answer"]): Row => ({
  failing,
  answer,
  repeated: { requests: 1, code: "PROTOCOL" },
  write: "OUTCOME_UNKNOWN",
});

const TABLE: readonly Row[] = [
  {
    failing: "a connection that breaks",
    answer: () => Promise.reject(new TypeError("fetch failed")),
    repeated: { requests: 4, code: "CONNECTION" },
    write: "OUTCOME_UNKNOWN",
  },
  {
    failing: "an answer cut short",
    answer: () => new Response('{"data":{"job":{"id":"0d'),
    repeated: { requests: 4, code: "CONNECTION" },
    write: "OUTCOME_UNKNOWN",
  },
  {
    failing: "an empty answer",
    answer: () => new Response(""),
    repeated: { requests: 4, code: "CONNECTION" },
    write: "OUTCOME_UNKNOWN",
  },
  passing(408, "OUTCOME_UNKNOWN"),
  passing(502, "OUTCOME_UNKNOWN"),
  passing(503, "OUTCOME_UNKNOWN"),
  passing(504, "OUTCOME_UNKNOWN"),
  passing(429, "HTTP_STATUS"),
  {
    failing: "throttling told inside a 200",
    answer: () => json({ data: null, errors: [{ message: "Too many requests" }] }),
    repeated: { requests: 4, code: "HTTP_STATUS" },
    write: "HTTP_STATUS",
  },
  {
    failing: "throttling told inside a 200 by its mark",
    answer: () =>
      json({ data: { job: null }, errors: [{ message: "No.", extensions: { code: "THROTTLED" } }] }),
    repeated: { requests: 4, code: "HTTP_STATUS" },
    write: "HTTP_STATUS",
  },
  final(301, "HTTP_STATUS"),
  final(400, "HTTP_STATUS"),
  final(401, "AUTHENTICATION"),
  final(403, "PERMISSION_DENIED"),
  final(404, "HTTP_STATUS"),
  final(407, "HTTP_STATUS"),
  final(409, "HTTP_STATUS"),
  final(413, "HTTP_STATUS"),
  final(422, "HTTP_STATUS"),
  ...[303, 499, 500, 501, 507, 520, 521, 522, 523, 524].map(unclear),
  notOurs("a page of a proxy", () => new Response("<html>Please log in</html>")),
  notOurs("JSON that is not a GraphQL answer", () => json({ message: "hello" })),
  notOurs("an empty object", () => json({})),
  notOurs("null", () => json(null)),
  notOurs("no data", () => json({ data: null })),
  notOurs("data that holds nothing", () => json({ data: {} })),
  notOurs("an error that says nothing", () => json({ data: null, errors: [{}] })),
  {
    failing: "an error inside the platform",
    answer: () => json({ data: null, errors: [{ message: "Internal Server Error" }] }),
    repeated: { requests: 1, code: "REFUSED" },
    write: "OUTCOME_UNKNOWN",
  },
];

describe.each(TABLE)("$failing", ({ answer, repeated, write }) => {
  test.each(["read", "idempotent"] as const)(
    `is met by ${repeated.requests} tries of a %s`,
    async (safety) => {
      const { fetch, seen } = wire(answer);
      const error = await failure(CALLS[safety](client(fetch, { token: "t", clock: instantClock() })));
      expect([error.code, seen.length]).toEqual([repeated.code, repeated.requests]);
      // What only reading tells is no failed try.
      expect([0, repeated.requests]).toContain(error.attempts.length);
      const mayHave = safety === "idempotent" && write === "OUTCOME_UNKNOWN";
      expect(error.message.includes("It may have taken effect all the same")).toBe(mayHave);
      expect(error.hint?.includes("It may have taken effect all the same") ?? false).toBe(mayHave);
      expect(error.stack?.startsWith(`${error.name}: ${error.message}`)).toBe(true);
    },
  );

  test(`is met by 1 try of a write, and reported as ${write}`, async () => {
    const { fetch, seen } = wire(answer);
    const clock = instantClock();
    const error = await failure(CALLS.write(client(fetch, { token: "t", clock })));
    expect([error.code, seen.length, error.attempts.length, clock.waits]).toEqual([write, 1, 1, []]);
  });
});

describe("an idempotent write", () => {
  test.each<[string, () => Response | Promise<Response>, ErrorCode]>([
    ["is refused the second time", () => new Response("no", { status: 400 }), "HTTP_STATUS"],
    ["may not be done the second time", () => new Response("no", { status: 403 }), "PERMISSION_DENIED"],
    ["is throttled from then on", () => new Response("no", { status: 429 }), "HTTP_STATUS"],
  ])(
    "whose first answer was lost and which %s says that it may have taken effect",
    async (_, answer, code) => {
      const { fetch, seen } = wire(() =>
        seen.length === 1 ? Promise.reject(new TypeError("fetch failed")) : answer(),
      );
      const error = await failure(CALLS.idempotent(client(fetch, { token: "t", clock: instantClock() })));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(/may have taken effect all the same/u);
    },
  );

  test("that was refused each time does not say so", async () => {
    const { fetch } = wire(() => new Response("no", { status: 429 }));
    const error = await failure(CALLS.idempotent(client(fetch, { token: "t", clock: instantClock() })));
    expect(error.message).not.toMatch(/taken effect/u);
  });
});

describe("a connection that never stood", () => {
  test.each(["read", "idempotent", "write"] as const)("lets even a write be repeated: %s", async (safety) => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const events: RequestEvent[] = [];
    const saagie = client(
      undefined,
      { token: "t", clock: instantClock(), onRequest: (event) => events.push(event) },
      `http://127.0.0.1:${port}`,
    );
    expect(await failure(CALLS[safety](saagie))).toMatchObject({
      code: "CONNECTION",
      sent: false,
      phase: "connect",
    });
    expect(events.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  });

  test("does not keep a write from arriving once, as soon as there is one", async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const clock = instantClock();
    let asked = 0;
    const late = createHttpServer((_, answer) => {
      asked += 1;
      answer.end(JSON.stringify({ data: { runJob: { id: RUN } } }));
    });
    onTestFinished(() => void late.close());
    clock.onSleep = () =>
      clock.waits.length === 2 && new Promise<void>((resolve) => late.listen(port, "127.0.0.1", resolve));
    const saagie = client(undefined, { token: "t", clock }, `http://127.0.0.1:${port}`);
    expect(await saagie.jobs.run(JOB)).toMatchObject({ id: RUN });
    expect([asked, clock.waits.length]).toEqual([1, 2]);
  });
});

describe("the waits between tries", () => {
  const down = (headers: Record<string, string> = {}) =>
    wire(() => new Response("", { status: 503, headers }));

  test.each([
    [0, [0, 0, 0]],
    [0.5, [100, 200, 400]],
    [0.999, [199.8, 399.6, 799.2]],
  ])("are drawn from a span that doubles, from nothing on: %f", async (drawn, waits) => {
    vi.spyOn(Math, "random").mockReturnValue(drawn);
    const clock = instantClock();
    await failure(client(down().fetch, { token: "t", clock }).jobs.get(JOB));
    expect(clock.waits.map((ms) => Math.round(ms * 10) / 10)).toEqual(waits);
  });

  test("are told by the error, with what failed", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { attempts } = await failure(
      client(down().fetch, { token: "t", clock: instantClock() }).jobs.get(JOB),
    );
    expect(attempts).toEqual([
      { failure: "HTTP 503", waitedMs: 100 },
      { failure: "HTTP 503", waitedMs: 200 },
      { failure: "HTTP 503", waitedMs: 400 },
      { failure: "HTTP 503" },
    ]);
  });

  test("never exceed maxDelayMs", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const clock = instantClock();
    const retry = { retries: 12, baseDelayMs: 1000, maxDelayMs: 5000 };
    await failure(client(down().fetch, { token: "t", clock, retry }).jobs.get(JOB));
    expect(Math.max(...clock.waits)).toBe(5000);
    expect(clock.waits).toHaveLength(12);
  });

  test.each([
    ["seconds", () => "7", 7000],
    ["a date", (now: number) => new Date(now + 9000).toUTCString(), 9000],
    ["a date that has passed", (now: number) => new Date(now - 9000).toUTCString(), 0],
    ["the longest wait allowed", () => "30", 30_000],
  ])("are what Retry-After asks for: %s", async (_, header, waited) => {
    const clock = instantClock();
    const { fetch } = wire((seen) =>
      clock.waits.length > 0
        ? well(seen)
        : new Response("", { status: 429, headers: { "retry-after": header(clock.now()) } }),
    );
    await client(fetch, { token: "t", clock }).jobs.get(JOB);
    expect(clock.waits).toEqual([waited]);
  });

  test("are what Retry-After asks for beside a 200 that tells of throttling", async () => {
    const clock = instantClock();
    const throttled = { errors: [{ message: "Rate limit exceeded" }] };
    const { fetch } = wire((seen) =>
      clock.waits.length > 0 ? well(seen) : json(throttled, { headers: { "retry-after": "3" } }),
    );
    await client(fetch, { token: "t", clock }).jobs.get(JOB);
    expect(clock.waits).toEqual([3000]);
  });

  test.each(["-5", "soon", "5 minutes"])("ignore a Retry-After that is none: %s", async (header) => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const clock = instantClock();
    await failure(client(down({ "retry-after": header }).fetch, { token: "t", clock }).jobs.get(JOB));
    expect(clock.waits).toEqual([100, 200, 400]);
  });

  test("end the call instead, where Retry-After asks for more than allowed", async () => {
    const clock = instantClock();
    const { fetch, seen } = down({ "retry-after": "31" });
    const error = await failure(client(fetch, { token: "t", clock }).jobs.get(JOB));
    expect((error as HttpError).retryAfterMs).toBe(31_000);
    expect([seen.length, clock.waits]).toEqual([1, []]);
  });
});

describe("the budget", () => {
  test("is shared by all calls of a client", async () => {
    const { fetch, seen } = wire(() => new Response("", { status: 503 }));
    const saagie = client(fetch, { token: "t", clock: instantClock(), retry: { budget: 5 } });
    await Promise.all(Array.from({ length: 10 }, () => failure(saagie.jobs.get(JOB))));
    expect(seen).toHaveLength(10 + 5);
  });

  test("gets a tenth of a retry back for each success, and none for an abort", async () => {
    let isDown = true;
    const { fetch, seen } = wire((request) => (isDown ? new Response("", { status: 503 }) : well(request)));
    const saagie = client(fetch, { token: "t", clock: instantClock(), retry: { budget: 1, retries: 1 } });
    const requests = async (): Promise<number> => {
      const before = seen.length;
      isDown = true;
      await failure(saagie.jobs.get(JOB));
      return seen.length - before;
    };
    const succeed = async (times: number): Promise<void> => {
      isDown = false;
      for (let time = 0; time < times; time += 1) await saagie.jobs.get(JOB);
    };
    expect(await requests()).toBe(2);
    expect(await requests()).toBe(1);
    await succeed(9);
    const controller = new AbortController();
    const aborted = failure(saagie.jobs.get(JOB, { signal: controller.signal })).catch(() => undefined);
    controller.abort();
    await aborted;
    expect(await requests()).toBe(1);
    await succeed(1);
    expect(await requests()).toBe(2);
  });

  test("is whole again after exactly ten successes, and never more than whole", async () => {
    let isDown = false;
    const { fetch, seen } = wire((request) => (isDown ? new Response("", { status: 503 }) : well(request)));
    const saagie = client(fetch, { token: "t", clock: instantClock(), retry: { budget: 2, retries: 9 } });
    const retriesAfter = async (successes: number): Promise<number> => {
      isDown = false;
      for (let time = 0; time < successes; time += 1) await saagie.jobs.get(JOB);
      isDown = true;
      const before = seen.length;
      await failure(saagie.jobs.get(JOB));
      return seen.length - before - 1;
    };
    expect(await retriesAfter(50)).toBe(2);
    expect(await retriesAfter(10)).toBe(1);
    expect(await retriesAfter(9)).toBe(0);
    expect(await retriesAfter(1)).toBe(1);
  });

  test.each([
    { retries: -1 },
    { retries: 1.5 },
    { budget: NaN },
    { baseDelayMs: 0 },
    { maxDelayMs: Infinity },
  ])("and the other retry options are checked at the door: %o", (retry) => {
    expect(() => client(undefined, { retry })).toThrow(Object.keys(retry)[0]);
  });
});

describe("a lost write", () => {
  const limited = async (fetch: typeof globalThis.fetch, asked: () => boolean): Promise<FootbridgeError> => {
    fakeTimers();
    const run = failure(client(fetch).jobs.run(JOB, { timeoutMs: 1000 }));
    await until(asked);
    vi.advanceTimersByTime(1000);
    return run;
  };

  test("is unknown when its limit passes while it is under way", async () => {
    const { fetch, count } = wire((seen) => (seen.name === "JobsRun" ? silence(seen) : undefined));
    const error = await limited(fetch, () => count("JobsRun") === 1);
    expect(error).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      operation: "JobsRun",
      cause: { code: "DEADLINE" },
    });
  });

  test("is none when its limit passes while it waits to be sent at all", async () => {
    fakeTimers();
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const clock = instantClock();
    clock.onSleep = () => {
      vi.advanceTimersByTime(1_000);
    };
    const saagie = client(undefined, { token: "t", clock }, `http://127.0.0.1:${port}`);
    const error = await failure(saagie.jobs.run(JOB, { timeoutMs: 1_000 }));
    expect(error).toMatchObject({
      code: "DEADLINE",
      operation: "JobsRun",
      attempts: [{ failure: "CONNECTION" }],
    });
    expect(clock.waits).toHaveLength(1);
  });

  test("is none when it was the log-in that failed: nothing was sent", async () => {
    const { fetch, names } = wire(() => new Response("", { status: 503 }));
    const error = await failure(client(fetch, { clock: instantClock() }).jobs.run(JOB));
    expect(error).toMatchObject({ code: "HTTP_STATUS", status: 503, operation: "SessionAuthenticate" });
    expect([error.attempts.length, names()]).toEqual([4, []]);
  });

  test("is none when the limit passed during the log-in", async () => {
    const { fetch, seen, names } = wire(silence);
    const error = await limited(fetch, () => seen.length === 1);
    expect(error).toMatchObject({ code: "DEADLINE", operation: "JobsRun" });
    expect(names()).toEqual([]);
  });

  test("is none when the limit passed during the log-in after a 401: the platform had refused it", async () => {
    const { fetch, count } = wire((seen) => {
      if (seen.name === "JobsRun") return new Response("Unauthorized", { status: 401 });
      return count(LOG_IN) === 1 ? undefined : silence(seen);
    });
    const error = await limited(fetch, () => count(LOG_IN) === 2);
    expect(error).toMatchObject({ code: "DEADLINE", operation: "JobsRun" });
  });
});
