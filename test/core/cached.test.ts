import { expect, test } from "vitest";
import { createCache } from "../../src/core/concurrency/cached.ts";
import { instantClock } from "./support/clock.ts";

const setup = (ttlMs = 1000) => {
  const clock = instantClock();
  const cache = createCache<string, number>(clock, ttlMs);
  let loads = 0;
  const load = (): Promise<number> => {
    loads += 1;
    return Promise.resolve(loads);
  };
  return { clock, cache, load, loads: () => loads };
};

test("callers of one key share one flight, and its answer for the stated time", async () => {
  const { cache, clock, load, loads } = setup();
  expect(await Promise.all([cache.get("a", load), cache.get("a", load), cache.get("a", load)])).toEqual([
    1, 1, 1,
  ]);
  clock.advance(999);
  expect(await cache.get("a", load)).toBe(1);
  expect(await cache.get("b", load)).toBe(2);
  clock.advance(1);
  expect([await cache.get("a", load), loads()]).toEqual([3, 3]);
});

test("a failure reaches those who wait, and is not kept", async () => {
  const { cache, load } = setup();
  const fail = (): Promise<number> => Promise.reject(new Error("down"));
  const waits = await Promise.allSettled([cache.get("a", fail), cache.get("a", fail)]);
  expect(waits.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await cache.get("a", load)).toBe(1);
});

test("a load that throws before it waits is a failure like any other", async () => {
  const { cache, load } = setup();
  await expect(
    cache.get("a", () => {
      throw new Error("down");
    }),
  ).rejects.toThrow("down");
  expect(await cache.get("a", load)).toBe(1);
});

test("what is forgotten while it is loaded does not come back", async () => {
  const { cache, load } = setup();
  let finish: ((value: number) => void) | undefined;
  const early = cache.get("a", () => new Promise((resolve) => (finish = resolve)));
  await Promise.resolve();
  cache.clear();
  expect(await cache.get("a", load)).toBe(1);
  finish?.(99);
  expect(await early).toBe(99);
  expect(await cache.get("a", load)).toBe(1);
});

test("nothing is loaded for a caller who has given up before", async () => {
  const { cache, load, loads } = setup();
  await expect(cache.get("a", load, AbortSignal.abort("enough"))).rejects.toBe("enough");
  await Promise.resolve();
  expect(loads()).toBe(0);
});
