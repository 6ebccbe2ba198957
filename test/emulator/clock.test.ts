import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { VirtualClock } from "../../src/emulator/clock.ts";
import {
  emulateAgave,
  emulateDescartes,
  emulateSaagie,
  type EmulatedSaagie,
} from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { connect, makeJob, readyProject, run } from "./saagie/wire.ts";

describe("a manual clock", () => {
  test("moves only when told, and does what is due in order, at its time", () => {
    const clock = new VirtualClock("manual", 1000);
    const seen: unknown[] = [];
    const note = (name: string) => (): void => void seen.push([name, clock.now()]);
    clock.at(1030, note("c"));
    clock.at(1010, note("a"));
    clock.at(1010, () => clock.at(1020, note("b")));
    clock.at(1015, note("never"))();
    clock.advance(25);
    expect([seen, clock.now()]).toEqual([
      [
        ["a", 1010],
        ["b", 1020],
      ],
      1025,
    ]);
    clock.advance(5);
    expect(seen.at(-1)).toEqual(["c", 1030]);
  });

  test("wakes sleepers when their time has come", async () => {
    const clock = new VirtualClock("manual", 0);
    const woken: string[] = [];
    const short = clock.sleep(10).then(() => woken.push("short"));
    void clock.sleep(20).then(() => woken.push("long"));
    clock.advance(10);
    await short;
    expect(woken).toEqual(["short"]);
  });

  test("wakes a sleeper whose signal is aborted, with the reason", async () => {
    const clock = new VirtualClock("manual", 0);
    const controller = new AbortController();
    const asleep = clock.sleep(10, controller.signal);
    controller.abort(new Error("up"));
    await expect(asleep).rejects.toThrow("up");
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow("up");
  });

  test.each([-1, Number.NaN])("does not go by %d", (ms) => {
    expect(() => new VirtualClock("manual", 0).advance(ms)).toThrow(RangeError);
  });
});

describe("an automatic clock", () => {
  test("jumps to the end of the shortest sleep, once for all who sleep", async () => {
    const clock = new VirtualClock("auto", 0);
    const times = await Promise.all(
      [3_600_000, 1000, 1000].map((ms) => clock.sleep(ms).then(() => clock.now())),
    );
    expect(times).toEqual([3_600_000, 1000, 1000]);
  });

  test("can be switched on and off", async () => {
    const clock = new VirtualClock("manual", 0);
    const asleep = clock.sleep(500);
    clock.auto = true;
    await asleep;
    clock.auto = false;
    expect([clock.now(), clock.mode, clock.auto]).toEqual([500, "manual", false]);
  });

  test("stands still while a request is answered", async () => {
    const emulator = emulateSaagie({ clock: "auto" });
    const wire = await connect(emulator);
    const project = await readyProject(emulator, wire);
    const id = await run(wire, await makeJob(wire, project));
    const states: string[] = [];
    const query = "query ($id: UUID!) { jobInstance(id: $id) { status } }";
    while (states.at(-1) !== "SUCCEEDED") {
      const { data } = await wire.post<{ jobInstance: { status: string } }>(query, { id });
      states.push(data.jobInstance.status);
      await emulator.clock.sleep(1000);
    }
    expect(states).toEqual(["REQUESTED", "RUNNING", "RUNNING", "SUCCEEDED"]);
  });

  test("lets latency pass, though a request is under way", async () => {
    const emulator = emulateSaagie({ clock: "auto" });
    const wire = await connect(emulator);
    const before = emulator.clock.now();
    emulator.faults.add({ latencyMs: 60_000 });
    expect((await wire.post("{ platform { id } }")).status).toBe(200);
    expect(emulator.clock.now() - before).toBe(60_000);
  });
});

describe("with the timers of a test in place of Node's", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("an automatic clock goes on by itself", async () => {
    vi.useFakeTimers();
    const { clock } = emulateSaagie({ clock: "auto" });
    const before = clock.now();
    await clock.sleep(3_600_000);
    expect(clock.now() - before).toBe(3_600_000);
  });

  test("a real clock goes by them", async () => {
    vi.useFakeTimers();
    const { clock } = emulateSaagie();
    const before = clock.now();
    const asleep = clock.sleep(3_600_000);
    await vi.advanceTimersByTimeAsync(3_600_000);
    await asleep;
    expect(clock.now() - before).toBe(3_600_000);
  });
});

