import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { allTidiedUp } from "../../src/core/concurrency/tidy-up.ts";
import { spool } from "../../src/node/files/spool.ts";
import { rejection } from "./loopback.ts";

/** A folder for temporary files that the test can look into. */
async function ownTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
  return folder;
}

/** Node's own type of the same thing. */
const toStream = (pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> =>
  Readable.toWeb(Readable.from(pieces)) as unknown as ReadableStream<Uint8Array>;

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("abc");
  yield Buffer.from("def");
}

test.each([
  ["an iterable", () => toStream(chunks())],
  ["a stream", () => new Blob(["abc", "def"]).stream()],
])("%s can be read again and again until it is released, by this user only", async (_, content) => {
  const folder = await ownTemporaryFolder();
  const { file, release } = await spool(content());
  expect([await file.text(), await file.text()]).toEqual(["abcdef", "abcdef"]);
  const [made = ""] = await readdir(folder);
  expect((await stat(join(folder, made))).mode & 0o077).toBe(0);
  await release();
  expect(await readdir(folder)).toEqual([]);
});

test("a source that fails leaves nothing", async () => {
  const folder = await ownTemporaryFolder();
  const cause = new Error("torn");
  async function* torn(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("abc");
    throw cause;
  }
  expect(await rejection(spool(toStream(torn())))).toBe(cause);
  expect(await readdir(folder)).toEqual([]);
});

test("an abort leaves nothing, and ends the source", async () => {
  const folder = await ownTemporaryFolder();
  const controller = new AbortController();
  let ended = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        yield Buffer.from("abc");
        controller.abort(new Error("enough"));
      }
    } finally {
      ended = true;
    }
  }
  expect(await rejection(spool(toStream(endless()), controller.signal))).toBe(controller.signal.reason);
  await allTidiedUp();
  expect(await readdir(folder)).toEqual([]);
  await vi.waitFor(() => expect(ended).toBe(true));
});
