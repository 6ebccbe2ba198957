import { getEventListeners } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  AuthenticationError,
  ConnectionError,
  DeadlineError,
  HttpError,
  type CallOptions,
} from "../../src/index.ts";
import type { Saagie } from "../../src/saagie/index.ts";
import { createSession } from "../../src/core/session.ts";
import { fakeTimers, loopback } from "../node/loopback.ts";
import { instantClock } from "./support/clock.ts";
import { binding, madeUpPlatform, operation } from "./support/made-up-platform.ts";
import { expectReason, failure, idle, rejection, until } from "./support/rejection.ts";
import { client, JOB, json, LOG_IN, RUN, silence, well, wire, type Seen } from "./support/wire.ts";

const reason = new Error("changed my mind");

interface Stage {
  readonly stage: string;
  /** The name of the request that is met by silence; `body` when its head and a part of its body come. */
  readonly silent: string;
  readonly part?: "body";
  readonly call: (saagie: Saagie, options: CallOptions) => Promise<unknown>;
}

const download = "/package";

const STAGES: readonly Stage[] = [
  { stage: "the log-in", silent: LOG_IN, call: ({ jobs }, options) => jobs.get(JOB, options) },
  { stage: "a read", silent: "JobsGet", call: ({ jobs }, options) => jobs.get(JOB, options) },
  { stage: "a write", silent: "JobsRun", call: ({ jobs }, options) => jobs.run(JOB, options) },
  {
    stage: "the body of an answer",
    silent: "JobsGet",
    part: "body",
    call: ({ jobs }, options) => jobs.get(JOB, options),
  },
  {
    stage: "a look-up on the way",
    silent: "ProjectsGetByName",
    call: ({ projects }, options) => projects.get("Sales", options),
  },
  {
    stage: "the catalogue",
    silent: "TechnologiesListRepositories",
    call: ({ technologies }, options) => technologies.list(options),
  },
  {
    stage: "a poll",
    silent: "JobsInstanceStatus",
    call: ({ jobs }, options) => jobs.wait(RUN, { ...options }),
  },
  {
    stage: "the head of a download",
    silent: download,
    call: ({ jobs }, options) => jobs.openArtifact(JOB, 1, options),
  },
  {
    stage: "the body of a download",
    silent: download,
    part: "body",
    call: async ({ jobs }, options) => {
      const { stream } = await jobs.openArtifact(JOB, 1, options);
      for await (const _ of stream);
    },
  },
];

const VERSION = { data: { jobVersion: { number: 1, packageInfo: { downloadUrl: download } } } };

/** Answers the usual things, and what is to be silent not at all or in part. */
function partly({ silent, part }: Stage): (seen: Seen) => Response | undefined | Promise<Response> {
  return (seen) => {
    if (seen.name === "JobsVersion") return json(VERSION);
    if (seen.name !== silent) return well(seen);
    if (part === undefined) return silence(seen);
    return new Response(
      new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode('{"data":'));
          seen.signal.addEventListener("abort", () => controller.error(seen.signal.reason));
        },
      }),
    );
  };
}

describe.each(STAGES)("an abort during $stage", (stage) => {
  test("rejects at once with the signal's own reason; nothing is sent afterwards and nothing is left", async () => {
    const { fetch, seen, count } = wire(partly(stage));
    fakeTimers();
    const controller = new AbortController();
    const call = stage.call(client(fetch), { signal: controller.signal });
    call.catch(() => undefined);
    await until(() => count(stage.silent) === 1);
    await idle();
    controller.abort(reason);
    await expectReason(call, reason);
    const sent = seen.length;
    await idle();
    expect(seen).toHaveLength(sent);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that came before keeps everything from being sent", async () => {
    const { fetch, seen } = wire(partly(stage));
    await expectReason(stage.call(client(fetch), { signal: AbortSignal.abort(reason) }), reason);
    await idle();
    expect(seen).toEqual([]);
  });
});

