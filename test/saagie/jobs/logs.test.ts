import { describe, expect, onTestFinished, test } from "vitest";
import { InvalidInputError, ProtocolError } from "../../../src/index.ts";
import type { LogOptions } from "../../../src/saagie/index.ts";
import { idle } from "../support/idle.ts";
import { emulatedPlatform, openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { collect, makeJob, makeRun, rejection, runToEnd } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

const LINES = [
  "a",
  { stream: "STDERR", value: "b" },
  "c",
  { stream: "ORCHESTRATION_STDOUT", value: "d" },
  "e",
] as const;

/** Makes a run that is over and wrote these lines. */
async function writtenRun(): Promise<string> {
  const { id } = await makeJob(platform);
  platform.emulator.scripts.set(id, { lines: LINES });
  return (await runToEnd(platform, { id })).id;
}

const valuesOf = async (run: string, options: LogOptions = {}): Promise<readonly string[]> =>
  (await collect(saagie.jobs.logs(run, options))).map(({ value }) => value);

describe("the log of a run that is over", () => {
  test("is read line by line, with stream and position", async () => {
    expect(await collect(saagie.jobs.logs(await writtenRun()))).toEqual([
      { index: 0, stream: "STDOUT", value: "a" },
      { index: 1, stream: "STDERR", value: "b" },
      { index: 2, stream: "STDOUT", value: "c" },
      { index: 4, stream: "STDOUT", value: "e" },
    ]);
  });

  test("is read for the streams that are asked for", async () => {
    const run = await writtenRun();
    expect(await valuesOf(run, { streams: ["STDERR"] })).toEqual(["b"]);
    expect(await valuesOf(run, { streams: ["ORCHESTRATION_STDOUT", "STDERR"] })).toEqual(["b", "d"]);
    expect(await saagie.jobs.countLogs(run, ["STDOUT"])).toBe(3);
  });

  test.each([1, 2, 3, 4, 100])("is the same in pages of %i", async (pageSize) => {
    const run = await writtenRun();
    const asked = watchRequests(platform.emulator);
    expect(await valuesOf(run, { pageSize })).toEqual(["a", "b", "c", "e"]);
    const pages = asked.variables("JobsFilteredLogs") as readonly { limit: number; skip: number }[];
    expect(pages[0]).toMatchObject({
      limit: pageSize,
      skip: 0,
      jobInstanceId: run,
      streams: ["STDOUT", "STDERR"],
    });
    expect(pages.map(({ skip }) => skip)).toEqual(
      [...Array(Math.ceil(4 / pageSize)).keys()].map((page) => page * pageSize).concat(4),
    );
  });

  test("is read no further than it is wanted", async () => {
    const run = await writtenRun();
    const asked = watchRequests(platform.emulator);
    for await (const { value } of saagie.jobs.logs(run, { pageSize: 2 })) if (value === "b") break;
    await idle();
    expect(asked.count("JobsFilteredLogs")).toBe(1);
  });

  test("ends with an error where a platform answers the same page again", async () => {
    const run = await writtenRun();
    const deaf = platform.client({
      fetch: async (input, init) => {
        const body = init?.body;
        const isLog = typeof body === "string" && body.includes("filteredLogs");
        return platform.emulator.fetch(
          input,
          isLog ? { ...init, body: body.replace(/"skip":\d+/u, '"skip":0') } : init,
        );
      },
    });
    const logs = deaf.jobs.logs(run, { pageSize: 2 });
    expect(await rejection(collect(logs))).toBeInstanceOf(ProtocolError);
  });

  test("is followed to its end at once", async () => {
    const run = await writtenRun();
    expect(await valuesOf(run, { follow: true })).toEqual(["a", "b", "c", "e"]);
  });
});

test.each([{ pageSize: 0 }, { pageSize: -1 }, { pageSize: 1.5 }, { intervalMs: 0 }])(
  "%o is refused before anything is asked",
  async (options) => {
    const { id } = await makeRun(platform);
    const asked = watchRequests(platform.emulator);
    expect(await rejection(collect(saagie.jobs.logs(id, options)))).toBeInstanceOf(InvalidInputError);
    expect(asked.operations()).toEqual([]);
  },
);

test("the log of a run that was just waited for is whole", async () => {
  const { id } = await makeRun(platform);
  const values = await valuesOf(id, { follow: true });
  expect(values.length).toBe(await saagie.jobs.countLogs(id, ["STDOUT", "STDERR"]));
  expect(values).toContain("done");
});

describe("following", () => {
  /** A run under way whose lines come one a second, on a platform where time passes by hand. */
  async function writingRun(): Promise<ReturnType<typeof emulatedPlatform> & { readonly run: string }> {
    const own = emulatedPlatform();
    onTestFinished(() => own.close());
    const { id } = await makeJob(own);
    own.emulator.clock.auto = false;
    // The first quarter of its time a run is silent: the lines come at 6 s, 7 s, 8 s.
    own.emulator.scripts.set(id, { seconds: 20, lines: "abcdefghijklmn".split("") });
    return { ...own, run: (await own.saagie.jobs.run(id)).id };
  }

  test("yields each line once, in order, as it comes, and ends with the run", async () => {
    const { emulator, saagie: own, run } = await writingRun();
    const seen: { readonly value: string; readonly at: number }[] = [];
    emulator.clock.auto = true;
    const start = emulator.clock.now();
    for await (const { value } of own.jobs.logs(run, { follow: true, intervalMs: 1_000, pageSize: 3 })) {
      seen.push({ value, at: emulator.clock.now() - start });
    }
    expect(seen.map(({ value }) => value).join("")).toBe("abcdefghijklmn");
    expect(seen[0]?.at).toBeLessThanOrEqual(7_000);
    expect(emulator.clock.now() - start).toBeGreaterThanOrEqual(20_000);
    expect(emulator.clock.now() - start).toBeLessThanOrEqual(22_000);
  });

  test("does not miss what is written in the last moment", async () => {
    const { emulator, saagie: own, run } = await writingRun();
    emulator.clock.auto = true;
    const values = (await collect(own.jobs.logs(run, { follow: true, intervalMs: 60_000 }))).map(
      ({ value }) => value,
    );
    expect(values.join("")).toBe("abcdefghijklmn");
  });

  test("ends with the signal's reason, and asks no more", async () => {
    const { emulator, saagie: own, run } = await writingRun();
    const reason = new Error("seen enough");
    const controller = new AbortController();
    const reading = rejection(collect(own.jobs.logs(run, { follow: true, signal: controller.signal })));
    await idle();
    controller.abort(reason);
    expect(await reading).toBe(reason);
    const asked = watchRequests(emulator);
    emulator.clock.advance(60_000);
    await idle();
    expect(asked.operations()).toEqual([]);
  });
});
