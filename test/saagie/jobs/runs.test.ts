import { getEventListeners } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { DeadlineError, InvalidInputError, NotFoundError } from "../../../src/index.ts";
import type { EmulatedSaagieOptions } from "../../../src/emulator/index.ts";
import { isFinalStatus, statusOf } from "../../../src/saagie/index.ts";
import { emulatedPlatform, openPlatform, patience, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { collect, makeEndlessRun, makeJob, plainJob, rejection } from "../support/things.ts";
import { idle } from "../support/idle.ts";

const platform = openPlatform();
const { saagie } = platform;
const LONG = 3_600_000;

/** A platform of the test's own. */
function ownPlatform(options: EmulatedSaagieOptions = {}): TestPlatform {
  const own = emulatedPlatform(options);
  onTestFinished(() => own.close());
  return own;
}

/** A platform with an endless run, on which from then on time passes only by hand. */
async function standingStill(): Promise<TestPlatform & { readonly run: string }> {
  const own = ownPlatform();
  const { id } = await makeEndlessRun(own);
  own.emulator.clock.auto = false;
  return { ...own, run: id };
}

test("a run is followed to its end, and every status is told once", async () => {
  const { id } = await makeJob(platform);
  const statuses: string[] = [];
  const run = await saagie.jobs.runAndWait(id, {
    ...patience,
    onStatus: (status) => void statuses.push(status),
  });
  expect(statusOf(run)).toBe("SUCCEEDED");
  expect(new Set(statuses).size).toBe(statuses.length);
  expect(statuses.at(-1)).toBe("SUCCEEDED");
  expect(statuses).toEqual(["REQUESTED", "QUEUED", "RUNNING", "SUCCEEDED"]);
});

test("a run can be awaited after its state has been read", async () => {
  const { id } = await makeJob(platform);
  const started = await saagie.jobs.run(id);
  await saagie.jobs.instanceStatus(started.id);
  expect(await saagie.jobs.wait(started.id, patience)).toMatchObject({ id: started.id, status: "SUCCEEDED" });
});

test("another process can take a wait over: all it needs is the id", async () => {
  const { id } = await makeJob(platform);
  const started = await saagie.jobs.run(id);
  expect(await platform.client().jobs.wait(started.id, patience)).toMatchObject({ status: "SUCCEEDED" });
});

describe("however a run ends, the wait ends", () => {
  test.each(["SUCCEEDED", "FAILED", "KILLED", "UNKNOWN", "ERROR", "SKIPPED"] as const)(
    "%s",
    async (outcome) => {
      const { id } = await makeJob(platform);
      platform.emulator.scripts.set(id, { outcome, details: "as scripted" });
      const run = await saagie.jobs.runAndWait(id, patience);
      expect(run).toMatchObject({ status: outcome, history: { currentStatus: { details: "as scripted" } } });
      expect(isFinalStatus(statusOf(run))).toBe(true);
    },
  );
});

describe("a deadline", () => {
  test("ends the wait with the last status; the run goes on", async () => {
    const own = ownPlatform();
    const { id } = await makeEndlessRun(own);
    const { clock } = own.emulator;
    const start = clock.now();
    const error = await rejection(own.saagie.jobs.wait(id, { deadlineMs: 10_000, intervalMs: 3_000 }));
    expect(error).toBeInstanceOf(DeadlineError);
    expect(error).toMatchObject({ lastState: "RUNNING", code: "DEADLINE" });
    expect(clock.now() - start).toBeGreaterThanOrEqual(10_000);
    expect(clock.now() - start).toBeLessThan(11_000);
    expect((await own.saagie.jobs.instanceStatus(id)).status).toBe("RUNNING");
  });

  test("that is longer than the run makes no difference", async () => {
    const { id } = await makeJob(platform);
    expect(await saagie.jobs.runAndWait(id, { deadlineMs: 60_000 })).toMatchObject({ status: "SUCCEEDED" });
  });
});

test.each([{ intervalMs: 0 }, { intervalMs: -1 }, { deadlineMs: 0 }, { deadlineMs: Number.NaN }])(
  "%o is refused before a run is started",
  async (options) => {
    const { id } = await makeJob(platform);
    const asked = watchRequests(platform.emulator);
    expect(await rejection(saagie.jobs.runAndWait(id, options))).toBeInstanceOf(InvalidInputError);
    expect(asked.operations()).toEqual([]);
  },
);

describe("an abort", () => {
  const reason = new Error("changed my mind");

  test("ends the wait with its reason, and with it all asking; the run goes on", async () => {
    const { emulator, saagie: own, run } = await standingStill();
    const controller = new AbortController();
    const waiting = own.jobs.wait(run, { signal: controller.signal });
    await idle();
    controller.abort(reason);
    expect(await rejection(waiting)).toBe(reason);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    const asked = watchRequests(emulator);
    emulator.clock.advance(LONG);
    await idle();
    expect(asked.operations()).toEqual([]);
    expect((await own.jobs.instanceStatus(run)).status).toBe("RUNNING");
  });

  test("before the start keeps a run from being started", async () => {
    const { id } = await makeJob(platform);
    const asked = watchRequests(platform.emulator);
    expect(await rejection(saagie.jobs.runAndWait(id, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(asked.operations()).toEqual([]);
  });

  test("of one wait leaves another one for the same run alone", async () => {
    const { emulator, saagie: own, run } = await standingStill();
    const controller = new AbortController();
    const first = rejection(own.jobs.wait(run, { signal: controller.signal }));
    const second = own.jobs.wait(run);
    await idle();
    controller.abort(reason);
    expect(await first).toBe(reason);
    emulator.clock.auto = true;
    await own.jobs.stop(run);
    expect(await second).toMatchObject({ status: "KILLED" });
  });

  test("with stopOnAbort also stops the run, once", async () => {
    const { emulator, saagie: own, run } = await standingStill();
    const asked = watchRequests(emulator);
    const controller = new AbortController();
    const waiting = own.jobs.wait(run, { signal: controller.signal, stopOnAbort: true });
    await idle();
    controller.abort(reason);
    expect(await rejection(waiting)).toBe(reason);
    expect(asked.count("JobsStop")).toBe(1);
    emulator.clock.auto = true;
    expect((await own.jobs.wait(run)).status).toBe("KILLED");
  });
});

describe("watching", () => {
  test("yields each new status, and ends with the final one", async () => {
    const { id } = await makeJob(platform);
    const run = await saagie.jobs.run(id);
    const states = await collect(saagie.jobs.watch(run.id, { intervalMs: 200 }));
    expect(states.map(statusOf)).toEqual(["REQUESTED", "QUEUED", "RUNNING", "SUCCEEDED"]);
  });

  test("of a run that is over costs one request", async () => {
    const { id } = await makeJob(platform);
    const { id: run } = await saagie.jobs.runAndWait(id);
    const asked = watchRequests(platform.emulator);
    expect(await collect(saagie.jobs.watch(run))).toHaveLength(1);
    expect(asked.operations()).toEqual(["JobsInstanceStatus"]);
  });

  test("ends with the loop that it is watched in", async () => {
    const { emulator, saagie: own, run } = await standingStill();
    for await (const state of own.jobs.watch(run)) {
      expect(state.id).toBe(run);
      break;
    }
    const asked = watchRequests(emulator);
    emulator.clock.advance(LONG);
    await idle();
    expect(asked.operations()).toEqual([]);
  });

  test("of a run that vanishes ends with NotFoundError", async () => {
    const own = ownPlatform();
    const { id } = await makeEndlessRun(own);
    const states = own.saagie.jobs.watch(id);
    expect((await states.next()).value).toMatchObject({ id });
    await own.saagie.projects.delete((await own.project()).id);
    expect(await rejection(collect(states))).toBeInstanceOf(NotFoundError);
  });

  test("takes a status that it does not know for one that is not final", async () => {
    const own = ownPlatform();
    const { id } = await own.saagie.jobs.run((await makeJob(own)).id);
    const paused = { id, status: "PAUSED", history: { currentStatus: { status: "PAUSED" } } };
    const body = JSON.stringify({ data: { r0: paused } });
    own.emulator.faults.add({ match: { operation: "JobsInstanceStatus" }, status: 200, body });
    const states = await collect(own.saagie.jobs.watch(id));
    expect(states.map(statusOf)).toEqual(["PAUSED", expect.any(String), "SUCCEEDED"]);
  });

  test("outlives a platform that stumbles", async () => {
    const own = ownPlatform();
    const { id } = await own.saagie.jobs.run((await makeJob(own)).id);
    const match = { operation: "JobsInstanceStatus" };
    own.emulator.faults.add({ match, reset: "before" });
    own.emulator.faults.add({ match, status: 503, retryAfter: 1 });
    own.emulator.faults.add({ match, tear: 5 });
    expect(await own.saagie.jobs.wait(id)).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("many waits share their requests", () => {
  test.each([
    [1, 1],
    [100, 1],
    [250, 3],
  ])("%i waits need %i a tick", async (waits, requests) => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    own.emulator.scripts.set(id, { seconds: 30 });
    const runs = await Promise.all(Array.from({ length: waits }, () => own.saagie.jobs.run(id)));
    const asked = watchRequests(own.emulator);
    const start = own.emulator.clock.now();
    await Promise.all(runs.map((run) => own.saagie.jobs.wait(run.id, { intervalMs: 5_000 })));
    const ticks = Math.ceil((own.emulator.clock.now() - start) / 5_000) + 2;
    expect(asked.count("JobsInstanceStatus")).toBeLessThanOrEqual(ticks * requests);
    expect(new Set(asked.operations())).toEqual(new Set(["JobsInstanceStatus"]));
  });
});

test("a job is run, deleted and created again under its name, one right after the other", async () => {
  const { id, name, project } = await makeJob(platform);
  await saagie.jobs.runAndWait(id, patience);
  await saagie.jobs.delete(id);
  expect(await saagie.jobs.createOrUpgrade(project.id, { ...plainJob(platform), name })).toMatchObject({
    action: "created",
    name,
  });
});
