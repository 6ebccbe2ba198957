import { createReadStream } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import type { BlobContent } from "../../../src/descartes/index.ts";
import { failure } from "../../core/support/rejection.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { bytesOf, isSame } from "../support/service.ts";
import { openWire } from "../support/wire.ts";

const bytes = bytesOf(300_000);

async function file(): Promise<string> {
  const path = join(await temporaryFolder(), "field.tif");
  await writeFile(path, bytes);
  return path;
}

/** As libraries bring a class of their own for it. */
class ForeignFile {
  readonly name = "field.tif";
  readonly [Symbol.toStringTag] = "File";
  stream = (): ReadableStream<Uint8Array> => new Blob([bytes]).stream();
}

test.each<[string, () => Promise<BlobContent>]>([
  ["a file stream, as the documentation shows it", async () => createReadStream(await file())],
  [
    "an open file",
    async () => {
      const handle = await open(await file());
      onTestFinished(() => handle.close());
      // Read from its beginning, wherever it is.
      await handle.read(Buffer.alloc(10), 0, 10);
      return handle;
    },
  ],
  ["a file: URL", async () => pathToFileURL(await file())],
  ["a Buffer", async () => Buffer.from(bytes)],
  ["an ArrayBuffer", async () => bytes.buffer],
  ["a view of another kind", async () => new DataView(bytes.buffer)],
  [
    "shared memory",
    async () => {
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
      shared.set(bytes);
      return shared;
    },
  ],
  ["a File", async () => new File([bytes], "field.tif")],
  ["a File of another library", async () => new ForeignFile() as never],
  ["a Node stream of ArrayBuffers", async () => Readable.from([bytes.buffer])],
  ["something that opens", async () => ({ open: async () => new Blob([bytes]) })],
])("%s is stored byte by byte", async (_, content) => {
  const { storage, blobs } = await openWire();
  await storage.set("k", await content());
  expect(isSame(blobs.get("k"), bytes)).toBe(true);
  await storage.setFile("n", { name: "field.tif", content: await content() });
  expect(isSame(blobs.get("n"), bytes)).toBe(true);
});

test("a stream that cannot be read is told as that, and nothing is sent", async () => {
  const { storage, arrived } = await openWire();
  const error = await failure(storage.set("k", createReadStream("/no/such/file")));
  expect([error.code, error.message]).toEqual(["TRANSFER", expect.stringContaining("ENOENT")]);
  expect(error.message).toContain("could not be read");
  expect(arrived).toEqual([]);
});

test("a file: URL can be stored as a file", async () => {
  const { storage, blobs } = await openWire();
  await storage.setFile("k", pathToFileURL(await file()));
  expect(isSame(blobs.get("k"), bytes)).toBe(true);
});

/** A stream that somebody has read a piece of. */
async function begun(): Promise<ReadableStream<Uint8Array>> {
  const stream = new Blob([bytes]).stream();
  const reader = stream.getReader();
  await reader.read();
  reader.releaseLock();
  return stream;
}

async function ended(): Promise<Readable> {
  const stream = Readable.from([bytes]);
  await stream.toArray();
  return stream;
}

test.each<[string, () => unknown]>([
  ["a stream with an encoding", async () => createReadStream(await file(), "latin1")],
  ["texts", () => Readable.from(["a", "b"])],
  ["objects", () => Readable.from([{ a: 1 }])],
  [
    "a stream of undefined",
    () => new ReadableStream({ pull: (controller) => controller.enqueue(undefined) }),
  ],
  [
    "a locked stream",
    () => {
      const stream = new Blob([bytes]).stream();
      stream.getReader();
      return stream;
    },
  ],
  ["a stream that was read before", begun],
  ["a Node stream that has ended", ended],
  ["what opens as something else", () => ({ open: () => "text" })],
  ["what opens as nothing", () => ({ open: () => undefined })],
  ["a URL of the web", () => new URL("https://example.com/field.tif")],
  ["a missing file", () => new URL("file:///no/such/file")],
  ["a number", () => 1],
  ["a function", () => () => bytes],
  ["an object", () => ({ a: 1 })],
  ["a list", () => [bytes]],
])("%s is refused before anything is sent", async (_, content) => {
  const { storage, arrived } = await openWire();
  const given = (await content()) as never;
  expect(await failure(storage.set("k", given))).toBeInstanceOf(InvalidInputError);
  expect(arrived).toEqual([]);
});

test.each<[string, unknown]>([
  ["bytes without a name", bytes],
  ["a stream without a name", Readable.from([bytes])],
  ["nothing", undefined],
  ["a name without content", { name: "a.py" }],
])("%s is not a file", async (_, given) => {
  const { storage, arrived } = await openWire();
  expect(await failure(storage.setFile("k", given as never))).toBeInstanceOf(InvalidInputError);
  expect(arrived).toEqual([]);
});

test("bytes that are sent in parts stay where they are, and arrive as they are", async () => {
  const held: number[] = [];
  const { storage, arrived } = await openWire(({ method, headers, body }) => {
    if (method !== "PUT") return undefined;
    const [, last = 0, total = 0] = /-(\d+)\/(\d+)$/u.exec(String(headers["content-range"])) ?? [];
    held.push(body.byteLength);
    return Number(last) + 1 === Number(total) ? {} : { status: 308, headers: { range: `bytes=0-${last}` } };
  });
  await storage.set("k", bytes, { partBytes: 262_144 });
  expect(held).toEqual([262_144, 300_000 - 262_144]);
  expect(isSame(Buffer.concat(arrived.map(({ body }) => body)), bytes)).toBe(true);
});

test("a blob of unknown length comes back whole, large as it may be", async () => {
  const large = bytesOf(40 * 2 ** 20);
  const { storage } = await openWire(({ path }) =>
    path.includes("/get/") ? { body: large, chunked: true } : undefined,
  );
  const told: (number | undefined)[][] = [];
  const back = await storage.getBytes("k", { onProgress: (...news) => told.push(news) });
  expect(isSame(back, large)).toBe(true);
  expect(told.at(-1)).toEqual([large.byteLength, undefined]);
});

test("a length that nobody can hold is told as that", async () => {
  const { storage } = await openWire(({ path }) =>
    path.includes("/get/") ? { headers: { "content-length": String(2 ** 52) }, body: "x" } : undefined,
  );
  expect((await failure(storage.getBytes("k"))).message).toContain("getFile");
});

test("a type by its position, as the Python client takes it, is refused with the right form", async () => {
  const { storage, arrived } = await openWire();
  const position = "tmp" as unknown as object;
  for (const call of [
    () => storage.set("k", "v", position),
    () => storage.setJson("k", {}, position),
    () => storage.setFile("k", { name: "n", content: "v" }, position),
  ]) {
    const error = await failure(call());
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error.message).toContain("must be an object, not a string; by name, as in { type }.");
  }
  expect(arrived).toEqual([]);
});
