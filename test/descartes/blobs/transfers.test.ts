import { readdir, readFile, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import { failure } from "../../core/support/rejection.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { bytesOf, isSame, openService } from "../support/service.ts";
import { samples } from "../../support/thorough.ts";

const UNIT = 262_144;

describe("content of every kind is stored as it is", () => {
  const bytes = bytesOf(1000);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 10);
    yield bytes.subarray(10);
  }

  test.each<[string, () => Parameters<ReturnType<typeof openService>["storage"]["set"]>[1]]>([
    ["bytes", () => bytes],
    [
      "a view of bytes",
      () =>
        bytesOf(2000)
          .fill(0)
          .subarray(500, 1500)
          .map((_, at) => bytes[at] ?? 0),
    ],
    ["a Blob", () => new Blob([bytes], { type: "image/tiff" })],
    ["a web stream", () => new Blob([bytes]).stream()],
    ["a Node stream", () => Readable.from(pieces())],
    ["an iterable", () => pieces()],
    ["something that opens", () => ({ open: async () => new Blob([bytes]) })],
  ])("%s", async (_, content) => {
    const { storage, emulator } = openService();
    await storage.set("k", content());
    expect(await emulator.blobs.get("k")).toEqual(bytes);
  });

  test("a text is UTF-8, and comes back with its byte order mark", async () => {
    const { storage, emulator } = openService();
    await storage.set("k", "\ufeffü😀");
    expect(await emulator.blobs.get("k")).toEqual(new TextEncoder().encode("\ufeffü😀"));
    expect(await storage.getText("k")).toBe("\ufeffü😀");
  });

  test("nothing at all is stored, too", async () => {
    const { storage } = openService();
    await storage.set("k", "");
    expect(await storage.getBytes("k")).toEqual(new Uint8Array());
  });

  test.each([null, undefined, 1, {}, { a: 1 }, ["x"]])(
    "%j is refused before anything is sent",
    async (content) => {
      const { storage, emulator } = openService();
      expect(await failure(storage.set("k", content as never))).toBeInstanceOf(InvalidInputError);
      expect(emulator.requests).toEqual([]);
    },
  );

  test.each([undefined, 1n, () => 1])("%s is not JSON", async (value) => {
    const { storage } = openService();
    expect(await failure(storage.setJson("k", value))).toBeInstanceOf(InvalidInputError);
  });

  test("what is not a text or no JSON is told, and not quoted", async () => {
    const { storage, emulator } = openService();
    await emulator.blobs.put("bytes", new Uint8Array([0xff, 0xfe]));
    await emulator.blobs.put("text", "{secret");
    expect((await failure(storage.getText("bytes"))).code).toBe("PROTOCOL");
    const error = await failure(storage.getJson("text"));
    expect(error.code).toBe("PROTOCOL");
    expect(String(error)).not.toContain("secret");
  });
});

