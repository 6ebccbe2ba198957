import { createHash } from "node:crypto";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DescartesStorage } from "../../../src/descartes/index.ts";
import { emulateDescartes } from "../../../src/emulator/index.ts";
import { failure } from "../../core/support/rejection.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { bytesOf, isSame } from "../support/service.ts";
import { openWire, type Arrived, type Said } from "../support/wire.ts";

const UNIT = 262_144;
const bytes = bytesOf(5000);
const md5 = (of: Uint8Array): string => createHash("md5").update(of).digest("base64");
const isRead = ({ method, path }: Arrived): boolean => method === "GET" && path.includes("/get/");
const isPut = ({ method }: Arrived): boolean => method === "PUT";
const page = "<!DOCTYPE html>\n<title>Welcome to the airport</title>";

/** Bytes from where a request asks for them, at most so many, as a server that is in its right may do. */
function part({ headers }: Arrived, most: number): Said {
  const from = Number(/^bytes=(\d+)-/u.exec(String(headers["range"]))?.[1]);
  const to = Math.min(from + most, bytes.length);
  return {
    status: 206,
    body: bytes.subarray(from, to),
    headers: { etag: '"v1"', "content-range": `bytes ${from}-${to - 1}/${bytes.length}` },
  };
}

describe("a download", () => {
  test.each(["getBytes", "getFile", "getText"] as const)(
    "by %s whose answer is a part that nobody asked for fails",
    async (method) => {
      const said = {
        status: 206,
        body: bytes.subarray(0, 10),
        headers: { "content-range": "bytes 0-9/5000", etag: '"v1"' },
      };
      const { storage } = await openWire((arrived) => (isRead(arrived) ? said : undefined));
      const path = join(await temporaryFolder(), "k");
      const read = method === "getFile" ? storage.getFile("k", path) : storage[method]("k");
      expect((await failure(read)).code).toBe("TRANSFER");
      expect((await failure(storage.getStream("k"))).code).toBe("TRANSFER");
    },
  );

  test.each([204, 202, 203])("that is answered with %i is none", async (status) => {
    const { storage } = await openWire((arrived) => (isRead(arrived) ? { status } : undefined));
    expect((await failure(storage.getBytes("k"))).code).toBe("TRANSFER");
  });

  test("goes on where the rest comes in shorter parts than asked for", async () => {
    const { storage, asked } = await openWire((arrived, nth) => {
      if (!isRead(arrived)) return undefined;
      const first = {
        headers: { etag: '"v1"', "content-length": "5000" },
        body: bytes.subarray(0, 1000),
        cut: true,
      };
      return nth === 1 ? first : part(arrived, 1500);
    });
    expect(isSame(await storage.getBytes("k"), bytes)).toBe(true);
    expect(asked().slice(1)).toEqual([1000, 2500, 4000].map((from) => `GET /get/k bytes=${from}-`));
  });

  test.each<[string, Record<string, string>]>([
    ["another start", { "content-range": "bytes 0-3999/5000" }],
    ["another total", { "content-range": "bytes 1000-4999/6000" }],
    ["another length than its range", { "content-range": "bytes 1000-1999/5000" }],
    ["an end beyond the whole", { "content-range": "bytes 1000-4999/4000" }],
    ["another tag", { etag: '"v2"' }],
  ])("whose rest has %s begins anew, and never mixes", async (_, untrue) => {
    const { storage } = await openWire((arrived, nth) => {
      if (!isRead(arrived)) return undefined;
      const head = { etag: '"v1"', "content-length": "5000" };
      if (nth === 1) return { headers: head, body: bytes.subarray(0, 1000), cut: true };
      if (nth > 2) return { headers: head, body: bytes };
      return {
        ...part(arrived, 4000),
        body: bytesOf(4000, 9),
        headers: { ...part(arrived, 4000).headers, ...untrue },
      };
    });
    expect(isSame(await storage.getBytes("k"), bytes)).toBe(true);
  });

  test.each<[string, Said, number]>([
    [
      "tells how long the file is",
      { status: 416, body: "no", headers: { "content-range": "bytes */5000" } },
      2,
    ],
    ["does not", { status: 416, body: "no" }, 3],
  ])("whose end alone was lost is whole where a 416 %s, or begun again", async (_, gone, gets) => {
    const { storage, arrived } = await openWire((one, nth) => {
      if (!isRead(one)) return undefined;
      // Without a length: its end is the last chunk, which does not come.
      if (nth === 1) return { headers: { etag: '"v1"' }, body: bytes, cut: true };
      return nth === 2 ? gone : { body: bytes };
    });
    expect(isSame(await storage.getBytes("k"), bytes)).toBe(true);
    expect(arrived.filter(isRead)).toHaveLength(gets);
  });

  test("that is coded on the way is never gone on with by range", async () => {
    const { storage, asked } = await openWire((arrived, nth) => {
      if (!isRead(arrived)) return undefined;
      const coded = { headers: { "content-encoding": "deflate", etag: '"v1"' }, body: "garbage", cut: true };
      return nth === 1 ? coded : { body: bytes };
    });
    expect(isSame(await storage.getBytes("k"), bytes)).toBe(true);
    expect(asked()).toEqual(["GET /get/k", "GET /get/k"]);
  });

  test.each<[string, (good: Uint8Array) => string, string]>([
    ["MD5", (good) => `crc32c=AAAAAA==,md5=${md5(good)}`, "md5"],
    // Of the nine digits: the check value of CRC-32C.
    ["CRC-32C", () => "crc32c=4waSgw==", "crc32c"],
  ])("is compared with the %s that the store tells", async (_, hash, name) => {
    const good = new TextEncoder().encode("123456789");
    const headers = { "x-goog-hash": hash(good) };
    let body: Uint8Array = good;
    const { storage } = await openWire((arrived) => (isRead(arrived) ? { headers, body } : undefined));
    expect(await storage.getBytes("k")).toEqual(good);
    body = new TextEncoder().encode("123456780");
    expect(await failure(storage.getBytes("k"))).toMatchObject({
      code: "TRANSFER",
      message: expect.stringContaining(name) as string,
    });
    const { stream } = await storage.getStream("k");
    expect((await failure(new Response(stream).arrayBuffer())).code).toBe("TRANSFER");
  });

  test("over several connections is compared as a whole", async () => {
    const answers =
      (hash: string) =>
      (arrived: Arrived, nth: number): Said | undefined => {
        if (!isRead(arrived)) return undefined;
        const headers = { etag: '"v1"', "content-length": "5000", "x-goog-hash": `md5=${hash}` };
        return nth % 2 === 1 ? { headers, body: bytes.subarray(0, 1000), cut: true } : part(arrived, 5000);
      };
    expect(isSame(await (await openWire(answers(md5(bytes)))).storage.getBytes("k"), bytes)).toBe(true);
    expect(
      (await failure((await openWire(answers(md5(bytes.subarray(1))))).storage.getBytes("k"))).code,
    ).toBe("TRANSFER");
  });

  test("of coded bytes is not compared with the checksum of how they are kept", async () => {
    const headers = { "x-goog-hash": `md5=${md5(bytes)}`, "x-goog-stored-content-encoding": "gzip" };
    const { storage } = await openWire((arrived) =>
      isRead(arrived) ? { headers, body: "decoded" } : undefined,
    );
    expect(await storage.getText("k")).toBe("decoded");
  });

  test("that is answered with a page is refused, but for a blob that is one", async () => {
    const headers = { "content-type": "text/html; charset=utf-8" };
    let body = page;
    const { storage } = await openWire((arrived) => (isRead(arrived) ? { headers, body } : undefined));
    const path = join(await temporaryFolder(), "k");
    expect((await failure(storage.getFile("field.tif", path))).code).toBe("PROTOCOL");
    expect(await storage.getText("page.html")).toBe(page);
    // Some services give any bytes under this type.
    body = "id,value\n1,2";
    expect(await storage.getText("table.csv")).toBe(body);
  });
});

