import { afterEach, describe, expect, test, vi } from "vitest";
import { fakeTimers, loopback } from "../node/loopback.ts";
import { instantClock } from "./support/clock.ts";
import { binding, madeUpPlatform, operation } from "./support/made-up-platform.ts";
import { failure, idle, until } from "./support/rejection.ts";
import { client, JOB, json, silence, well, wire } from "./support/wire.ts";

const MINUTE = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

/** A body that is sent piece by piece, when told. */
function slowBody(): {
  readonly body: ReadableStream<Uint8Array>;
  readonly push: (text: string) => void;
  readonly end: () => void;
} {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
  return {
    body,
    push: (text) => controller?.enqueue(new TextEncoder().encode(text)),
    end: () => controller?.close(),
  };
}

describe("the limit for the whole", () => {
  test("is 2 minutes by default, retries and their waits included, and tells what was tried", async () => {
    fakeTimers();
    const clock = instantClock();
    clock.onSleep = (ms) => vi.advanceTimersByTime(ms);
    const { fetch } = wire(() => new Response("", { status: 503, headers: { "retry-after": "25" } }));
    const retry = { retries: 9 };
    const error = await failure(client(fetch, { token: "t", clock, retry }).jobs.get(JOB));
    expect(error).toMatchObject({ code: "DEADLINE", operation: "JobsGet", platform: "saagie" });
    expect(error.attempts.map(({ waitedMs }) => waitedMs)).toEqual(Array.from({ length: 5 }, () => 25_000));
  });

  test.each([
    ["of the client", { timeoutMs: 5000 }, {}],
    ["of the call, which wins", { timeoutMs: 9000 }, { timeoutMs: 5000 }],
  ])("is that %s", async (_, options, callOptions) => {
    fakeTimers();
    const { fetch, seen } = wire(silence);
    let isOver = false;
    const call = failure(client(fetch, { token: "t", ...options }).jobs.get(JOB, callOptions)).finally(
      () => (isOver = true),
    );
    await until(() => seen.length === 1);
    vi.advanceTimersByTime(4999);
    await idle();
    expect(isOver).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await call).toMatchObject({ code: "DEADLINE", message: "No result within 5000 ms." });
  });

  test("is one for a call and the look-ups of its references", async () => {
    fakeTimers();
    const { fetch, names } = wire((seen) => {
      if (seen.name === "JobsListMinimal")
        return json({ data: { jobs: [{ id: JOB, name: "Daily report", alias: null }] } });
      return silence(seen);
    });
    const call = failure(
      client(fetch, { token: "t" }).jobs.get(
        { project: { id: JOB }, name: "Daily report" },
        { timeoutMs: 1000 },
      ),
    );
    await until(() => names().includes("JobsGet"));
    vi.advanceTimersByTime(1000);
    expect(await call).toMatchObject({ code: "DEADLINE", operation: "JobsGet" });
  });

  test.each([0, -1, NaN, Infinity, 2 ** 31])("is refused when it is none: %d", async (timeoutMs) => {
    const { fetch, seen } = wire(well);
    const saagie = client(fetch, { token: "t" });
    expect(await failure(saagie.jobs.get(JOB, { timeoutMs }))).toMatchObject({ code: "INVALID_INPUT" });
    expect(() => client(fetch, { timeoutMs })).toThrow("timeoutMs");
    expect(seen).toEqual([]);
  });

  test("leaves no timer behind", async () => {
    fakeTimers();
    const { fetch } = wire(well);
    await client(fetch).jobs.get(JOB);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a transfer", () => {
  const bindings = { file: binding({ path: "/file", response: "STREAM" }) };
  const open = operation("query Open { file }", { endpoint: "rest" });

  test("has no limit for the whole but its caller's", async () => {
    fakeTimers();
    const { body, push, end } = slowBody();
    const { call } = madeUpPlatform({ fetch: () => Promise.resolve(new Response(body)), bindings });
    const { stream } = (await call(open, {}, { transfer: true })) as {
      readonly stream: ReadableStream<Uint8Array>;
    };
    const reader = stream.getReader();
    for (let minute = 0; minute < 30; minute += 1) {
      const read = reader.read();
      await idle(1);
      vi.advanceTimersByTime(MINUTE - 1);
      push("x");
      expect((await read).done).toBe(false);
      // What the reader does with it takes its own time.
      vi.advanceTimersByTime(5 * MINUTE);
    }
    end();
    expect((await reader.read()).done).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends with the caller's limit, also when only its body is left", async () => {
    fakeTimers();
    const { body } = slowBody();
    const { call } = madeUpPlatform({ fetch: () => Promise.resolve(new Response(body)), bindings });
    const options = { transfer: true, timeoutMs: 1000 };
    const { stream } = (await call(open, {}, options)) as { readonly stream: ReadableStream<Uint8Array> };
    const read = failure(stream.getReader().read());
    await idle(1);
    vi.advanceTimersByTime(1000);
    expect(await read).toMatchObject({ code: "DEADLINE" });
  });
});

describe("the limits of the stages, over a fetch", () => {
  const limits = {
    connectTimeoutMs: 1000,
    firstByteTimeoutMs: 4000,
    idleTimeoutMs: 2000,
    timeoutMs: 60 * MINUTE,
  };
  const once = { ...limits, token: "t", retry: { retries: 0 } };

  test("until an answer begins: connecting and waiting together", async () => {
    fakeTimers();
    const { fetch, seen } = wire(silence);
    let isOver = false;
    const call = failure(client(fetch, once).jobs.get(JOB)).finally(() => (isOver = true));
    await until(() => seen.length === 1);
    vi.advanceTimersByTime(4999);
    await idle();
    expect(isOver).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await call).toMatchObject({ code: "CONNECTION", phase: "send", sent: true });
    expect(seen[0]?.signal.aborted).toBe(true);
  });

  test("between two pieces: a long answer is fine as long as it moves", async () => {
    fakeTimers();
    const { body, push, end } = slowBody();
    const { fetch, seen } = wire(() => new Response(body));
    const call = client(fetch, once).jobs.get(JOB);
    await until(() => seen.length === 1);
    for (const piece of ['{"data":', '{"job":', `{"id":"${JOB}"`, "}}}"]) {
      await idle();
      vi.advanceTimersByTime(1999);
      push(piece);
    }
    await idle();
    end();
    expect(await call).toMatchObject({ id: JOB });
  });

  test("and silence in the middle ends it", async () => {
    fakeTimers();
    const { body, push } = slowBody();
    const { fetch, seen } = wire(() => new Response(body));
    const call = failure(client(fetch, once).jobs.get(JOB));
    await until(() => seen.length === 1);
    push('{"data":');
    await idle();
    vi.advanceTimersByTime(2000);
    expect(await call).toMatchObject({
      code: "CONNECTION",
      phase: "receive",
      message: "No byte within 2000 ms.",
    });
  });

  test("give a file the time that a slow line needs", async () => {
    fakeTimers();
    const { fetch, seen } = wire(silence);
    const { call } = madeUpPlatform({ ...once, fetch });
    const file = new File([new Uint8Array(32 * 10_000)], "ten-seconds.bin");
    let isOver = false;
    const sending = failure(
      call(operation("mutation Send($file: Upload!) { send(file: $file) }", { safety: "write" }), { file }),
    ).finally(() => (isOver = true));
    await until(() => seen.length === 1);
    vi.advanceTimersByTime(14_999);
    await idle();
    expect(isOver).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(await sending).toMatchObject({ code: "OUTCOME_UNKNOWN" });
  });
});

describe("nothing ends after 300 s by itself", () => {
  const patient = {
    token: "t",
    timeoutMs: 60 * MINUTE,
    firstByteTimeoutMs: 30 * MINUTE,
    idleTimeoutMs: 30 * MINUTE,
  };

  test("over a fetch", async () => {
    fakeTimers();
    let release = (): void => undefined;
    const { fetch, seen } = wire(async (request) => {
      await new Promise<void>((go) => (release = go));
      return well(request);
    });
    const call = client(fetch, patient).jobs.get(JOB);
    await until(() => seen.length === 1);
    vi.advanceTimersByTime(20 * MINUTE);
    await idle();
    release();
    expect(await call).toMatchObject({ id: JOB });
  });

  test("over the transport of Node", async () => {
    fakeTimers();
    let release: (() => void) | undefined;
    const { url } = await loopback((request, answer) => {
      request.resume();
      release = () => void answer.end(JSON.stringify({ data: { job: { id: JOB } } }));
    });
    const call = client(undefined, patient, url).jobs.get(JOB);
    await until(() => release !== undefined);
    vi.advanceTimersByTime(20 * MINUTE);
    await idle();
    release?.();
    expect(await call).toMatchObject({ id: JOB });
  });
});
