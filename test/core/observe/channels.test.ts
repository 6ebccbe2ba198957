import { AsyncLocalStorage } from "node:async_hooks";
import { Channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Agave } from "../../../src/agave/index.ts";
import { DescartesStorage } from "../../../src/descartes/index.ts";
import { emulateAgave, emulateDescartes, emulateSaagie } from "../../../src/emulator/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";
import { instantClock } from "../support/clock.ts";
import { failure, rejection, until } from "../support/rejection.ts";
import { client, JOB, LOG_IN, well, wire } from "../support/wire.ts";
import { listening, type Published } from "./listening.ts";

const ID = expect.stringMatching(/^[\da-f]{32}$/u) as unknown;
const DURATION = expect.any(Number) as unknown;

let heard: ReturnType<typeof listening>;

beforeEach(() => {
  heard = listening();
});

afterEach(() => {
  heard.stop();
  vi.restoreAllMocks();
});

const eventsOf = (published: readonly Published[]): readonly string[] =>
  published.map(({ channel, message }) => {
    const what = channel.includes("call") ? message["method"] : message["operation"];
    return `${channel.replace("footbridge:", "")} ${String(what)}`;
  });

/** Each platform with a call of its own, and the request that has to be seen for it. */
const PLATFORMS = [
  {
    platform: "saagie",
    method: "projects.list",
    operation: "ProjectsList",
    call: async () => {
      const { url, platform, realm, user, password, fetch } = emulateSaagie();
      return new Saagie({ url, platform, realm, user, password, fetch }).projects.list();
    },
  },
  {
    platform: "descartes",
    method: "exists",
    operation: undefined,
    call: async () => {
      const { url, iamUrl, clientId, refreshToken, fetch } = emulateDescartes();
      return new DescartesStorage({ url, iamUrl, clientId, refreshToken, fetch, tokenCache: false }).exists(
        "a",
      );
    },
  },
  {
    platform: "agave",
    method: "systems.list",
    operation: "SystemsList",
    call: async () => {
      const { url: baseUrl, user: username, password, clientKey, clientSecret, fetch } = emulateAgave();
      const apiKeys = { apiKey: clientKey, apiSecret: clientSecret };
      const agave = new Agave({ baseUrl, username, password, ...apiKeys, fetch });
      for await (const _ of agave.systems.list()) break;
    },
  },
] as const;

test.each(PLATFORMS)("calls and requests of $platform are told, and joined", async (row) => {
  await row.call();
  const [first, ...rest] = heard.published;
  const last = rest.at(-1);
  const call = {
    platform: row.platform,
    method: row.method,
    callId: ID,
  };
  expect(first).toEqual({ channel: "footbridge:call:start", message: call });
  expect(last).toEqual({
    channel: "footbridge:call:end",
    message: { ...first?.message, durationMs: DURATION },
  });
  const requests = rest.slice(0, -1);
  expect(requests.length).toBeGreaterThanOrEqual(4); // a log-in as well
  for (const { channel, message } of requests) {
    expect(channel).toMatch(/^footbridge:request:(?:start|end)$/u);
    expect(message).toMatchObject({ ...call, callId: first?.message["callId"], attempt: 1 });
  }
  if (row.operation !== undefined) expect(eventsOf(requests)).toContain(`request:end ${row.operation}`);
});

test("a request is told with what is known of it, each try for itself", async () => {
  let tries = 0;
  const { fetch, seen } = wire((asked) => {
    tries += 1;
    if (tries === 1) return new Response("", { status: 503 });
    if (tries === 2) throw new TypeError("fetch failed");
    return well(asked);
  });
  await client(fetch, { token: "t", clock: instantClock() }).jobs.get(JOB);
  expect(eventsOf(heard.published)).toEqual([
    "call:start jobs.get",
    "request:start JobsGet",
    "request:end JobsGet",
    "request:start JobsGet",
    "request:error JobsGet",
    "request:start JobsGet",
    "request:end JobsGet",
    "call:end jobs.get",
  ]);
  const [call, start, , , failed, , end] = heard.published.map(({ message }) => message);
  const asked = {
    platform: "saagie",
    method: "jobs.get",
    operation: "JobsGet",
    endpoint: "platform",
    callId: call?.["callId"],
    requestId: ID,
    httpMethod: "POST",
    host: "127.0.0.1",
    port: 1,
    requestBytes: Buffer.byteLength(String(seen[0]?.body)),
  };
  expect(start).toEqual({ ...asked, attempt: 1 });
  const durationMs = DURATION;
  expect(failed).toEqual({ ...asked, attempt: 2, durationMs, code: "CONNECTION" });
  const responseBytes = Buffer.byteLength(await (well({ name: "JobsGet" } as never)?.text() ?? ""));
  expect(end).toEqual({ ...asked, attempt: 3, durationMs, status: 200, responseBytes });
  expect(failed?.["requestId"]).toBe(end?.["requestId"]);
});