describe("a real clock", () => {
  test("follows the machine's, and can be sent ahead of it", async () => {
    const clock = new VirtualClock("real", Date.now());
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
    let happened = false;
    clock.at(clock.now() + 3_600_000, () => {
      happened = true;
    });
    const asleep = clock.sleep(3_600_000);
    clock.advance(3_600_000);
    await asleep;
    expect([happened, clock.now() - Date.now() >= 3_599_000]).toEqual([true, true]);
  });

  test("wakes by itself", async () => {
    const clock = new VirtualClock("real", Date.now());
    const before = clock.now();
    await clock.sleep(5);
    expect(clock.now() - before).toBeGreaterThanOrEqual(5);
  });
});

test.each([
  ["Saagie", emulateSaagie],
  ["Descartes", emulateDescartes],
  ["Agave", emulateAgave],
])("%s: time runs unless another way is asked for, and there are no others", async (_, emulate) => {
  expect(emulate().clock.mode).toBe("real");
  const options: object = { clock: "reel" };
  expect(() => emulate(options)).toThrow("The option clock is one of manual, auto, real");
  expect(() => emulate(options)).toThrow("did you mean real?");
  const { clock } = emulate({ clock: "manual" });
  clock.advance(3_600_000);
  const before = clock.now();
  clock.mode = "real";
  // From where it was, and not from the machine's time; and who sleeps is woken.
  await clock.sleep(5);
  expect(clock.now() - before).toBeGreaterThanOrEqual(5);
  expect(clock.now() - before).toBeLessThan(60_000);
  expect(() => Reflect.set(clock, "mode", "fast")).toThrow(RangeError);
});

describe("a clock that nobody moves", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    return () => void vi.useRealTimers();
  });

  /** What is warned of while a machine's time passes in which something happens every second. */
  async function warnings(seconds: number, each: () => Promise<void> | void): Promise<readonly string[]> {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    try {
      for (let second = 0; second < seconds; second += 1) {
        await each();
        vi.advanceTimersByTime(1_000);
      }
      return warn.mock.calls.map(([words]) => String(words));
    } finally {
      warn.mockRestore();
    }
  }

  const clientOf = ({ url, platform, realm, user, password, fetch }: EmulatedSaagie): Saagie =>
    new Saagie({ url, platform, realm, user, password, fetch, platformVersion: "2024.05" });

  test.each(["manual", "auto"] as const)(
    "%s: who asks for what time would bring is told, once",
    async (mode) => {
      const emulator = emulateSaagie({ clock: mode, projectSeconds: 60 });
      const { projects } = clientOf(emulator);
      const { id } = await projects.create({ name: "Sales" });
      const told = await warnings(30, () => projects.status(id).then(() => undefined));
      expect(told).toHaveLength(1);
      expect(told[0]).toContain("The emulator's time stands still");
      expect(told[0]).toContain("clock: emulator.clock");
    },
  );

  test("who sleeps on it is told", async () => {
    const { clock } = emulateSaagie({ clock: "manual" });
    void clock.sleep(60_000);
    expect(await warnings(30, () => undefined)).toHaveLength(1);
  });

  test("nothing is said where it moves, where nothing is due, and where it runs", async () => {
    const manual = emulateSaagie({ clock: "manual", projectSeconds: 60 });
    const { projects } = clientOf(manual);
    const { id } = await projects.create({ name: "Sales" });
    const moving = async (): Promise<void> => {
      await projects.status(id);
      manual.clock.advance(1_000);
    };
    expect(await warnings(30, moving)).toEqual([]);
    manual.clock.advance(60_000);
    const idle = (): Promise<void> => projects.status(id).then(() => undefined);
    expect(await warnings(30, idle)).toEqual([]);
    const real = emulateSaagie({ projectSeconds: 60 });
    real.clock.sleep(1_000, AbortSignal.timeout(1)).catch(() => undefined);
    expect(await warnings(30, () => undefined)).toEqual([]);
  });
});

test("real time does not run ahead, however many short waits there are: timers know whole milliseconds only", async () => {
  const { clock } = emulateSaagie({ clock: "real" });
  const ahead = clock.now() - Date.now();
  for (let wait = 0; wait < 150; wait += 1) await clock.sleep(1.9);
  expect(clock.now() - Date.now() - ahead).toBeLessThan(20);
});
