import { describe, expect, test } from "vitest";
import { folderArchive, memoryArchive } from "../../src/archive/index.ts";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { NotFoundError } from "../../src/index.ts";
import { failure } from "../core/support/rejection.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";
import { openService, type Service } from "./support/service.ts";

// What every method that sends something promises, one row each: it works, tells what is missing, renews the log-in,
// repeats what is safe, and ends when it is aborted.

interface Row {
  readonly method: keyof DescartesStorage;
  /** Makes what the call is about. */
  readonly prepare?: (service: Service) => unknown;
  readonly call: (storage: DescartesStorage, options: { readonly signal?: AbortSignal }) => Promise<unknown>;
  readonly check: (answer: unknown, service: Service) => unknown;
  readonly missing?: (storage: DescartesStorage) => Promise<unknown>;
}

const KEY = "maps/field #1.tif";
const text = new TextEncoder();
const aBlob = ({ emulator }: Service): Promise<void> => emulator.blobs.put(KEY, "[1]");
const stored = async ({ emulator }: Service, key: string): Promise<string> =>
  new TextDecoder().decode(await emulator.blobs.get(key));
const collect = async (keys: AsyncIterable<string>): Promise<readonly string[]> => {
  const all: string[] = [];
  for await (const key of keys) all.push(key);
  return all;
};

const rows: readonly Row[] = [
  {
    method: "get",
    prepare: aBlob,
    call: (storage, options) => storage.get(KEY, options),
    check: (answer) => expect(answer).toEqual(text.encode("[1]")),
    missing: (storage) => storage.get("none"),
  },
  {
    method: "getBytes",
    prepare: aBlob,
    call: (storage, options) => storage.getBytes(KEY, options),
    check: (answer) => expect(answer).toEqual(text.encode("[1]")),
    missing: (storage) => storage.getBytes("none"),
  },
  {
    method: "getText",
    prepare: aBlob,
    call: (storage, options) => storage.getText(KEY, options),
    check: (answer) => expect(answer).toBe("[1]"),
    missing: (storage) => storage.getText("none"),
  },
  {
    method: "getJson",
    prepare: aBlob,
    call: (storage, options) => storage.getJson(KEY, options),
    check: (answer) => expect(answer).toEqual([1]),
    missing: (storage) => storage.getJson("none"),
  },
  {
    method: "getStream",
    prepare: aBlob,
    call: async (storage, options) => {
      const { stream, size } = await storage.getStream(KEY, options);
      return [await new Response(stream).text(), size];
    },
    check: (answer) => expect(answer).toEqual(["[1]", 3]),
    missing: (storage) => storage.getStream("none"),
  },
  {
    method: "getFile",
    prepare: aBlob,
    call: async (storage, options) => storage.getFile(KEY, `${await temporaryFolder()}/field.tif`, options),
    check: (answer) => expect(answer).toMatchObject({ size: 3 }),
    missing: async (storage) => storage.getFile("none", `${await temporaryFolder()}/none`),
  },
  {
    method: "set",
    call: (storage, options) => storage.set(KEY, "wärme", options),
    check: async (_, service) => expect(await stored(service, KEY)).toBe("wärme"),
  },
  {
    method: "setJson",
    call: (storage, options) => storage.setJson(KEY, { a: [1] }, options),
    check: async (_, service) => expect(await stored(service, KEY)).toBe('{"a":[1]}'),
  },
  {
    method: "setFile",
    call: (storage, options) => storage.setFile(KEY, new File(["file"], "field.tif"), options),
    check: async (_, service) => expect(await stored(service, KEY)).toBe("file"),
  },
  {
    method: "exists",
    prepare: aBlob,
    call: (storage, options) => storage.exists(KEY, options),
    check: (answer) => expect(answer).toBe(true),
  },
  {
    method: "stat",
    prepare: aBlob,
    call: (storage, options) => storage.stat(KEY, options),
    check: (answer) =>
      expect(answer).toEqual({
        size: 3,
        storedSize: 3,
        contentEncoding: undefined,
        contentType: "application/octet-stream",
        hash: undefined,
        tag: expect.stringMatching(/^"[0-9a-f]{32}"$/u) as string,
      }),
    missing: (storage) => storage.stat("none"),
  },
  {
    method: "existing",
    prepare: aBlob,
    call: (storage, options) => storage.existing([KEY, "none"], options),
    check: (answer) => expect(answer).toEqual(new Set([KEY])),
  },
  {
    method: "delete",
    prepare: aBlob,
    call: (storage, options) => storage.delete(KEY, options),
    check: (_, { emulator }) => expect(emulator.blobs.keys()).toEqual([]),
    missing: (storage) => storage.delete("none"),
  },
  {
    method: "list",
    prepare: aBlob,
    call: (storage, options) => storage.list(options),
    check: (answer) => expect(answer).toEqual({ keys: [KEY], next: undefined }),
  },
  {
    method: "iterList",
    prepare: aBlob,
    call: (storage, options) => collect(storage.iterList(options)),
    check: (answer) => expect(answer).toEqual([KEY]),
  },
  {
    method: "getSignedUrl",
    prepare: aBlob,
    call: (storage, options) => storage.getSignedUrl(KEY, options),
    check: async (answer, { emulator }) => {
      const { href } = answer as { readonly href: string };
      expect(await (await emulator.fetch(href)).text()).toBe("[1]");
    },
  },
  {
    method: "getUploadUrl",
    call: (storage, options) => storage.getUploadUrl(KEY, { ...options, parameters: { a: "b c", d: 1 } }),
    check: async (answer, service) => {
      const { href } = answer as { readonly href: string };
      const { status } = await service.emulator.fetch(href, { method: "PUT", body: "by hand" });
      expect([status, await stored(service, KEY)]).toEqual([200, "by hand"]);
    },
  },
  {
    method: "copy",
    prepare: aBlob,
    call: (storage, options) => storage.copy(KEY, "copy", options),
    check: async (_, service) => {
      expect(await stored(service, "copy")).toBe("[1]");
      expect(service.emulator.blobs.keys()).toEqual(["copy", KEY]);
    },
    missing: (storage) => storage.copy("none", "copy"),
  },
  {
    method: "move",
    prepare: aBlob,
    call: (storage, options) => storage.move(KEY, KEY, { ...options, toType: "tmp" }),
    check: (_, { emulator }) =>
      expect([emulator.blobs.keys(), emulator.blobs.keys({ type: "tmp" })]).toEqual([[], [KEY]]),
    missing: (storage) => storage.move("none", "moved"),
  },
  {
    method: "planSync",
    prepare: ({ emulator }) => emulator.blobs.put("maps/a:b", "b"),
    call: (storage, options) => storage.planSync({ from: { prefix: "maps" }, to: memoryArchive() }, options),
    check: (answer) => expect(answer).toMatchObject({ steps: [{ action: "cannot", path: "a:b" }] }),
  },
  {
    method: "sync",
    prepare: ({ emulator }) => emulator.blobs.put("maps/a/b.txt", "b"),
    call: async (storage, options) =>
      storage.sync({ from: { prefix: "maps" }, to: folderArchive(await temporaryFolder()) }, options),
    check: (answer) =>
      expect(answer).toMatchObject({
        bytes: 1,
        steps: [{ action: "download", path: "a/b.txt", key: "maps/a/b.txt" }],
      }),
  },
  {
    method: "claims",
    call: (storage, options) => storage.claims(options),
    check: (answer) =>
      expect(answer).toMatchObject({ sub: "demo", audience: ["demo-client"], groups: ["public"] }),
  },
  {
    method: "namespace",
    call: (storage, options) => storage.namespace(options),
    check: (answer) => expect(answer).toBe("89e495e7941cf9e40e6980d14a16bf023ccd4c91"),
  },
];