test("stat tells a blob that is kept coded from others", async () => {
  let headers: Record<string, string> = {
    "content-encoding": "gzip",
    "content-length": "40",
    "x-goog-hash": "md5=a==",
  };
  const { storage } = await openWire(({ method }) => (method === "HEAD" ? { headers } : undefined));
  expect(await storage.stat("k")).toMatchObject({
    size: undefined,
    storedSize: 40,
    contentEncoding: "gzip",
    hash: "md5=a==",
  });
  headers = {
    "x-goog-stored-content-encoding": "gzip",
    "x-goog-stored-content-length": "40",
    "content-length": "99",
  };
  expect(await storage.stat("k")).toMatchObject({ size: undefined, storedSize: 40, contentEncoding: "gzip" });
  headers = { "x-goog-stored-content-encoding": "identity", "content-length": "99" };
  expect(await storage.stat("k")).toMatchObject({ size: 99, storedSize: 99, contentEncoding: undefined });
});

test("a delete that is answered by a page is none, and one by an empty answer of that type is", async () => {
  const headers = { "content-type": "text/html; charset=utf-8" };
  let body = page;
  const { storage } = await openWire(({ method }) => (method === "DELETE" ? { headers, body } : undefined));
  expect((await failure(storage.delete("k"))).code).toBe("PROTOCOL");
  body = "";
  await storage.delete("k");
  body = "deleted";
  await storage.delete("k");
});

