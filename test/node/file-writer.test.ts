import { randomBytes } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { expect, test } from "vitest";
import { FileWriter } from "../../src/node/file-writer.ts";
import { rejection } from "./loopback.ts";

/** A file that takes what `accept` lets it take of each write, and notes what is asked of it. */
function file(accept: (bytes: Uint8Array) => number, flush = (): Promise<void> => Promise.resolve()) {
  const written: Buffer[] = [];
  const flushes: string[] = [];
  const handle = {
    write: async (bytes: Uint8Array, offset: number) => {
      const rest = bytes.subarray(offset);
      const bytesWritten = accept(rest);
      written.push(Buffer.from(rest.subarray(0, bytesWritten)));
      return { bytesWritten };
    },
    datasync: () => {
      flushes.push("datasync");
      return flush();
    },
    sync: async () => void flushes.push("sync"),
  };
  return { handle: handle as unknown as FileHandle, flushes, bytes: () => Buffer.concat(written) };
}

test("bytes arrive whole and in order, also where the system takes them in parts", async () => {
  const { handle, bytes, flushes } = file((rest) => Math.min(rest.byteLength, 10_007));
  const writer = new FileWriter(handle, true);
  const whole = randomBytes(3_000_001);
  for (let from = 0; from < whole.byteLength; from += 70_001) {
    const piece = Buffer.from(whole.subarray(from, from + 70_001));
    await writer.add(piece);
    // The piece is the caller's again.
    piece.fill(0);
  }
  await writer.finish();
  expect(bytes().equals(whole)).toBe(true);
  expect(flushes).toEqual(["sync"]);
});

test("what need not survive a crash is not flushed", async () => {
  const { handle, flushes } = file((rest) => rest.byteLength);
  const writer = new FileWriter(handle, false);
  const piece = new Uint8Array(2 ** 20);
  for (let count = 0; count < 300; count += 1) await writer.add(piece);
  await writer.finish();
  expect(flushes).toEqual([]);
});

test("a flush that fails on the way is told at the end, although the last one succeeds", async () => {
  const cause = new Error("the disk is failing");
  const { handle, flushes } = file(
    (rest) => rest.byteLength,
    () => Promise.reject(cause),
  );
  const writer = new FileWriter(handle, true);
  const piece = new Uint8Array(2 ** 20);
  for (let count = 0; count < 260; count += 1) await writer.add(piece);
  expect(flushes).toEqual(["datasync"]);
  expect(await rejection(writer.finish())).toBe(cause);
});

test("a write that fails is told, and nothing is written after it", async () => {
  const cause = new Error("the disk is full");
  let writes = 0;
  const { handle, bytes } = file((rest) => {
    writes += 1;
    if (writes > 2) throw cause;
    return rest.byteLength;
  });
  const writer = new FileWriter(handle, true);
  const fill = async (): Promise<void> => {
    for (;;) await writer.add(new Uint8Array(100_000));
  };
  expect(await rejection(fill())).toBe(cause);
  await writer.settle();
  expect(writes).toBe(3);
  expect(bytes().byteLength).toBe(64 * 1024 + 256 * 1024);
});
