import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import { failure } from "../../core/support/rejection.ts";
import { openService, type Service } from "../support/service.ts";

async function withKeys(
  length: number,
  pageSize = 3,
): Promise<Service & { readonly keys: readonly string[] }> {
  const service = openService({ pageSize });
  const keys = Array.from({ length }, (_, at) => `k/${String(at).padStart(3, "0")}`);
  for (const key of keys) await service.emulator.blobs.put(key, "x");
  return { ...service, keys };
}

const all = async (listing: AsyncIterable<string>): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const key of listing) found.push(key);
  return found;
};

test("pages follow one another, each asked for when it is needed", async () => {
  const { storage, keys, count } = await withKeys(10);
  const iterator = storage.iterList()[Symbol.asyncIterator]();
  for (const key of keys.slice(0, 3)) expect((await iterator.next()).value).toBe(key);
  expect(count("list")).toBe(1);
  expect((await iterator.next()).value).toBe(keys[3]);
  expect(count("list")).toBe(2);
  expect(await all(storage.iterList())).toEqual(keys);
});

test("one page at a time, by hand", async () => {
  const { storage, keys } = await withKeys(4);
  const first = await storage.list();
  expect(first.keys).toEqual(keys.slice(0, 3));
  expect(await storage.list({ next: first.next ?? "" })).toEqual({ keys: keys.slice(3), next: undefined });
});

test("a prefix is a text like any other, on every page", async () => {
  const { storage, emulator } = await withKeys(5);
  for (const key of ["a b/1", "a b/2", "a b/3", "a b/4", "a&b=c", "é"]) await emulator.blobs.put(key, "x");
  expect(await all(storage.iterList({ prefix: "a b/" }))).toEqual(["a b/1", "a b/2", "a b/3", "a b/4"]);
  expect(await all(storage.iterList({ prefix: "a&" }))).toEqual(["a&b=c"]);
  expect(await all(storage.iterList({ prefix: "é" }))).toEqual(["é"]);
  expect(await all(storage.iterList({ prefix: "k/00", type: "tmp" }))).toEqual([]);
});

test("the first ones are as many as asked for, over as few requests", async () => {
  const { storage, keys, count } = await withKeys(10);
  expect(await storage.iterList().first(4)).toEqual(keys.slice(0, 4));
  expect(count("list")).toBe(2);
  expect(await storage.iterList().first(3)).toEqual(keys.slice(0, 3));
  expect(count("list")).toBe(3);
  expect(await storage.iterList().first(Infinity)).toEqual(keys);
  for (const limit of [0, -1, 1.5, NaN])
    expect(await failure(storage.iterList().first(limit))).toBeInstanceOf(InvalidInputError);
});

test.each([200, 404] as const)(
  "nothing stored is an empty listing where the service answers %i",
  async (emptyListing) => {
    const { storage } = openService({ emptyListing });
    expect(await storage.list()).toEqual({ keys: [], next: undefined });
    expect(await all(storage.iterList())).toEqual([]);
  },
);

describe("a service that does not come to an end", () => {
  test("an empty name of a next page is the end", async () => {
    const { storage, emulator, keys } = await withKeys(3);
    emulator.faults.add({ match: { operation: "list" }, headers: { "x-next": "" } });
    expect(await all(storage.iterList())).toEqual(keys);
  });

  test("a name that was there before is an error", async () => {
    const { storage, emulator } = await withKeys(6, 1);
    const first = await storage.list();
    const headers = { "x-next": first.next ?? "" };
    emulator.faults.add({ match: { operation: "list" }, headers, times: Infinity });
    expect((await failure(all(storage.iterList()))).message).toContain("leads in a circle");
  });

  test("a name that is good for another prefix is refused", async () => {
    const { storage } = await withKeys(6);
    const { next = "" } = await storage.list();
    expect(await failure(storage.list({ next, prefix: "k" }))).toMatchObject({ status: 400 });
  });
});