describe("a move", () => {
  test.each<[string, (arrived: Arrived) => Said | undefined]>([
    [
      "whose original is cut short by a false length",
      (one) => (isRead(one) ? { body: bytes.subarray(0, 100) } : undefined),
    ],
    [
      "whose original is answered by a page",
      (one) => (isRead(one) ? { body: page, headers: { "content-type": "text/html" } } : undefined),
    ],
    ["whose original is answered by something else", (one) => (isRead(one) ? { body: "{}" } : undefined)],
    ["whose copy is not stored", (one) => (isPut(one) ? {} : undefined)],
    [
      "whose copy is stored short",
      (one) =>
        one.method === "HEAD" && one.path.endsWith("/to")
          ? { headers: { "content-length": "7" } }
          : undefined,
    ],
    [
      "whose checksums differ",
      (one) =>
        one.method === "HEAD"
          ? { headers: { "content-length": "5000", "x-goog-hash": `md5=${one.path}` } }
          : undefined,
    ],
    [
      "whose original changes meanwhile",
      (one) =>
        isRead(one)
          ? { body: bytes, headers: { etag: '"v1"' } }
          : one.method === "HEAD"
            ? { headers: { etag: '"v2"', "content-length": "5000" } }
            : undefined,
    ],
    [
      "whose copy is another, and no length is told",
      (one) => {
        if (one.method === "HEAD") return { chunked: true };
        return isRead(one) && one.path.endsWith("/to") ? { body: bytes.subarray(1) } : undefined;
      },
    ],
  ])("%s keeps both", async (_, say) => {
    const { storage, blobs, asked } = await openWire(say);
    blobs.set("from", bytes);
    const error = await failure(storage.move("from", "to"));
    expect(["TRANSFER", "PROTOCOL"]).toContain(error.code);
    expect(isSame(blobs.get("from"), bytes)).toBe(true);
    expect(asked().some((one) => one.startsWith("DELETE"))).toBe(false);
  });

  test("says that both are there", async () => {
    const { storage, blobs } = await openWire((one) => (isRead(one) ? { body: "short" } : undefined));
    blobs.set("from", bytes);
    expect((await failure(storage.move("from", "to"))).message).toContain("both are there");
  });

  test.each([true, false])("that is whole deletes the original (lengths told: %s)", async (told) => {
    const { storage, blobs } = await openWire(({ method }) =>
      method === "HEAD" && !told ? { chunked: true } : undefined,
    );
    blobs.set("from", bytes);
    await storage.move("from", "to");
    expect([...blobs.keys()]).toEqual(["to"]);
    expect(isSame(blobs.get("to"), bytes)).toBe(true);
  });

  test("or a copy begins that blob again after a cut, where no parts are given", async () => {
    const { storage, blobs } = await openWire((arrived, nth) =>
      isRead(arrived) && nth === 1
        ? { headers: { "content-length": "5000" }, body: bytes.subarray(0, 1000), cut: true }
        : undefined,
    );
    blobs.set("from", bytes);
    await storage.copy("from", "to");
    expect(isSame(blobs.get("to"), bytes)).toBe(true);
  });
});