describe("an abort between two requests", () => {
  test("ends the wait before a retry", async () => {
    const { fetch, seen } = wire(() => new Response("", { status: 503, headers: { "retry-after": "20" } }));
    const controller = new AbortController();
    fakeTimers();
    const call = client(fetch, { token: "t" }).jobs.get(JOB, { signal: controller.signal });
    call.catch(() => undefined);
    await until(() => seen.length === 1);
    await idle();
    controller.abort(reason);
    await expectReason(call, reason);
    await idle();
    expect([seen.length, vi.getTimerCount()]).toEqual([1, 0]);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  test("ends the wait for the next poll", async () => {
    const { fetch, seen } = wire(() => json({ data: { r0: { id: RUN, status: "RUNNING", history: null } } }));
    const controller = new AbortController();
    fakeTimers();
    const call = client(fetch, { token: "t" }).jobs.wait(RUN, {
      signal: controller.signal,
      deadlineMs: 60_000,
    });
    call.catch(() => undefined);
    await until(() => seen.length === 1);
    await idle();
    controller.abort(reason);
    await expectReason(call, reason);
    await idle();
    expect([seen.length, vi.getTimerCount()]).toEqual([1, 0]);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });
});

describe("one caller's abort", () => {
  const shared: readonly Pick<Stage, "stage" | "silent" | "call">[] = [
    { stage: "the log-in", silent: LOG_IN, call: ({ jobs }, options) => jobs.get(JOB, options) },
    {
      stage: "a read of the catalogue",
      silent: "TechnologiesListRepositories",
      call: ({ technologies }, options) => technologies.list(options),
    },
    {
      stage: "a poll",
      silent: "JobsInstanceStatus",
      call: ({ jobs }, options) => jobs.wait(RUN, { ...options }),
    },
  ];
  const over = { r0: { id: RUN, status: "SUCCEEDED", history: null }, repositories: [] };

  test.each(shared)("or limit leaves another's wait for $stage alone", async ({ silent, call }) => {
    let release = (): void => undefined;
    const { fetch, count } = wire(async (seen) => {
      if (seen.name === silent)
        await Promise.race([silence(seen), new Promise<void>((go) => (release = go))]);
      return well(seen) ?? (seen.name === LOG_IN ? undefined : json({ data: over }));
    });
    const saagie = client(fetch);
    const controller = new AbortController();
    const aborted = call(saagie, { signal: controller.signal });
    aborted.catch(() => undefined);
    const hurried = Promise.allSettled([call(saagie, { timeoutMs: 1 })]);
    const other = call(saagie, {});
    await until(() => count(silent) === 1);
    controller.abort(reason);
    await expectReason(aborted, reason);
    await idle();
    release();
    await expect(other).resolves.toBeDefined();
    expect(count(silent)).toBe(1);
    await hurried;
  });

  test.each(shared)(
    "and then everybody's ends the shared request of $stage, and a new caller makes a new one",
    async ({ silent, call }) => {
      let isSilent = true;
      const { fetch, seen, count } = wire((request) => {
        if (isSilent && request.name === silent) return silence(request);
        return well(request) ?? (request.name === LOG_IN ? undefined : json({ data: over }));
      });
      const saagie = client(fetch);
      const controllers = [new AbortController(), new AbortController()];
      const calls = controllers.map(({ signal }) => rejection(call(saagie, { signal })));
      await until(() => count(silent) === 1);
      for (const controller of controllers) controller.abort(reason);
      expect(await Promise.all(calls)).toEqual([reason, reason]);
      expect(seen.find(({ name }) => name === silent)?.signal.aborted).toBe(true);
      isSilent = false;
      await expect(call(saagie, {})).resolves.toBeDefined();
      expect(count(silent)).toBe(2);
    },
  );

  test("does not end a call of the same client that was sent at the same moment", async () => {
    let release = (): void => undefined;
    const { fetch, seen } = wire(async (request) => {
      await Promise.race([silence(request), new Promise<void>((go) => (release = go))]);
      return well(request);
    });
    const saagie = client(fetch, { token: "t" });
    const controller = new AbortController();
    const aborted = rejection(saagie.jobs.get(JOB, { signal: controller.signal }));
    const other = saagie.jobs.get(JOB);
    await until(() => seen.length === 2);
    controller.abort(reason);
    expect(await aborted).toBe(reason);
    release();
    expect(await other).toMatchObject({ id: JOB });
  });
});

test("an abort keeps a shared request from being sent that was about to be", async () => {
  const clock = instantClock();
  const begun: AbortSignal[] = [];
  const session = createSession({
    clock,
    login: async (signal) => {
      begun.push(signal);
      await Promise.resolve();
      signal.throwIfAborted();
      return { token: "sent" };
    },
  });
  const controller = new AbortController();
  const wait = rejection(session.acquire(controller.signal));
  await Promise.resolve();
  await Promise.resolve();
  controller.abort(reason);
  // Told in the same turn: what comes next in this one sends nothing.
  expect(begun.every(({ aborted }) => aborted)).toBe(true);
  expect([await wait, begun.length]).toEqual([reason, 1]);
});

test("a log-in that everybody left cannot undo a later one", async () => {
  const answers: ((token: string) => void)[] = [];
  const session = createSession({
    clock: instantClock(),
    login: () => new Promise((resolve) => answers.push((token) => resolve({ token }))),
  });
  const controller = new AbortController();
  const left = rejection(session.acquire(controller.signal));
  await until(() => answers.length === 1);
  controller.abort(reason);
  expect(await left).toBe(reason);
  const stays = session.acquire(new AbortController().signal);
  await until(() => answers.length === 2);
  answers[1]?.("second");
  expect(await stays).toMatchObject({ token: "second" });
  answers[0]?.("first");
  await idle();
  expect(await session.acquire(new AbortController().signal)).toMatchObject({ token: "second" });
});

describe("a reason that is an error of this library", () => {
  const reasons: readonly (() => Error)[] = [
    () => new ConnectionError("Lost.", { phase: "send", sent: true }),
    () => new HttpError("Busy.", { status: 503 }),
    () => new AuthenticationError("Who are you?", { status: 401 }),
    () => new DeadlineError("Too late."),
  ];

  test.each(reasons)("comes back as it is, and is no failure of the call: %#", async (make) => {
    let isSilent = true;
    const { fetch, count } = wire((seen) => (isSilent && seen.name !== LOG_IN ? silence(seen) : well(seen)));
    const saagie = client(fetch, { retry: { budget: 1, retries: 1 } });
    for (const call of [() => saagie.jobs.get(JOB, options()), () => saagie.jobs.run(JOB, options())]) {
      const error = make();
      const facts = JSON.stringify(error);
      const sent = count("JobsGet") + count("JobsRun");
      controller = new AbortController();
      const end = rejection(call());
      await until(() => count("JobsGet") + count("JobsRun") === sent + 1);
      controller.abort(error);
      expect(await end).toBe(error);
      await idle();
      expect([JSON.stringify(error), count("JobsGet") + count("JobsRun")]).toEqual([facts, sent + 1]);
    }
    isSilent = false;
    await saagie.jobs.get(JOB);
    expect(count(LOG_IN)).toBe(1);
  });

  let controller = new AbortController();
  const options = (): CallOptions => ({ signal: controller.signal });

  test("takes nothing from the budget of retries", async () => {
    const { fetch, seen } = wire((request) =>
      seen.length === 1 ? silence(request) : new Response("", { status: 503 }),
    );
    const saagie = client(fetch, { token: "t", clock: instantClock(), retry: { budget: 1 } });
    controller = new AbortController();
    const end = rejection(saagie.jobs.get(JOB, options()));
    await until(() => seen.length === 1);
    controller.abort(new HttpError("Busy.", { status: 503 }));
    await end;
    await idle();
    await failure(saagie.jobs.get(JOB));
    expect(seen).toHaveLength(1 + 2);
  });
});

describe("one signal for many calls", () => {
  afterEach(() => {
    process.removeAllListeners("warning");
  });

  test("is left as it was, and Node has nothing to warn of", async () => {
    const warnings: Error[] = [];
    process.on("warning", (warning) => warnings.push(warning));
    const { url } = await loopback((_, answer) => answer.end(JSON.stringify({ data: { job: { id: JOB } } })));
    const { signal } = new AbortController();
    const { fetch } = wire(well);
    for (const saagie of [client(fetch), client(undefined, { token: "t" }, url)]) {
      await Promise.all(Array.from({ length: 50 }, () => saagie.jobs.get(JOB, { signal })));
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(warnings).toEqual([]);
  });
});

describe("over a real connection", () => {
  test("an abort closes it", async () => {
    let asked = 0;
    let closed = 0;
    const { url } = await loopback((_, answer) => {
      asked += 1;
      answer.on("close", () => (closed += 1));
    });
    const controller = new AbortController();
    const call = client(undefined, { token: "t" }, url).jobs.get(JOB, { signal: controller.signal });
    call.catch(() => undefined);
    await until(() => asked === 1);
    controller.abort(reason);
    await expectReason(call, reason);
    await until(() => closed === 1);
    expect(asked).toBe(1);
  });

  test("an abort ends an upload that the platform does not take in", async () => {
    let incoming: IncomingMessage | undefined;
    const { url } = await loopback((request) => {
      request.once("data", () => {
        incoming = request.pause();
      });
    });
    const { call } = madeUpPlatform({ url });
    const send = operation("mutation Send($file: Upload!) { send(file: $file) }", { safety: "write" });
    const file = new File([new Uint8Array(64 * 1024 * 1024)], "large.bin");
    const controller = new AbortController();
    const upload = call(send, { file }, { signal: controller.signal, transfer: true });
    upload.catch(() => undefined);
    await until(() => incoming !== undefined);
    controller.abort(reason);
    await expectReason(upload, reason);
    let received = 0;
    incoming?.on("data", (chunk: Buffer) => (received += chunk.byteLength)).resume();
    await until(() => incoming?.destroyed === true);
    expect(received).toBeLessThan(file.size);
  });
});

test("a download that nobody reads any more leaves no timer behind after an abort or its limit", async () => {
  const { fetch } = wire(() => new Response(new ReadableStream({}, { highWaterMark: 0 })));
  const { call } = madeUpPlatform({
    fetch,
    bindings: { file: binding({ path: "/file", response: "STREAM" }) },
  });
  const open = operation("query Open { file }", { endpoint: "rest" });
  fakeTimers();
  const controller = new AbortController();
  await call(open, {}, { signal: controller.signal, timeoutMs: 60_000 });
  expect(vi.getTimerCount()).toBe(1);
  controller.abort(reason);
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});