describe("an upload", () => {
  test("goes in parts, and tells how far it is", async () => {
    const { storage, emulator, asked } = openService();
    const bytes = bytesOf(2.5 * UNIT);
    const told: (number | undefined)[][] = [];
    await storage.set("k", bytes, { partBytes: UNIT, onProgress: (...news) => told.push(news) });
    expect(isSame(await emulator.blobs.get("k"), bytes)).toBe(true);
    expect(asked()).toEqual(["getUploadUrl", "upload", "upload", "upload"]);
    expect(told).toEqual([UNIT, 2 * UNIT, 2.5 * UNIT].map((sent) => [sent, 2.5 * UNIT]));
  });

  test.each([0, -1, 1, UNIT + 1, NaN])("parts of %d bytes are refused", async (partBytes) => {
    const { storage } = openService();
    expect(await failure(storage.set("k", "x", { partBytes }))).toBeInstanceOf(InvalidInputError);
  });

  test("arrives whole whatever is cut, lost and refused on the way", async () => {
    const faults = fc.oneof(
      fc.record({ cutUpload: fc.integer({ min: 0, max: 2 * UNIT }) }),
      fc.record({ reset: fc.constantFrom("before" as const, "after" as const) }),
      fc.record({ status: fc.constantFrom(408, 429, 500, 502, 503, 504) }),
      fc.record({ tear: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4 * UNIT }),
        fc.array(faults, { maxLength: 3 }),
        fc.constantFrom(UNIT, 2 * UNIT, 16 * UNIT),
        async (size, list, partBytes) => {
          const { storage, emulator } = openService();
          const bytes = bytesOf(size);
          for (const fault of list) emulator.faults.add({ match: { operation: "upload" }, ...fault });
          await storage.set("k", bytes, { partBytes });
          expect(isSame(await emulator.blobs.get("k"), bytes)).toBe(true);
        },
      ),
      { numRuns: samples(80) },
    );
  });

  test("goes on from what the store holds after a cut", async () => {
    const { storage, emulator } = openService();
    emulator.faults.add({ match: { operation: "upload" }, cutUpload: 1.5 * UNIT });
    const told: number[] = [];
    await storage.set("k", bytesOf(3 * UNIT), { onProgress: (sent) => told.push(sent) });
    // Cut in the second unit: the first is held, and the rest goes in one request.
    expect(told).toEqual([UNIT, 3 * UNIT]);
  });

  test.each([404, 410])("whose session is gone (%i) begins anew with a new URL", async (status) => {
    const { storage, emulator, count } = openService();
    const bytes = bytesOf(3 * UNIT);
    emulator.faults.add({ match: { operation: "upload" }, skip: 1, status });
    await storage.set("k", bytes, { partBytes: UNIT });
    expect(count("getUploadUrl")).toBe(2);
    expect(isSame(await emulator.blobs.get("k"), bytes)).toBe(true);
  });

  test("whose URL expires on the way begins anew", async () => {
    const { storage, emulator, count } = openService({ uploadSeconds: 60 });
    let parts = 0;
    await storage.set("k", bytesOf(3 * UNIT), {
      partBytes: UNIT,
      onProgress: () => {
        parts += 1;
        if (parts === 2) emulator.clock.advance(61_000);
      },
    });
    expect(count("getUploadUrl")).toBe(2);
    expect(isSame(await emulator.blobs.get("k"), bytesOf(3 * UNIT))).toBe(true);
  });

  test("to a store that is never content fails in the end", async () => {
    const { storage, emulator, count } = openService();
    emulator.faults.add({ match: { operation: "upload" }, status: 308, times: Infinity });
    expect((await failure(storage.set("k", "x"))).message).toContain("more is due");
    expect(count("upload")).toBe(4);
    const other = openService();
    other.emulator.faults.add({ match: { operation: "upload" }, status: 410, times: Infinity });
    expect((await failure(other.storage.set("k", "x"))).status).toBe(410);
    expect(other.count("getUploadUrl")).toBe(4);
  });

  test("that the store holds strange amounts of fails", async () => {
    const { storage, emulator } = openService();
    const headers = { range: "bytes=5-9" };
    emulator.faults.add({ match: { operation: "upload" }, status: 308, headers });
    expect((await failure(storage.set("k", "x"))).code).toBe("PROTOCOL");
  });

  test("that the store holds whole, but is not done with, is asked about again", async () => {
    const { storage, emulator, asked } = openService();
    const headers = { range: "bytes=0-2" };
    emulator.faults.add({ match: { operation: "upload" }, status: 308, headers });
    await storage.set("k", "abc");
    expect(asked()).toEqual(["getUploadUrl", "upload", "upload", "upload"]);
    expect(await emulator.blobs.get("k")).toEqual(new TextEncoder().encode("abc"));
  });

  test("of a file that is not there sends nothing", async () => {
    const { storage, emulator } = openService();
    expect(await failure(storage.setFile("k", "/no/such/file"))).toBeInstanceOf(InvalidInputError);
    expect(emulator.requests).toEqual([]);
  });
});