describe("a call that fails", () => {
  test("before anything is sent is told with its code", async () => {
    await rejection(client(wire(well).fetch).jobs.get(12 as never));
    expect(eventsOf(heard.published)).toEqual(["call:start jobs.get", "call:error jobs.get"]);
    expect(heard.published[1]?.message).toMatchObject({ code: "INVALID_INPUT" });
  });

  test("by an abort is told without the caller's reason", async () => {
    const controller = new AbortController();
    const { fetch } = wire(() => {
      controller.abort({ secret: "why" });
      return new Promise(() => undefined);
    });
    const saagie = client(fetch, { token: "t" });
    await expect(saagie.jobs.get(JOB, { signal: controller.signal })).rejects.toEqual({ secret: "why" });
    await until(() => heard.published.length === 4);
    const ends = heard.published.filter(({ channel }) => channel.endsWith(":error"));
    expect(ends.map(({ message }) => message["code"])).toEqual(["ABORTED", "ABORTED"]);
    expect(JSON.stringify(heard.published)).not.toContain("why");
  });

  test("of several that share a log-in is told for each of them", async () => {
    const { fetch } = wire(({ name }) => (name === LOG_IN ? new Response("", { status: 401 }) : undefined));
    const saagie = client(fetch);
    await Promise.all([failure(saagie.jobs.get(JOB)), failure(saagie.jobs.run(JOB))]);
    const ends = heard.published.filter(({ channel }) => channel === "footbridge:call:error");
    const codes: unknown = Object.fromEntries(
      ends.map(({ message }) => [message["method"], message["code"]]),
    );
    expect(codes).toEqual({ "jobs.get": "AUTHENTICATION", "jobs.run": "AUTHENTICATION" });
  });
});

describe("items that come one after the other", () => {
  const watching = (): Saagie => {
    const { url, platform, realm, user, password, fetch, clock } = emulateSaagie({ clock: "auto" });
    return new Saagie({ url, platform, realm, user, password, fetch, clock });
  };

  test("are one call, which ends where its reader leaves", async () => {
    const saagie = watching();
    const project = await saagie.projects.ensure({ name: "Sales" });
    const job = await saagie.jobs.create(project.id, {
      name: "Report",
      technology: "Bash",
      commandLine: "true",
    });
    const run = await saagie.jobs.run(job.id);
    heard.published.length = 0;
    for await (const _ of saagie.jobs.watch(run.id)) break;
    const events = eventsOf(heard.published);
    expect([events[0], events.at(-1)]).toEqual(["call:start jobs.watch", "call:end jobs.watch"]);
    expect(events.length).toBeGreaterThan(2);
    expect(new Set(heard.published.map(({ message }) => message["callId"])).size).toBe(1);
  });

  test("are one call, which fails where they do", async () => {
    const watch = watching().jobs.watch(JOB);
    await rejection(watch.next());
    const events = eventsOf(heard.published);
    expect([events[0], events.at(-1)]).toEqual(["call:start jobs.watch", "call:error jobs.watch"]);
    expect(heard.published.at(-1)?.message).toMatchObject({ code: "NOT_FOUND" });
  });
});

test("what listens to requests alone is told the methods of their calls", async () => {
  heard.stop();
  heard = listening(["footbridge:request:end"]);
  await client(wire(well).fetch, { token: "t" }).jobs.get(JOB);
  expect(heard.published).toMatchObject([{ message: { method: "jobs.get", operation: "JobsGet" } }]);
});

test("what listens by throwing decides nothing", async () => {
  const uncaught: unknown[] = [];
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => uncaught.push(error));
  const mistake = new Error("my mistake");
  const throwing = (): never => {
    throw mistake;
  };
  subscribe("footbridge:call:start", throwing);
  subscribe("footbridge:request:end", throwing);
  try {
    expect(await client(wire(well).fetch, { token: "t" }).jobs.get(JOB)).toMatchObject({ id: JOB });
    await until(() => uncaught.length === 2);
    expect(uncaught).toEqual([mistake, mistake]);
  } finally {
    unsubscribe("footbridge:call:start", throwing);
    unsubscribe("footbridge:request:end", throwing);
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
});

test("where nobody listens, nothing is published and no call is followed", async () => {
  heard.stop();
  const saagie = client(wire(well).fetch, { token: "t" });
  const publish = vi.spyOn(Channel.prototype, "publish");
  const follow = vi.spyOn(AsyncLocalStorage.prototype, "run");
  const times = (): readonly number[] => [publish, follow].map(({ mock }) => mock.calls.length);
  await saagie.jobs.get(JOB);
  expect(times()).toEqual([0, 0]);
  // The same is seen where somebody does: of a channel that nobody listens to the class is as spied upon.
  heard = listening(["footbridge:request:end"]);
  await saagie.jobs.get(JOB);
  expect(times()).toEqual([3, 1]);
});
