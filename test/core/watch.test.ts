import { getEventListeners } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DeadlineError, NotFoundError, systemClock, type Clock } from "../../src/index.ts";
import { createWatcher, type Watcher } from "../../src/core/watch/watch.ts";
import type { WatchOptions } from "../../src/core/watch/watch-options.ts";
import { emulateSaagie } from "../../src/emulator/index.ts";
import { fakeTimers } from "../node/loopback.ts";
import { instantClock } from "./support/clock.ts";
import { expectReason, failure, idle, rejection, until } from "./support/rejection.ts";

// Many calls or many values: on a busy machine they take their time.
vi.setConfig({ testTimeout: 30_000 });

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

interface Read {
  readonly at: number;
  readonly ids: readonly string[];
  readonly signal: AbortSignal;
}

type Answer = (read: Read, number: number) => Promise<Readonly<Record<string, string | NotFoundError>>>;

/** A watcher over made-up states, and what it read. */
function watching(
  clock: Clock,
  answer: Answer = ({ ids }) => Promise.resolve(Object.fromEntries(ids.map((id) => [id, "RUNNING"]))),
): { readonly watcher: Watcher<string>; readonly reads: readonly Read[] } {
  const reads: Read[] = [];
  const watcher = createWatcher<string>({
    clock,
    isFinal: (state) => state === "DONE",
    label: (state) => state,
    missing: (id) => new NotFoundError(`${id} is gone.`),
    read: async (ids, signal) => {
      const read = { at: clock.now(), ids, signal };
      reads.push(read);
      return new Map(Object.entries(await answer(read, reads.length)));
    },
  });
  return { watcher, reads };
}

/** States that are over with the n-th read. */
const doneAfter =
  (count: number): Answer =>
  ({ ids }, number) =>
    Promise.resolve(Object.fromEntries(ids.map((id) => [id, number < count ? "RUNNING" : "DONE"])));

async function follow(
  watcher: Watcher<string>,
  id: string,
  options: WatchOptions = {},
): Promise<readonly string[]> {
  const states: string[] = [];
  for await (const state of watcher.watch(id, options)) states.push(state);
  return states;
}

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `run-${index}`);

