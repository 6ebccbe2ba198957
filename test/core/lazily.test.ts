import { expect, test } from "vitest";
import { lazy } from "../../src/core/concurrency/lazy.ts";
import { madeUpPlatform, operation } from "./support/made-up-platform.ts";
import { json, wire } from "./support/wire.ts";

test("what is loaded lazily is loaded when it is first asked for, and once", async () => {
  let loads = 0;
  const load = lazy(async () => (loads += 1));
  expect(loads).toBe(0);
  expect(await Promise.all([load(), load()])).toEqual([1, 1]);
  expect(await load()).toBe(1);
});

test("a failure is not kept", async () => {
  let loads = 0;
  const load = lazy(async () => {
    loads += 1;
    if (loads === 1) throw new Error("Out of reach.");
    return "loaded";
  });
  await expect(Promise.all([load(), load()])).rejects.toThrow("Out of reach.");
  expect(await load()).toBe("loaded");
  expect(loads).toBe(2);
});

test("the document of an operation is loaded by its first call, and asked for again only when that has failed", async () => {
  const { fetch, seen } = wire(() => json({ data: { book: { id: "1" } } }));
  const { call } = madeUpPlatform({ fetch });
  const { document, ...facts } = operation("query BookGet { book { id } }");
  let loads = 0;
  const get = {
    ...facts,
    document: () => {
      loads += 1;
      return loads === 1 ? Promise.reject(new Error("Out of reach.")) : document();
    },
  };
  await expect(call(get, {})).rejects.toThrow("Out of reach.");
  expect(seen).toHaveLength(0);
  for (let times = 0; times < 3; times += 1) expect(await call(get, {})).toEqual({ id: "1" });
  expect([loads, seen.length]).toEqual([2, 3]);
});