describe("a download", () => {
  const bytes = bytesOf(5000);

  test("comes back whole wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 4 }),
        fc.boolean(),
        async (cuts, ranges) => {
          const { storage, emulator } = openService({ ranges });
          await emulator.blobs.put("k", bytes);
          for (const tear of cuts.slice(0, 3)) emulator.faults.add({ match: { operation: "get" }, tear });
          expect(await storage.getBytes("k")).toEqual(bytes);
        },
      ),
      { numRuns: samples(60) },
    );
  });

  test("goes on by range where the service names the content, and begins anew where it does not", async () => {
    for (const ranges of [true, false]) {
      const { storage, emulator } = openService({ ranges });
      await emulator.blobs.put("k", bytes);
      emulator.faults.add({ match: { operation: "get" }, tear: 2000 });
      expect(await storage.getBytes("k")).toEqual(bytes);
      const gets = emulator.requests.filter(({ operation }) => operation === "get");
      expect(gets.map(({ status }) => status)).toEqual([0, ranges ? 206 : 200]);
    }
  });

  test("of a blob that is replaced meanwhile is one or the other, never both", async () => {
    const { storage, emulator } = openService();
    await emulator.blobs.put("k", bytes);
    emulator.faults.add({ match: { operation: "get" }, tear: 2000 });
    const { stream } = await storage.getStream("k");
    const reader = stream.getReader();
    await reader.read();
    const other = bytesOf(5000, 2);
    await emulator.blobs.put("k", other);
    const rest = (async () => {
      while (!(await reader.read()).done);
    })();
    expect((await failure(rest)).code).toBe("TRANSFER");
    emulator.faults.add({ match: { operation: "get" }, tear: 2000 });
    expect(await storage.getBytes("k")).toEqual(other);
  });

  test("to a file leaves what was there until it is whole", async () => {
    const { storage, emulator } = openService();
    const folder = await temporaryFolder();
    const path = join(folder, "k");
    await writeFile(path, "before");
    await emulator.blobs.put("k", bytes);
    emulator.faults.add({ match: { operation: "get" }, tear: 0, times: Infinity });
    await failure(storage.getFile("k", path));
    expect([await readFile(path, "utf8"), await readdir(folder)]).toEqual(["before", ["k"]]);
    emulator.faults.clear();
    const told: (number | undefined)[][] = [];
    await storage.getFile("k", path, { onProgress: (...news) => told.push(news) });
    expect(new Uint8Array(await readFile(path))).toEqual(bytes);
    expect(told.at(-1)).toEqual([5000, 5000]);
  });

  test("follows a redirect to another host without the log-in", async () => {
    const { storage, emulator } = openService();
    await emulator.blobs.put("k", bytes);
    const { href } = await storage.getSignedUrl("k");
    emulator.faults.add({ match: { operation: "get" }, status: 302, headers: { location: href } });
    // The store refuses whoever sends a log-in.
    expect(await storage.getBytes("k")).toEqual(bytes);
    emulator.faults.add({ match: { operation: "exists" }, status: 302, headers: { location: href } });
    expect((await failure(storage.exists("k"))).status).toBe(302);
  });

  test("to a place where no file can be is refused", async () => {
    const { storage, emulator } = openService();
    await emulator.blobs.put("k", bytes);
    expect(await failure(storage.getFile("k", await temporaryFolder()))).toBeInstanceOf(InvalidInputError);
  });
});

describe("a signed URL", () => {
  test("expires, and shows itself to nobody", async () => {
    const { storage, emulator } = openService({ signedUrlSeconds: 60 });
    await emulator.blobs.put("k", "x");
    const url = await storage.getSignedUrl("k");
    expect(new URL(url.href).origin).toBe(url.origin);
    const secret = new URL(url.href).search;
    for (const shown of [String(url), JSON.stringify({ url })]) expect(shown).not.toContain(secret);
    expect((await emulator.fetch(url.href)).status).toBe(200);
    emulator.clock.advance(60_000);
    expect((await emulator.fetch(url.href)).status).toBe(403);
  });

  test("that is none is told", async () => {
    const { storage, emulator } = openService();
    emulator.faults.add({ match: { operation: "getSignedUrl" }, status: 200, body: "<html>secret" });
    const error = await failure(storage.getSignedUrl("k"));
    expect(error.code).toBe("PROTOCOL");
    expect(String(error)).not.toContain("secret");
  });
});

test("a delete whose answer was lost is one, and a blob that is missing is missing", async () => {
  const { storage, emulator } = openService();
  await emulator.blobs.put("k", "x");
  emulator.faults.add({ match: { operation: "delete" }, reset: "after" });
  await storage.delete("k");
  emulator.faults.add({ match: { operation: "delete" }, status: 429 });
  expect((await failure(storage.delete("k"))).code).toBe("NOT_FOUND");
  await storage.exists("k");
  emulator.clock.advance(3_599_000);
  emulator.faults.add({ match: { operation: "delete" }, status: 401 });
  expect((await failure(storage.delete("k"))).code).toBe("NOT_FOUND");
});