describe("the cost", () => {
  test.each([
    [1, 1],
    [100, 1],
    [101, 2],
    [1000, 10],
  ])("of %d watched things is %d reads a tick", async (count, perTick) => {
    const clock = instantClock();
    const { watcher, reads } = watching(clock, ({ at, ids }) =>
      Promise.resolve(Object.fromEntries(ids.map((id) => [id, at - start < 5000 ? "RUNNING" : "DONE"]))),
    );
    const start = clock.now();
    const states = await Promise.all(names(count).map((id) => follow(watcher, id, { intervalMs: 2000 })));
    expect(states.every((seen) => seen.join() === "RUNNING,DONE")).toBe(true);
    const ticks = new Set(reads.map(({ at }) => at)).size;
    // At 0, about 2, about 4 and about 6 seconds.
    expect([ticks, reads.length]).toEqual([4, 4 * perTick]);
  });

  test("of those who have to wait for their answers longer than for their turn is no more", async () => {
    const clock = instantClock();
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    // The second hundred is answered late each time: it joins the others again.
    const { watcher, reads } = watching(clock, async ({ at, ids }) => {
      if (ids.includes("run-150")) await idle(5);
      return Object.fromEntries(ids.map((id) => [id, at - start < 60_000 ? "RUNNING" : "DONE"]));
    });
    const start = clock.now();
    await Promise.all(names(200).map((id) => follow(watcher, id, { intervalMs: 2000 })));
    const ticks = reads.map(({ at }) => at);
    expect(ticks.every((at) => ticks.filter((other) => other === at).length <= 2)).toBe(true);
    expect(reads.every(({ ids }) => ids.length === 100)).toBe(true);
  });

  test("of an hour's run is less than a hundred reads, the last of them a minute apart", async () => {
    const clock = instantClock();
    const start = clock.now();
    const { watcher, reads } = watching(clock, ({ at, ids }) =>
      Promise.resolve(Object.fromEntries(ids.map((id) => [id, at - start < 3_600_000 ? "RUNNING" : "DONE"]))),
    );
    expect(await follow(watcher, "run")).toEqual(["RUNNING", "DONE"]);
    expect(reads.length).toBeLessThan(100);
    // Quick at first: the first minute has its thirty reads of before, or nearly.
    expect(reads.filter(({ at }) => at - start <= 60_000).length).toBeGreaterThan(20);
    expect(clock.waits.at(-1)).toBeGreaterThanOrEqual(54_000);
    expect(Math.max(...clock.waits)).toBeLessThanOrEqual(66_000);
  });

  test("of waits of all ages is shared", async () => {
    const clock = instantClock();
    const { watcher, reads } = watching(clock);
    const controller = new AbortController();
    const { signal } = controller;
    const waits: Promise<unknown>[] = [];
    let began = 0;
    clock.onSleep = () => {
      // One more every few ticks: each is read at once, and comes along with the others from then on.
      if (began < 50 && clock.waits.length % 3 === 0) {
        waits.push(rejection(follow(watcher, `run-${(began += 1)}`, { signal })));
      }
      if (clock.waits.length > 600) controller.abort();
      return idle(2);
    };
    await rejection(follow(watcher, "run-0", { signal }));
    await Promise.all(waits);
    const late = reads.slice(-30);
    expect(reads.length).toBeLessThan(700);
    expect(new Set(late.flatMap(({ ids }) => ids)).size).toBe(51);
    // In the end nearly all of them are read together.
    expect(late.some(({ ids }) => ids.length > 40)).toBe(true);
  });

  test("of many waits for one thing is that of one", async () => {
    const { watcher, reads } = watching(instantClock(), doneAfter(3));
    await Promise.all(Array.from({ length: 250 }, () => follow(watcher, "run")));
    expect(reads.map(({ ids }) => ids)).toEqual([["run"], ["run"], ["run"]]);
  });

  test("of something that is over is one read", async () => {
    const clock = instantClock();
    const { watcher, reads } = watching(clock, doneAfter(1));
    expect(await follow(watcher, "run")).toEqual(["DONE"]);
    expect([reads.length, clock.waits]).toEqual([1, []]);
  });

  test("is shared by waits that began at different times", async () => {
    const { clock } = emulateSaagie();
    const { watcher, reads } = watching(clock);
    const controller = new AbortController();
    const waits = [];
    for (const id of names(8)) {
      waits.push(rejection(follow(watcher, id, { signal: controller.signal })));
      await idle();
      clock.advance(250);
      await idle();
    }
    const before = reads.length;
    // Three intervals later they march in one step.
    for (let step = 0; step < 60; step += 1) {
      clock.advance(100);
      await idle(3);
    }
    const last = reads.slice(-1)[0];
    expect(last?.ids.toSorted()).toEqual(names(8));
    expect(reads.length - before).toBeLessThanOrEqual(6);
    controller.abort();
    await Promise.all(waits);
  });
});

describe("the time between two reads", () => {
  test.each([
    [0, 1800],
    [0.5, 2000],
    [0.999_999, 2200],
  ])("is moved by up to a tenth: %f", async (drawn, waited) => {
    vi.spyOn(Math, "random").mockReturnValue(drawn);
    const clock = instantClock();
    await follow(watching(clock, doneAfter(4)).watcher, "run", { intervalMs: 2000 });
    expect(clock.waits.map(Math.round)).toEqual([waited, waited, waited]);
  });

  test("grows with the wait, up to the caller's limit", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const clock = instantClock();
    const { watcher } = watching(clock, doneAfter(22));
    await follow(watcher, "run", { maxIntervalMs: 2_000 });
    expect(clock.waits.slice(0, 8)).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]);
    expect(clock.waits[8]).toBeCloseTo(1143);
    expect(clock.waits.at(-1)).toBe(2000);
  });

  test("is the caller's", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const clock = instantClock();
    await follow(watching(clock, doneAfter(3)).watcher, "run", { intervalMs: 70 });
    expect(clock.waits).toEqual([70, 70]);
  });

  test.each([
    { intervalMs: 0 },
    { intervalMs: NaN },
    { maxIntervalMs: 0 },
    { deadlineMs: 0 },
    { deadlineMs: -1 },
    { deadlineMs: NaN },
  ])("and the deadline have to be some time: %o", async (options) => {
    const { watcher, reads } = watching(instantClock());
    expect((await failure(follow(watcher, "run", options))).code).toBe("INVALID_INPUT");
    expect(reads).toEqual([]);
  });
});

