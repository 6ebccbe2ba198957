import { createHash, randomBytes } from "node:crypto";
import { getEventListeners } from "node:events";
import { mkdirSync } from "node:fs";
import {
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { InvalidInputError, TransferError } from "../../src/core/errors.ts";
import { allTidiedUp } from "../../src/core/concurrency/tidy-up.ts";
import { saveStream } from "../../src/node/files/save-stream.ts";
import { expectReason } from "../core/support/rejection.ts";
import { rejection, until } from "./loopback.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  path = join(folder, "file.bin");
});
afterEach(() => rm(folder, { recursive: true }));

/** A stream of these chunks; without an end if `open`. */
function stream(chunks: readonly Uint8Array[], open = false): ReadableStream<Uint8Array> {
  const rest = [...chunks];
  return new ReadableStream({
    pull: (controller) => {
      const next = rest.shift();
      if (next) controller.enqueue(next);
      else if (!open) controller.close();
      else return new Promise(() => undefined);
      return undefined;
    },
  });
}

const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test.each([
  ["nothing", []],
  ["one byte", [Buffer.from("x")]],
  ["many small pieces", Array.from({ length: 5000 }, (_, index) => Buffer.from(String(index)))],
  ["large pieces", [randomBytes(3_000_000), randomBytes(10), randomBytes(2_000_000)]],
])("saves %s, and tells size and checksum", async (_, chunks) => {
  const progress: number[] = [];
  const whole = Buffer.concat(chunks);
  const written = await saveStream(stream(chunks), path, {
    expectedBytes: whole.byteLength,
    expectedSha256: sha(whole).toUpperCase(),
    onProgress: (bytes) => progress.push(bytes),
  });
  expect(written).toEqual({ size: whole.byteLength, sha256: sha(whole) });
  expect((await readFile(path)).equals(whole)).toBe(true);
  expect(progress).toHaveLength(chunks.length);
  expect(progress.at(-1) ?? 0).toBe(whole.byteLength);
  expect(await readdir(folder)).toEqual(["file.bin"]);
});

test("replaces what was there, and keeps to the permissions asked for", async () => {
  await writeFile(path, "old and longer");
  await saveStream(stream([Buffer.from("new")]), path, { mode: 0o600 });
  expect(await readFile(path, "utf8")).toBe("new");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

const failing = (): ReadableStream<Uint8Array> => {
  let pulls = 0;
  return new ReadableStream({
    pull: (controller) => {
      pulls += 1;
      if (pulls < 40) controller.enqueue(randomBytes(100_000));
      else controller.error(new Error("torn"));
    },
  });
};

test.each([
  ["a stream that breaks", failing, {}, /^torn$/u],
  [
    "too few bytes",
    () => stream([Buffer.from("abc")]),
    { expectedBytes: 4 },
    /^3 bytes came instead of the announced 4\.$/u,
  ],
  [
    "too many bytes",
    () => stream([Buffer.from("abc")], true),
    { expectedBytes: 2 },
    /^More than the announced 2 bytes came\.$/u,
  ],
  [
    "another checksum",
    () => stream([Buffer.from("abc")]),
    { expectedSha256: "00" },
    /^The checksum is ba7816bf/u,
  ],
  ["no bytes", () => stream(["text" as unknown as Uint8Array]), {}, /other than bytes/u],
])("%s: what was there stays, and nothing else is left", async (_, source, options, message) => {
  await writeFile(path, "what was there");
  const error = await rejection(saveStream(source(), path, options));
  expect((error as Error).message).toMatch(message);
  expect(await readFile(path, "utf8")).toBe("what was there");
  expect(await readdir(folder)).toEqual(["file.bin"]);
});

test("a callback that throws ends the transfer like any failure", async () => {
  const cause = new Error("callback");
  const onProgress = (): void => {
    throw cause;
  };
  expect(await rejection(saveStream(stream([Buffer.from("abc")], true), path, { onProgress }))).toBe(cause);
  expect(await readdir(folder)).toEqual([]);
});

test.each(["before", "during"])(
  "an abort %s it: rejected with the reason, the source cancelled, nothing left",
  async (when) => {
    const reason = new Error("enough");
    const controller = new AbortController();
    let cancelled: unknown;
    const source = new ReadableStream<Uint8Array>({
      start: (controls) => controls.enqueue(Buffer.from("abc")),
      cancel: (why) => void (cancelled = why),
    });
    if (when === "before") controller.abort(reason);
    let received = 0;
    const promise = saveStream(source, path, {
      signal: controller.signal,
      onProgress: (bytes) => (received = bytes),
    });
    promise.catch(() => undefined);
    if (when === "during") {
      await until(() => received === 3);
      controller.abort(reason);
    }
    expect(await rejection(promise)).toBe(reason);
    expect(cancelled).toBe(reason);
    await allTidiedUp();
    expect(await readdir(folder)).toEqual([]);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  },
);

test("an abort is told although the disk takes its time; what is left is removed behind the caller", async () => {
  let answer = (): void => undefined;
  const disk = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const probe = await openFile(join(folder, "probe"), "w");
  const handles = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  await rm(join(folder, "probe"));
  onTestFinished(() => void vi.restoreAllMocks());
  const flush = vi.spyOn(handles, "sync").mockImplementation(() => disk);
  const controller = new AbortController();
  const reason = new Error("enough");
  const saving = saveStream(stream([Buffer.from("abc")]), path, { signal: controller.signal });
  saving.catch(() => undefined);
  await until(() => flush.mock.calls.length === 1);
  controller.abort(reason);
  await expectReason(saving, reason);
  expect(await readdir(folder)).toHaveLength(1);
  answer();
  await allTidiedUp();
  expect(await readdir(folder)).toEqual([]);
});

test("a path where no file can be: told before anything is read, and the source is cancelled", async () => {
  await mkdir(path);
  for (const place of [path, join(folder, "absent", "file.bin")]) {
    let cancelled = false;
    let pulled = false;
    const source = new ReadableStream<Uint8Array>(
      { pull: () => void (pulled = true), cancel: () => void (cancelled = true) },
      { highWaterMark: 0 },
    );
    expect(await rejection(saveStream(source, place))).toBeInstanceOf(InvalidInputError);
    expect([pulled, cancelled]).toEqual([false, true]);
  }
  expect(await readdir(folder)).toEqual(["file.bin"]);
});

test("a disk that refuses at the end", async () => {
  // The final name is taken by a folder while the bytes come in.
  const onProgress = (): void => mkdirSync(path);
  const error = await rejection(saveStream(stream([Buffer.from("abc")]), path, { onProgress }));
  expect(error).toBeInstanceOf(TransferError);
  expect((error as Error).message).toMatch(/^Writing file\.bin failed \(E[A-Z]+\)\.$/u);
  expect(await readdir(folder)).toEqual(["file.bin"]);
});
