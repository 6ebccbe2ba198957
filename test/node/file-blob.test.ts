import { appendFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileNamed } from "../../src/core/content/blob-origin.ts";
import { TransferError } from "../../src/core/errors.ts";
import { FileBlob } from "../../src/node/files/file-blob.ts";

// What stands for `openAsBlob` where that reads the whole file: in Deno. Everything else of Deno is tried by
// test/package/matrix.

let folder = "";
let path = "";
const BYTES = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  path = join(folder, "content");
  await writeFile(path, BYTES);
});
afterEach(() => rm(folder, { recursive: true }));

const opened = async (): Promise<FileBlob> => new FileBlob(path, await stat(path));

const bytesOf = async (content: Blob | Response): Promise<Buffer> => Buffer.from(await content.arrayBuffer());

/** Whether bytes are those of the file; the matchers take their time over so many. */
const areAll = (bytes: Buffer): boolean => bytes.equals(BYTES);

test.each([[[]], [[100]], [[100, 300_000]], [[-10]], [[-10, -5]], [[5, 2]], [[0, 1e9]], [[1e9]]])(
  "slices as a Blob does: %j",
  async (range: readonly number[]) => {
    const [wanted, found] = [new Blob([BYTES]), await opened()].map((blob) => blob.slice(...range));
    expect(found?.size).toBe(wanted?.size);
    expect(wanted && found && (await bytesOf(found)).equals(await bytesOf(wanted))).toBe(true);
  },
);

test("a slice of a slice, and all ways of reading", async () => {
  const slice = (await opened()).slice(1000, 400_000).slice(97, 105);
  const wanted = BYTES.slice(1097, 1105);
  expect(await bytesOf(slice)).toEqual(Buffer.from(wanted));
  expect(await slice.text()).toBe(new TextDecoder().decode(wanted));
  expect(areAll(await bytesOf(new Response((await opened()).stream())))).toBe(true);
});

test("a file of another name has its content", async () => {
  const file = fileNamed(await opened(), "report.bin");
  expect([file.name, file.size]).toEqual(["report.bin", BYTES.length]);
  expect(areAll(await bytesOf(file))).toBe(true);
  expect(await bytesOf(file.slice(5, 9))).toEqual(Buffer.from(BYTES.slice(5, 9)));
  expect(areAll(await bytesOf(new Response(file.stream())))).toBe(true);
  expect(await fileNamed(file, "again.bin").text()).toBe(await file.text());
});

test("a file that has changed since is not read", async () => {
  const blob = await opened();
  await appendFile(path, "more");
  await expect(blob.arrayBuffer()).rejects.toThrow(TransferError);
  await expect(blob.slice(0, 10).text()).rejects.toThrow(/has changed since it was chosen/u);
});