/** Nothing is sent for them. */
const LOCAL = new Set(["urlOf", "keyFromUrl"]);

test("every public method has a row", () => {
  const own = Object.getOwnPropertyNames(DescartesStorage.prototype);
  const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(DescartesStorage.prototype) as object);
  const methods = new Set(
    [...own, ...inherited].filter((name) => name !== "constructor" && !LOCAL.has(name)),
  );
  expect(rows.map(({ method }) => method).toSorted()).toEqual([...methods].toSorted());
});

describe.each(rows)("$method", ({ prepare, call, check }) => {
  async function open(): Promise<Service> {
    const service = openService();
    await prepare?.(service);
    return service;
  }

  test("works", async () => {
    const service = await open();
    await check(await call(service.storage, {}), service);
  });

  test("renews a log-in that has ended", async () => {
    const service = await open();
    await service.storage.exists("anything");
    service.emulator.clock.advance(3_600_000);
    await check(await call(service.storage, {}), service);
    expect(service.count("token")).toBe(2);
  });

  test("takes a fresh log-in where the service refuses the old one", async () => {
    const service = await open();
    await service.storage.exists("anything");
    service.emulator.faults.add({ match: { path: /^\/storage/u }, status: 401 });
    await check(await call(service.storage, {}), service);
  });

  test.each([408, 429, 502, 503, 504])("is repeated after HTTP %i", async (status) => {
    const service = await open();
    service.emulator.faults.add({ status, retryAfter: 2 });
    await check(await call(service.storage, {}), service);
  });

  test.each(["before", "after"] as const)(
    "outlives a connection that breaks %s the effect",
    async (reset) => {
      const service = await open();
      const first = service.emulator.requests.length;
      await call((await open()).storage, {});
      service.emulator.faults.add({ reset });
      await check(await call(service.storage, {}), service);
      expect(service.emulator.requests.length).toBeGreaterThan(first + 1);
    },
  );

  test("ends at once when it is aborted, at whatever request", async () => {
    const probe = await open();
    await call(probe.storage, {});
    const total = probe.emulator.requests.length;
    for (let at = 0; at < total; at += 1) {
      const service = await open();
      const controller = new AbortController();
      const reason = new Error("enough");
      const { fetch } = service.emulator;
      let [sent, late] = [0, 0];
      const storage = service.client({
        fetch: (...args) => {
          if (controller.signal.aborted) late += 1;
          if (sent === at) controller.abort(reason);
          sent += 1;
          return fetch(...args);
        },
      });
      await expect(call(storage, { signal: controller.signal })).rejects.toBe(reason);
      expect(late).toBe(0);
    }
  });
});

const missing = rows.flatMap(({ method, missing: call }) => (call === undefined ? [] : [{ method, call }]));

test.each(missing)("$method tells what is missing", async ({ call }) => {
  const { storage } = openService();
  const error = await failure(call(storage));
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error.message).toContain("This blob does not exist");
  expect(error.requestId).toMatch(/^[0-9a-f]{32}$/u);
});
