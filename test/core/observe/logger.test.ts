import { describe, expect, test, vi } from "vitest";
import { Agave } from "../../../src/agave/index.ts";
import { DescartesStorage } from "../../../src/descartes/index.ts";
import { emulateAgave, emulateDescartes, emulateSaagie } from "../../../src/emulator/index.ts";
import type { Logger } from "../../../src/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";
import { instantClock } from "../support/clock.ts";
import { rejection, until } from "../support/rejection.ts";
import { client, JOB, json, well, wire } from "../support/wire.ts";

type Line = readonly [level: string, message: string, facts: Readonly<Record<string, unknown>>];

/** A logger, and the lines of it. */
function logging(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const at =
    (level: string) =>
    (message: string, facts: object): void =>
      void lines.push([level, message, { ...facts }]);
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  return { logger, lines };
}

const REQUEST_ID = expect.stringMatching(/^[\da-f]{32}$/u) as unknown;

test("requests, retries and the answer after them are a line each", async () => {
  const { logger, lines } = logging();
  let tries = 0;
  const { fetch } = wire((seen) => {
    tries += 1;
    return tries === 1 ? new Response("", { status: 503, headers: { "retry-after": "2" } }) : well(seen);
  });
  await client(fetch, { token: "t", clock: instantClock(), logger }).jobs.get(JOB);
  const call = { platform: "saagie", operation: "JobsGet", requestId: REQUEST_ID };
  const request = { ...call, endpoint: "platform", durationMs: expect.any(Number) as unknown };
  expect(lines).toEqual([
    [
      "debug",
      expect.stringMatching(/^saagie JobsGet: 503 in \d+ ms$/u),
      { ...request, attempt: 1, status: 503, code: undefined },
    ],
    [
      "warn",
      "saagie JobsGet: try 1 failed (HTTP 503), again in 2000 ms",
      { ...call, attempt: 1, reason: "HTTP 503", waitMs: 2_000 },
    ],
    [
      "debug",
      expect.stringMatching(/^saagie JobsGet: 200 in \d+ ms$/u),
      { ...request, attempt: 2, status: 200, code: undefined },
    ],
    ["info", "saagie JobsGet: answered at try 2", { ...call, attempt: 2 }],
  ]);
  expect(new Set(lines.map(([, , { requestId }]) => requestId)).size).toBe(1);
});

test("a lost answer is an error", async () => {
  const { logger, lines } = logging();
  const { fetch } = wire(() => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) });
  });
  await rejection(client(fetch, { token: "t", logger }).jobs.run(JOB));
  expect(lines.map(([level, message]) => [level, message])).toEqual([
    ["debug", expect.stringMatching(/^saagie JobsRun: no answer in \d+ ms$/u)],
    ["error", "saagie JobsRun: the answer was lost"],
  ]);
  const facts = { operation: "JobsRun", code: "OUTCOME_UNKNOWN", attempt: 1, reason: "CONNECTION" };
  expect(lines[1]?.[2]).toMatchObject(facts);
});

test("a lost write that is sent again says so", async () => {
  const { logger, lines } = logging();
  const emulator = emulateSaagie();
  const { url, platform, realm, user, password, fetch } = emulator;
  const clock = instantClock();
  const saagie = new Saagie({ url, platform, realm, user, password, fetch, clock, logger });
  emulator.faults.add({ match: { operation: "createProject" }, reset: "before" });
  await saagie.projects.create({ name: "Sales" });
  const loud = lines.filter(([level]) => level !== "debug");
  expect(loud.map(([level, message]) => [level, message])).toEqual([
    ["error", "saagie ProjectsCreate: the answer was lost"],
    ["warn", expect.stringMatching(/^saagie ProjectsCreate: took no effect, again in \d+ ms$/u)],
  ]);
});

test("a warning of the platform is one, in one line, and goes to onWarning as well", async () => {
  const { logger, lines } = logging();
  const errors = [{ message: "Half of\nit", path: ["job", "technology"] }];
  const { fetch } = wire(() => json({ data: { job: { id: JOB } }, errors }));
  const onWarning = vi.fn<() => void>();
  await client(fetch, { token: "t", logger, onWarning }).jobs.get(JOB);
  expect(lines.filter(([level]) => level === "warn")).toEqual([
    [
      "warn",
      expect.stringMatching(/^JobsGet: Half of it/u),
      expect.objectContaining({ operation: "JobsGet", path: "job.technology" }),
    ],
  ]);
  expect(onWarning).toHaveBeenCalledTimes(1);
});

describe("a client writes to its logger", () => {
  test("of Descartes", async () => {
    const { logger, lines } = logging();
    const { url, iamUrl, clientId, refreshToken, fetch } = emulateDescartes();
    const login = { clientId, refreshToken, tokenCache: false } as const;
    await new DescartesStorage({ url, iamUrl, ...login, fetch, logger }).exists("a");
    expect(lines.map(([, message]) => message)).toEqual([
      expect.stringMatching(/^descartes TokensRefresh: 200 in/u),
      expect.stringMatching(/^descartes \w+: \d+ in/u),
    ]);
  });

  test("of Agave", async () => {
    const { logger, lines } = logging();
    const { url: baseUrl, user: username, password, clientKey, clientSecret, fetch } = emulateAgave();
    const keys = { apiKey: clientKey, apiSecret: clientSecret };
    const agave = new Agave({ baseUrl, username, password, ...keys, fetch, logger });
    await agave.profiles.get("me");
    expect(lines.map(([, message]) => message)).toEqual([
      expect.stringMatching(/^agave TokensRequest: 200 in/u),
      expect.stringMatching(/^agave ProfilesGet: 200 in/u),
    ]);
  });
});

test("a logger that throws decides nothing, nor keeps a warning from its callback", async () => {
  const uncaught: unknown[] = [];
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => uncaught.push(error));
  const throwing = (): never => {
    throw new Error("my mistake");
  };
  const logger = { debug: throwing, info: throwing, warn: throwing, error: throwing };
  const onWarning = vi.fn<() => void>();
  try {
    const { fetch } = wire(() => json({ data: { job: { id: JOB } }, errors: [{ message: "Half" }] }));
    const job = await client(fetch, { token: "t", logger, onWarning }).jobs.get(JOB);
    expect(job).toMatchObject({ id: JOB });
    await until(() => uncaught.length === 2);
    expect(onWarning).toHaveBeenCalledTimes(1);
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
});

test.each([[null], ["console"], [{ debug: vi.fn(), info: vi.fn(), warn: vi.fn() }]])(
  "what is no logger is refused: %j",
  (logger) => {
    expect(() => client(undefined, { logger: logger as never })).toThrow(
      /^logger must be an object with a method \w+, as console is\.$/u,
    );
  },
);