test("a state that nobody knows neither ends the wait nor makes it spin", async () => {
  const clock = instantClock();
  const { watcher, reads } = watching(clock, ({ ids }, number) => {
    const state = ["RUNNING", "BEWITCHED", "BEWITCHED", "RUNNING", "DONE"][number - 1] ?? "DONE";
    return Promise.resolve(Object.fromEntries(ids.map((id) => [id, state])));
  });
  expect(await follow(watcher, "run", { intervalMs: 2000 })).toEqual([
    "RUNNING",
    "BEWITCHED",
    "RUNNING",
    "DONE",
  ]);
  expect([reads.length, clock.waits.every((ms) => ms >= 1800)]).toEqual([5, true]);
});

test("a read that hangs holds up nobody but its own watchers", async () => {
  const clock = instantClock();
  const { watcher } = watching(clock, ({ ids }, number) =>
    ids.includes("run-0")
      ? new Promise(() => undefined)
      : Promise.resolve(Object.fromEntries(ids.map((id) => [id, number < 5 ? "RUNNING" : "DONE"]))),
  );
  const controller = new AbortController();
  const hanging = names(100).map((id) => rejection(follow(watcher, id, { signal: controller.signal })));
  expect(await follow(watcher, "run-100")).toEqual(["RUNNING", "DONE"]);
  controller.abort("enough");
  expect(new Set(await Promise.all(hanging))).toEqual(new Set(["enough"]));
});

test("a clock that fails ends the waits, instead of being asked again and again", async () => {
  const clock = { now: () => 0, sleep: () => Promise.reject(new Error("no time")) };
  const { watcher, reads } = watching(clock);
  const waits = ["a", "b"].map((id) => rejection(follow(watcher, id)));
  expect((await Promise.all(waits)).map(String)).toEqual(["Error: no time", "Error: no time"]);
  expect(reads).toHaveLength(1);
});

describe("what goes wrong", () => {
  test("with a read reaches all who share it, and nobody else", async () => {
    const clock = instantClock();
    const { watcher, reads } = watching(clock, ({ ids }) =>
      ids.includes("run-0")
        ? Promise.reject(new Error("down"))
        : Promise.resolve(Object.fromEntries(ids.map((id) => [id, "DONE"]))),
    );
    const ends = await Promise.allSettled(names(150).map((id) => follow(watcher, id)));
    expect(ends.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 100 }, () => "rejected"),
      ...Array.from({ length: 50 }, () => "fulfilled"),
    ]);
    expect(reads).toHaveLength(2);
    expect(await follow(watcher, "run-1")).toEqual(["DONE"]);
  });

  test("with one thing reaches those who watch it", async () => {
    const { watcher } = watching(instantClock(), () =>
      Promise.resolve({ a: "DONE", b: new NotFoundError("b is locked.") }),
    );
    const ends = await Promise.allSettled(["a", "b", "c"].map((id) => follow(watcher, id)));
    expect(ends).toMatchObject([
      { status: "fulfilled" },
      { reason: { message: "b is locked." } },
      { reason: { message: "c is gone." } },
    ]);
  });
});