describe("an upload", () => {
  const large = bytesOf(3 * UNIT);

  test("whose store is done before the last part fails, and says what may lie there", async () => {
    const { storage } = await openWire((arrived) => (isPut(arrived) ? {} : undefined));
    const error = await failure(storage.set("k", large, { partBytes: UNIT }));
    expect(error).toMatchObject({
      code: "PROTOCOL",
      message: expect.stringContaining("may be incomplete") as string,
    });
  });

  test("whose store tells another length than was sent fails", async () => {
    const headers = { "x-goog-stored-content-length": "4999" };
    const { storage } = await openWire((arrived) => (isPut(arrived) ? { headers } : undefined));
    expect((await failure(storage.set("k", bytes))).message).toContain("4999 of 5000");
  });

  test("that was lost, and whose question is stored as nothing, is sent again", async () => {
    const { storage, blobs, asked } = await openWire((arrived, nth) =>
      isPut(arrived) && nth === 1 ? { lost: true } : undefined,
    );
    await storage.set("k", bytes);
    expect(isSame(blobs.get("k"), bytes)).toBe(true);
    expect(asked().filter((one) => one.startsWith("PUT"))).toEqual([
      "PUT /store/k",
      "PUT /store/k bytes */5000",
      "PUT /store/k",
    ]);
  });

  test("whose answer was lost, and whose question finds it stored, is done", async () => {
    const { storage, blobs, arrived } = await openWire((one, nth) => {
      if (!isPut(one)) return undefined;
      return nth === 1 ? { status: 503 } : {};
    });
    blobs.set("k", bytes);
    await storage.set("k", bytes);
    expect(arrived.filter(isPut)).toHaveLength(2);
  });

  test("that is answered by a page is not stored", async () => {
    const { storage, arrived } = await openWire((one) =>
      isPut(one) ? { body: page, headers: { "content-type": "text/html" } } : undefined,
    );
    expect(await failure(storage.set("k", bytes))).toMatchObject({
      code: "PROTOCOL",
      message: expect.stringContaining("page") as string,
    });
    expect(arrived.filter(isPut).length).toBeLessThan(6);
    // The store's own answer may be typed so, and is empty.
    const other = await openWire((one) =>
      isPut(one) ? { headers: { "content-type": "text/html; charset=UTF-8" } } : undefined,
    );
    await other.storage.set("k", bytes);
  });

  test("to a store that holds more and less in turns ends", async () => {
    const { storage, arrived } = await openWire((one, nth) =>
      isPut(one)
        ? { status: 308, ...(nth % 2 === 1 ? { headers: { range: `bytes=0-${UNIT - 1}` } } : {}) }
        : undefined,
    );
    expect((await failure(storage.set("k", large, { partBytes: UNIT }))).message).toContain("more is due");
    expect(arrived.filter(isPut).length).toBeLessThan(12);
  });

  test("to a store that claims bytes which were never sent fails", async () => {
    const headers = { range: `bytes=0-${2 * UNIT - 1}` };
    const { storage } = await openWire((one) => (isPut(one) ? { status: 308, headers } : undefined));
    expect((await failure(storage.set("k", large, { partBytes: UNIT }))).code).toBe("PROTOCOL");
  });
});

test("an answer that is longer than it says is no blob that was cut behind its last byte", async () => {
  const emulator = emulateDescartes();
  const { url } = await emulator.listen();
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\netag: "x"\r\n\r\nabcdef'));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.close();
    await emulator.close();
  });
  const { port } = server.address() as AddressInfo;
  const { clientId, refreshToken } = emulator;
  const storage = new DescartesStorage({
    url: `http://127.0.0.1:${port}`,
    iamUrl: url,
    clientId,
    refreshToken,
    retry: { retries: 1, baseDelayMs: 1 },
  });
  expect(await failure(storage.getBytes("k"))).toMatchObject({
    message: expect.stringContaining("longer than it says") as string,
  });
});
