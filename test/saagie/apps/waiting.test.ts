import { describe, expect, onTestFinished, test } from "vitest";
import { DeadlineError, InvalidInputError, NotFoundError, RefusedError } from "../../../src/index.ts";
import { makeApp, makeStartedApp } from "../support/app-things.ts";
import { idle } from "../support/idle.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { NOBODY, collect, rejection } from "../support/things.ts";

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

describe("waiting for an app", () => {
  test("tells every status once, and ends with the one wanted", async () => {
    const own = ownPlatform();
    const { id } = await makeApp(own);
    const statuses: string[] = [];
    const onStatus = (status: string): void => void statuses.push(status);
    await own.saagie.apps.waitUntil(id, "STARTED", { intervalMs: 500, onStatus });
    await own.saagie.apps.stopAndWait(id, { intervalMs: 500, onStatus });
    expect(statuses).toEqual(["STARTING", "STARTED", "STOPPING", "STOPPED"]);
  });

  test("ends with the platform's reason when the app fails", async () => {
    const own = ownPlatform();
    own.emulator.apps.set("broken", { outcome: "FAILED", reason: "no such image" });
    const { id } = await makeApp(own, { name: "broken" });
    const error = await rejection(own.saagie.apps.waitUntil(id, "STARTED"));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ fields: { app: "no such image" } });
    own.emulator.apps.set("broken", { outcome: "STARTED" });
    // The old failure does not count any more.
    expect(await own.saagie.apps.runAndWait(id)).toMatchObject({ history: { currentStatus: "STARTED" } });
  });

  test("for a start of what runs already is over at once", async () => {
    const own = ownPlatform();
    const { id, state } = await makeStartedApp(own);
    expect(await own.saagie.apps.runAndWait(id)).toEqual(state);
  });

  test("for a restart does not take the state before for the one after", async () => {
    const own = ownPlatform();
    const { id, state } = await makeStartedApp(own);
    const body = JSON.stringify({ data: { r0: state } });
    const saagie = own.client({
      // The first read behind the restart still shows what was.
      onRequest: ({ operation }) => {
        if (operation === "AppsRestart")
          own.emulator.faults.add({ match: { operation: "AppsStatus" }, status: 200, body });
      },
    });
    const after = await saagie.apps.restartAndWait(id, { intervalMs: 500 });
    expect(after).toMatchObject({ history: { currentStatus: "STARTED" } });
    expect(after.history?.currentExecutionId).not.toBe(state.history?.currentExecutionId);
  });

  test("ends at its deadline with the last status", async () => {
    const own = ownPlatform();
    own.emulator.apps.set("slow", { seconds: Infinity });
    const { id } = await makeApp(own, { name: "slow" });
    const error = await rejection(own.saagie.apps.waitUntil(id, "STARTED", { deadlineMs: 10_000 }));
    expect(error).toBeInstanceOf(DeadlineError);
    expect(error).toMatchObject({ lastState: "STARTING" });
  });

  test.each([{ intervalMs: 0 }, { deadlineMs: -1 }])("with %o acts on nothing", async (options) => {
    const own = ownPlatform();
    const { id } = await makeStartedApp(own);
    const asked = watchRequests(own.emulator);
    expect(await rejection(own.saagie.apps.stopAndWait(id, options))).toBeInstanceOf(InvalidInputError);
    expect(asked.operations()).toEqual([]);
  });

  test("ends with the reason of an abort, and nothing is asked behind it", async () => {
    const own = ownPlatform();
    own.emulator.apps.set("slow", { seconds: Infinity });
    const { id } = await makeApp(own, { name: "slow" });
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    own.emulator.clock.auto = false;
    const waiting = rejection(own.saagie.apps.waitUntil(id, "STARTED", { signal: controller.signal }));
    await idle();
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    const asked = watchRequests(own.emulator);
    own.emulator.clock.advance(3_600_000);
    await idle();
    expect(asked.operations()).toEqual([]);
  });

  test("many waits share one request a tick", async () => {
    const own = ownPlatform();
    const apps = await Promise.all(Array.from({ length: 20 }, () => makeApp(own)));
    const asked = watchRequests(own.emulator);
    const start = own.emulator.clock.now();
    await Promise.all(apps.map(({ id }) => own.saagie.apps.waitUntil(id, "STARTED", { intervalMs: 1_000 })));
    const ticks = Math.ceil((own.emulator.clock.now() - start) / 1_000) + 2;
    expect(asked.count("AppsStatus")).toBeLessThanOrEqual(ticks);
    expect(new Set(asked.operations())).toEqual(new Set(["AppsStatus"]));
  });
});