describe("a deadline", () => {
  test("ends the wait with the last state, after a last look", async () => {
    const clock = instantClock();
    const start = clock.now();
    const { watcher, reads } = watching(clock);
    const error = await failure(follow(watcher, "run", { deadlineMs: 5000 }));
    expect(error).toBeInstanceOf(DeadlineError);
    expect(error).toMatchObject({
      lastState: "RUNNING",
      message: expect.stringContaining("Still RUNNING after 5000 ms.") as string,
    });
    expect([reads.at(-1)?.at, clock.now()]).toEqual([start + 5000, start + 5000]);
  });

  test("does not end a wait that is over with the last look", async () => {
    const { watcher } = watching(instantClock(), doneAfter(3));
    expect(await follow(watcher, "run", { deadlineMs: 2500 })).toEqual(["RUNNING", "DONE"]);
  });

  test("of one wait leaves another one alone", async () => {
    const { watcher } = watching(instantClock(), doneAfter(9));
    const short = failure(follow(watcher, "run", { deadlineMs: 3000 }));
    expect(await follow(watcher, "run")).toEqual(["RUNNING", "DONE"]);
    expect((await short).code).toBe("DEADLINE");
  });

  test("is kept when it is shorter than the interval and the read hangs", async () => {
    fakeTimers();
    const { watcher, reads } = watching(systemClock, () => new Promise(() => undefined));
    const error = failure(follow(watcher, "run", { deadlineMs: 1000, intervalMs: 10_000 }));
    await until(() => reads.length === 1);
    vi.advanceTimersByTime(1000);
    expect(await error).toMatchObject({ code: "DEADLINE" });
    expect([reads[0]?.signal.aborted, vi.getTimerCount()]).toEqual([true, 0]);
  });

  test("gives a last look that hangs a tenth of itself", async () => {
    fakeTimers();
    const { watcher, reads } = watching(instantClock(), ({ ids }, number) =>
      number === 1
        ? Promise.resolve(Object.fromEntries(ids.map((id) => [id, "RUNNING"])))
        : new Promise(() => undefined),
    );
    const error = failure(follow(watcher, "run", { deadlineMs: 1000, intervalMs: 10_000 }));
    await until(() => reads.length === 2);
    vi.advanceTimersByTime(100);
    expect(await error).toMatchObject({ code: "DEADLINE", lastState: "RUNNING" });
    expect([reads[1]?.signal.aborted, vi.getTimerCount()]).toEqual([true, 0]);
  });

  test("ends a wait whose read hangs, and the read with it", async () => {
    fakeTimers();
    const { watcher, reads } = watching(systemClock, () => new Promise(() => undefined));
    const error = failure(follow(watcher, "run", { deadlineMs: 5000, intervalMs: 1000 }));
    await until(() => reads.length === 1);
    vi.advanceTimersByTime(6000);
    expect(await error).toMatchObject({
      code: "DEADLINE",
      lastState: undefined,
      message: expect.stringContaining("Nothing was seen after 5000 ms.") as string,
    });
    expect([reads[0]?.signal.aborted, vi.getTimerCount()]).toEqual([true, 0]);
  });
});

describe("an abort", () => {
  const reason = new Error("changed my mind");

  test("of one wait leaves the shared read to the others; the last one ends it", async () => {
    const { watcher, reads } = watching(systemClock, () => new Promise(() => undefined));
    const controllers = names(3).map(() => new AbortController());
    const waits = controllers.map(({ signal }, index) =>
      rejection(follow(watcher, `run-${index % 2}`, { signal })),
    );
    await until(() => reads.length === 1);
    for (const [index, controller] of controllers.entries()) {
      expect(reads[0]?.signal.aborted).toBe(false);
      controller.abort(reason);
      expect(await waits[index]).toBe(reason);
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    }
    expect(reads[0]?.signal.aborted).toBe(true);
  });

  test("between two reads ends the wait at once, and the loop when it was the last", async () => {
    fakeTimers();
    const { watcher, reads } = watching(systemClock);
    const controller = new AbortController();
    const wait = follow(watcher, "run", { signal: controller.signal });
    wait.catch(() => undefined);
    await until(() => reads.length === 1);
    await idle();
    controller.abort(reason);
    await expectReason(wait, reason);
    await idle();
    expect([reads.length, vi.getTimerCount()]).toEqual([1, 0]);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  test("of very many waits at once ends them all, their reads and the loop", async () => {
    // More than a call takes arguments.
    const many = 130_000;
    const { watcher, reads } = watching(instantClock(), () => new Promise(() => undefined));
    const controller = new AbortController();
    const waits = Array.from({ length: many }, (_, at) =>
      rejection(follow(watcher, `run-${at % 1000}`, { signal: controller.signal })),
    );
    await until(() => reads.length === 10);
    controller.abort(reason);
    expect(new Set(await Promise.all(waits))).toEqual(new Set([reason]));
    expect(reads.every(({ signal }) => signal.aborted)).toBe(true);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  test("that came before keeps everything from being read", async () => {
    const { watcher, reads } = watching(systemClock);
    await expectReason(follow(watcher, "run", { signal: AbortSignal.abort(reason) }), reason);
    await idle();
    expect(reads).toEqual([]);
  });

  test("leaves nothing on the signal of a wait that nobody follows any more", async () => {
    const { watcher } = watching(systemClock);
    const { signal } = new AbortController();
    const states = watcher.watch("run", { signal, deadlineMs: 60_000 });
    await states.next();
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
