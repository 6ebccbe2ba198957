import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DescartesStorage } from "../../../src/descartes/index.ts";
import { InvalidInputError } from "../../../src/index.ts";
import { failure } from "../../core/support/rejection.ts";
import { bytesOf, openService } from "../support/service.ts";
import { samples } from "../../support/thorough.ts";

const isWhole = (text: string): boolean => !/\p{Surrogate}/u.test(text);
const isUsable = (key: string): boolean =>
  key !== "" && isWhole(key) && key.split("/").every((segment) => segment !== "." && segment !== "..");
/** Any key, with what URLs and services are touchy about more often than chance would have it. */
const keys = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "/",
        "//",
        "#",
        "?",
        "%",
        "%2F",
        "%25",
        "..",
        "...",
        ".",
        " ",
        "+",
        "\\",
        ";",
        "é",
        "get/",
        "list",
        "😀",
        "\0",
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(""))
  .filter(isUsable);

test("random bytes come back under random keys, and no two keys are one", async () => {
  const { storage, emulator } = openService();
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(keys, fc.uint8Array({ maxLength: 50 })), {
        selector: ([key]) => key,
        maxLength: 8,
      }),
      async (entries) => {
        await emulator.reset();
        for (const [key, bytes] of entries) await storage.set(key, bytes);
        for (const [key, bytes] of entries) {
          expect(await storage.getBytes(key)).toEqual(bytes);
          expect(await storage.exists(key)).toBe(true);
          expect(storage.keyFromUrl(storage.urlOf(key))).toEqual({ type: "data", key });
        }
        const listed = (await storage.iterList().first(Infinity)).toSorted();
        expect(listed).toEqual(entries.map(([key]) => key).toSorted());
        for (const [key] of entries) await storage.delete(key);
        expect(emulator.blobs.keys()).toEqual([]);
      },
    ),
    { numRuns: samples(200) },
  );
});

describe("a key that would lead elsewhere", () => {
  const { storage } = openUnused();

  test.each(["", ".", "..", "../x", "a/../b", "a/./b", "a/..", "\ud800"])("%j is refused", async (key) => {
    const calls = [
      () => storage.getBytes(key),
      () => storage.set(key, "x"),
      () => storage.exists(key),
      () => storage.delete(key),
      () => storage.getSignedUrl(key),
      () => storage.getUploadUrl(key),
    ];
    for (const call of calls) expect(await failure(call())).toBeInstanceOf(InvalidInputError);
    expect(() => storage.urlOf(key)).toThrow(InvalidInputError);
  });
});

/** Whatever is refused must not reach the wire. */
function openUnused(): Pick<ReturnType<typeof openService>, "storage"> {
  return { storage: new DescartesStorage({ token: "t", fetch: () => Promise.reject(new Error("sent")) }) };
}

test("types keep keys apart", async () => {
  const { storage } = openService();
  await storage.set("k", "data");
  await storage.set("k", "tmp", { type: "tmp" });
  expect([await storage.getText("k"), await storage.getText("k", { type: "tmp" })]).toEqual(["data", "tmp"]);
  await storage.delete("k");
  expect(await storage.exists("k", { type: "tmp" })).toBe(true);
});

test("scratch is gone after a week, and products are not deleted here", async () => {
  const { storage, emulator } = openService();
  await storage.set("k", "x", { type: "tmp" });
  await storage.set("k", "x", { type: "products" });
  emulator.clock.advance(7 * 24 * 3_600_000);
  expect(await storage.exists("k", { type: "tmp" })).toBe(false);
  expect((await failure(storage.delete("k", { type: "products" }))).code).toBe("PERMISSION_DENIED");
});

describe("a URL of a blob", () => {
  const { storage } = openUnused();
  const base = "https://platform.descarteslabs.com/storage/v1";

  test.each([
    [`${base}/data/get/a%20b/c%2Fd?x=1#y`, { type: "data", key: "a b/c/d" }],
    [`${base}/tmp/get_signed_url/x`, { type: "tmp", key: "x" }],
    [new URL(`${base}/logs/new_resumable_url/%C3%A9`), { type: "logs", key: "é" }],
  ])("%s names it", (url, address) => {
    expect(storage.keyFromUrl(url)).toEqual(address);
  });

  test.each([
    "nonsense",
    "https://elsewhere.invalid/storage/v1/data/get/x",
    `${base}/data/get/`,
    `${base}/data/x`,
    `${base}2/data/get/x`,
    `${base}/data/get/%ff`,
  ])("%s names none", (url) => {
    expect(() => storage.keyFromUrl(url)).toThrow(InvalidInputError);
  });
});

test("many keys are asked for at once, each once, a few at a time", async () => {
  const { storage, emulator, count } = openService();
  const present = Array.from({ length: 20 }, (_, at) => `present ${at}`);
  for (const key of present) await emulator.blobs.put(key, bytesOf(1));
  const found = await storage.existing([...present, ...present, "absent"], { concurrency: 3 });
  expect([...found]).toEqual(present);
  expect(count("exists")).toBe(21);
});