describe("watching an app", () => {
  test("tells a restart also when it was over between two reads", async () => {
    const own = ownPlatform();
    const { id, state } = await makeStartedApp(own);
    const states = own.saagie.apps.watch(id, { intervalMs: 60_000 });
    expect((await states.next()).value).toEqual(state);
    own.emulator.clock.auto = false;
    const next = states.next();
    await idle();
    await own.saagie.apps.restart(id);
    own.emulator.clock.advance(70_000);
    const { value } = await next;
    expect(value?.history?.currentStatus).toBe("STARTED");
    expect(value?.history?.currentExecutionId).not.toBe(state.history?.currentExecutionId);
    await states.return();
  });

  test("tells a crash and the recovery, and ends when the app is gone", async () => {
    const own = ownPlatform();
    const { id } = await makeStartedApp(own, { name: "fragile" });
    own.emulator.apps.crash("fragile", { reason: "out of memory" });
    const seen: (string | undefined)[] = [];
    const watching = (async (): Promise<void> => {
      for await (const { history } of own.saagie.apps.watch(id, { intervalMs: 500 })) {
        seen.push(history?.currentStatus);
        if (history?.currentStatus === "STARTED") await own.saagie.apps.delete(id);
      }
    })();
    expect(await rejection(watching)).toBeInstanceOf(NotFoundError);
    expect(seen).toEqual(["FAILED", "RECOVERING", "STARTED"]);
  });
});

describe("the log of an app", () => {
  test("is read page by page, with the streams asked for", async () => {
    const own = ownPlatform();
    const { id, name, state } = await makeStartedApp(own);
    for (const value of ["one", "two", "three"]) own.emulator.apps.print(name, value);
    own.emulator.apps.print(name, { stream: "STDERR", value: "oops" });
    const lines = await collect(own.saagie.apps.logs(id, { pageSize: 2 }));
    const values = ["started", "listening on port 8080", "one", "two", "three", "oops"];
    expect(lines.map(({ value }) => value)).toEqual(values);
    expect(lines[0]).toMatchObject({
      executionId: state.history?.currentExecutionId,
      stream: "STDOUT",
    });
    expect(lines[0]?.time).toMatch(/Z$/u);
    const errors = await collect(own.saagie.apps.logs({ id }, { streams: ["STDERR"] }));
    expect(errors.map(({ value }) => value)).toEqual(["oops"]);
  });

  test.each([
    { streams: ["STDOUT"], values: ["started", "listening on port 8080", "one", "two"] },
    { streams: ["STDOUT", "STDERR"], values: ["started", "listening on port 8080", "one", "oops", "two"] },
    { streams: ["STDERR", "ORCHESTRATION_STDERR"], values: ["oops"] },
  ] as const)("is read from the platform where the log proxy does not know it: $streams", async (given) => {
    const own = ownPlatform();
    const { id, name, state } = await makeStartedApp(own);
    own.emulator.apps.print(name, "one");
    own.emulator.apps.print(name, { stream: "STDERR", value: "oops" });
    own.emulator.apps.print(name, "two");
    own.emulator.faults.add({ match: { operation: "readLogs" }, status: 404, times: Infinity });
    const lines = await collect(own.saagie.apps.logs(id, { streams: given.streams, pageSize: 2 }));
    expect(lines.map(({ value }) => value)).toEqual(given.values);
    expect(lines[0]).toMatchObject({ executionId: state.history?.currentExecutionId });
    expect(lines[0]?.time).toMatch(/Z$/u);
    // Asked once: what it does not know, it does not know on the next page either.
    expect(own.emulator.requests.filter(({ operation }) => operation === "readLogs")).toHaveLength(1);
  });

  test("of an execution that nobody knows is missing", async () => {
    const own = ownPlatform();
    const { id } = await makeStartedApp(own);
    const reading = collect(own.saagie.apps.logs(id, { executionId: NOBODY }));
    expect(await rejection(reading)).toBeInstanceOf(NotFoundError);
  });

  test("is followed from one execution to the next, until the app has stopped", async () => {
    const own = ownPlatform();
    const { id, name } = await makeStartedApp(own);
    const values: string[] = [];
    const executions = new Set<string>();
    for await (const { value, executionId } of own.saagie.apps.logs(id, { follow: true, intervalMs: 500 })) {
      values.push(value);
      executions.add(executionId);
      if (values.length === 2) {
        own.emulator.apps.print(name, "before");
        await own.saagie.apps.restart(id);
      }
      if (values.length === 5) await own.saagie.apps.stop(id);
    }
    const start = ["started", "listening on port 8080"];
    expect(values).toEqual([...start, "before", ...start]);
    expect(executions.size).toBe(2);
  });

  test("of an earlier execution is read alone", async () => {
    const own = ownPlatform();
    const { id, state } = await makeStartedApp(own);
    const executionId = state.history?.currentExecutionId ?? "";
    await own.saagie.apps.restartAndWait(id);
    const lines = await collect(own.saagie.apps.logs(id, { executionId, follow: true }));
    expect(new Set(lines.map((line) => line.executionId))).toEqual(new Set([executionId]));
  });
});

test("a period that does not begin is refused", async () => {
  const own = ownPlatform();
  const { id } = await makeApp(own);
  expect(await rejection(own.saagie.apps.stats(id, { since: "lately" }))).toBeInstanceOf(InvalidInputError);
});
